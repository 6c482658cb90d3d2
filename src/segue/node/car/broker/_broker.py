"""The broker: every rule about the car's signals for callers from outside, in one place."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable, Iterable, Mapping

from segue.kernel import Clock, LocalUseError, SegueError, new_id
from segue.kernel.units import mps_from_kmh
from segue.node.car._state import SPEED
from segue.node.car.broker._audit import Audit
from segue.node.car.broker._keeping import HistoryKeeper
from segue.node.car.broker._printable import printable
from segue.node.car.broker._providing import ConnectedProvider
from segue.vehicle.access import Gatekeeper, Rights
from segue.vehicle.actuate import Actuations, Conditions, Permitted, permit
from segue.vehicle.orders import Outcome
from segue.vehicle.signals import (
    Catalogue,
    Filter,
    Point,
    Provider,
    Sample,
    SignalStore,
    Subscription,
)

_log = logging.getLogger(__name__)

_VISITOR_LEASE_S = 10.0
"""How long a value is believed that was given without a connection that could tell of its end."""
_ID_RANDOM_BYTES = 10
_MAX_NAME_CHARS = 128
_LATE_S = 0.25
"""A timer that is later found the process held up: what came meanwhile is read first."""


class SignalBroker:
    """As `segue.gateway.broker.Broker` says.

    Args:
        gatekeeper: Turns tokens into rights.
        audit: Takes every actuation before it is given to anyone.
        clock: The node's.
        randomness: Returns that many random bytes.
    """

    def __init__(
        self,
        *,
        gatekeeper: Gatekeeper,
        audit: Audit,
        clock: Clock,
        randomness: Callable[[int], bytes],
    ) -> None:
        self.clock = clock
        self.signals = SignalStore()
        self.actuations = Actuations()
        self._targets = SignalStore(
            Catalogue(info for info in self.signals.catalogue if info.entry == "actuator")
        )
        self._kept = HistoryKeeper(self.signals, clock)
        self._wishes = self._targets.register("requests", now_s=clock.monotonic_s())
        self._gatekeeper = gatekeeper
        self._audit = audit
        self._randomness = randomness
        self._connected: set[ConnectedProvider] = set()
        self._visitors: dict[str, Provider] = {}
        self._waiting: dict[str, asyncio.Future[Outcome]] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._earlier = asyncio.Event()
        for store in (self.signals, self._targets):
            store.on_earlier_timer = self._earlier.set

    @property
    def catalogue(self) -> Catalogue:
        """The signals there are."""
        return self.signals.catalogue

    def admit(self, token: str | None) -> Rights:
        """Return the rights of a caller who shows this token, or none."""
        return self._gatekeeper.admit(token)

    # ------------------------------------------------------------ reading

    def get(self, rights: Rights, path: str) -> Sample:
        """Return a signal's last sample, with or without a provider."""
        self.catalogue.lookup(path)
        rights.require("read", path)
        return self.signals.get(path)

    def target(self, rights: Rights, path: str) -> Sample:
        """Return what was last asked of an actuator; `never` when nothing was."""
        self._targets.catalogue.lookup(path)
        rights.require("read", path)
        return self._targets.get(path)

    def history(self, rights: Rights, path: str, *, since_utc_s: float) -> list[Point]:
        """Return the values that a signal had since then, oldest first, as far as they are kept."""
        self.catalogue.lookup(path)
        rights.require("read", path)
        return self._kept.since(path, since_utc_s)

    async def keep_history(self) -> None:
        """Keep what signals are until cancelled; without it, only the newest values are."""
        await self._kept.run()

    def subscribe(
        self,
        rights: Rights,
        patterns: Iterable[str],
        *,
        wanted: Filter,
        capacity: int | None = None,
        wake: Callable[[], None],
    ) -> Subscription:
        """Return a subscription to all that the patterns mean and the caller may read."""
        return self._subscribe(
            self.signals, rights, patterns, wanted=wanted, capacity=capacity, wake=wake
        )

    def subscribe_targets(
        self,
        rights: Rights,
        patterns: Iterable[str],
        *,
        wanted: Filter,
        capacity: int | None = None,
        wake: Callable[[], None],
    ) -> Subscription:
        """Return a subscription to what is asked of actuators."""
        return self._subscribe(
            self._targets, rights, patterns, wanted=wanted, capacity=capacity, wake=wake
        )

    def _subscribe(
        self,
        store: SignalStore,
        rights: Rights,
        patterns: Iterable[str],
        *,
        wanted: Filter,
        capacity: int | None,
        wake: Callable[[], None],
    ) -> Subscription:
        rights.check()
        return store.subscribe(
            patterns,
            now_s=self.clock.monotonic_s(),
            wanted=wanted,
            capacity=capacity,
            wake=wake,
            readable=lambda path: rights.may("read", path),
        )

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription. Again is no error."""
        for store in (self.signals, self._targets):
            store.unsubscribe(subscription)

    # ------------------------------------------------------------ providing

    def provide(
        self, rights: Rights, name: str, *, lease_s: float | None = None, yields: bool = False
    ) -> ConnectedProvider:
        """Return a new provider of the caller's; one that yields gives way to others' claims."""
        rights.require_any("provide")
        source = self.signals.register(
            self._unique(printable(name, _MAX_NAME_CHARS)),
            now_s=self.clock.monotonic_s(),
            claiming="explicit",
            yields=yields,
            **({} if lease_s is None else {"lease_s": lease_s}),
        )
        provider = ConnectedProvider(self, rights, source)
        self._connected.add(provider)
        return provider

    def _unique(self, name: str) -> str:
        taken = {provider.name for provider in (*self._connected, *self._visitors.values())}
        numbered = (f"{name} {number}" for number in itertools.count(2))
        return next(each for each in itertools.chain([name], numbered) if each not in taken)

    def part(self, provider: ConnectedProvider) -> None:
        """End a provider. Again is no error."""
        self._connected.discard(provider)
        self.signals.disconnect(provider.source, now_s=self.clock.monotonic_s())
        self.actuations.withdraw(provider.name)
        self.settle()

    def publish(
        self,
        rights: Rights,
        values: Mapping[str, object],
        *,
        source_utc_s: float | Mapping[str, float] | None,
    ) -> None:
        """Give values once; they are believed for 10 s after the caller's last."""
        for path in values:
            self.catalogue.lookup(path)
        for path in values:
            rights.require("provide", path)
        now_s = self.clock.monotonic_s()
        visitor = self._visitors.get(rights.subject)
        if visitor is None or not visitor.connected:
            name = self._unique(f"{rights.subject} (single values)")
            visitor = self.signals.register(
                name, now_s=now_s, lease_s=_VISITOR_LEASE_S, claiming="never"
            )
            self._visitors[rights.subject] = visitor
        self.signals.set_many(visitor, values, now_s, source_utc_s=source_utc_s)

    # ------------------------------------------------------------ actuation

    async def actuate(
        self,
        rights: Rights,
        targets: Mapping[str, object],
        *,
        request_id: str | None = None,
        deadline_s: float | None = None,
    ) -> Outcome:
        """Have actuators take these values, all of them or none; return how it ended."""
        for path in targets:
            self.catalogue.lookup(path)
        for path in targets:
            rights.require("actuate", path)
        permitted = permit(targets, self._conditions())
        self.actuations.require_providers(permitted)
        request_id = self._checked_id(request_id)
        within_s = (
            permitted.deadline_s if deadline_s is None else min(permitted.deadline_s, deadline_s)
        )
        due_s = self.clock.monotonic_s() + within_s
        if request_id in self._waiting:
            raise LocalUseError(f"A request with the id {request_id!r} is on its way already.")
        if within_s <= 0.0:
            return Outcome(request_id=request_id, status="timed_out", reason=_TOO_LATE)
        ended: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = ended
        try:
            async with asyncio.timeout(within_s):
                await self._audit.asked(request_id, rights, permitted.targets)
        except TimeoutError:
            self._end(Outcome(request_id=request_id, status="timed_out", reason=_SLOW_DISK))
            return await ended
        except SegueError:
            del self._waiting[request_id]
            raise
        except BaseException:  # the caller left while its row was written: nothing is given
            self._end(Outcome(request_id=request_id, status="rejected", reason=_CALLER_LEFT))
            raise
        self._give(rights, request_id, permitted, due_s)
        return await ended

    def _give(self, rights: Rights, request_id: str, permitted: Permitted, due_s: float) -> None:
        """Give what the audit holds to the providers, if all is still as it was."""
        try:
            rights.check()
            permit(permitted.targets, self._conditions())  # the car may have begun to move
            self.actuations.request(permitted, request_id=request_id, due_s=due_s)
        except SegueError as refusal:
            self._end(Outcome(request_id=request_id, status="rejected", reason=refusal.message))
            return
        self._targets.set_many(
            self._wishes, permitted.targets, self.clock.monotonic_s(), self.clock.utc_s()
        )
        self._earlier.set()
        self.settle()

    def settle(self) -> None:
        """Tell callers how their requests ended."""
        while (outcome := self.actuations.next_event()) is not None:
            self._end(outcome)

    def _end(self, outcome: Outcome) -> None:
        """Tell the caller, then the audit: a slow disk makes no outcome late."""
        waiting = self._waiting.pop(outcome.request_id)
        if not waiting.done():
            waiting.set_result(outcome)
        task = asyncio.ensure_future(self._audit.ended(outcome))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    def _conditions(self) -> Conditions:
        speed = self.signals.get(SPEED)
        if speed.freshness == "fresh" and isinstance(speed.value, float | int):
            return Conditions(speed_mps=mps_from_kmh(float(speed.value)))
        return Conditions(speed_mps=None)

    def _checked_id(self, request_id: str | None) -> str:
        if request_id is None:
            return new_id(self.clock.utc_s(), self._randomness(_ID_RANDOM_BYTES))
        if not request_id or printable(request_id, _MAX_NAME_CHARS) != request_id:
            raise LocalUseError(f"A request's id is 1 to {_MAX_NAME_CHARS} printable characters.")
        return request_id

    # ------------------------------------------------------------ time

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` is due next; None when nothing waits for time."""
        dues = (
            self.signals.next_timer_s(),
            self._targets.next_timer_s(),
            self.actuations.next_timer_s(),
        )
        return min((due_s for due_s in dues if due_s is not None), default=None)

    def on_timer(self, now_s: float) -> None:
        """Deliver what waited, end what is overdue."""
        self.signals.on_timer(now_s)
        self._targets.on_timer(now_s)
        self.actuations.on_timer(now_s)
        for provider in [each for each in self._connected if not each.source.connected]:
            _log.info("provider %s fell silent", provider.name)
            self.part(provider)
        self._visitors = {
            subject: visitor for subject, visitor in self._visitors.items() if visitor.connected
        }
        self.settle()

    async def run(self) -> None:
        """Keep time until cancelled."""
        while True:
            self._earlier.clear()
            due_s = self.next_timer_s()
            if due_s is None:
                await self._earlier.wait()
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, due_s - self.clock.monotonic_s())):
                    await self._earlier.wait()
            if self.clock.monotonic_s() - due_s > _LATE_S:
                await asyncio.sleep(_LATE_S)
            self.on_timer(self.clock.monotonic_s())

    async def close(self) -> None:
        """Write the outcomes that are not on disk yet: the node ends."""
        for provider in list(self._connected):
            self.part(provider)
        await asyncio.gather(*self._writing)


_SLOW_DISK = "The audit could not be written in time; nothing was done."
_TOO_LATE = "The caller's deadline had passed already; nothing was done."
_CALLER_LEFT = "The caller left before it was given; nothing was done."
