"""The signals of one vehicle, now.

Invariants:
* A value that does not fit its signal is refused and the old one stays. A batch is all or nothing.
* A signal that a connected provider has claimed is given by no other.
* Signals that belong together (`TOGETHER`) change, and are heard of, together.
* A sample is `fresh` only while its provider is connected and within its lease.
* Reading works for every signal, with or without a provider.
* A slow subscriber costs the others nothing.

The store reads no clock: every door takes the monotonic `now_s`, and the shell calls `on_timer`
when `next_timer_s` says so. One thread.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from segue.kernel import DeviceUnavailable, LocalUseError
from segue.vehicle.signals._catalogue import Catalogue, vss_catalogue
from segue.vehicle.signals._errors import UnknownSignal
from segue.vehicle.signals._provider import Claiming, Provider
from segue.vehicle.signals._sample import Sample
from segue.vehicle.signals._slot import Slot, Whole, own, take, turn_stale
from segue.vehicle.signals._subscription import Subscription
from segue.vehicle.signals._together import TOGETHER, require_together, split
from segue.vehicle.signals._watch import Filter, SignalWatch, TogetherWatch, Watch

_CAPACITY = 4096
"""Samples that wait for a subscriber before it loses its oldest: 40 s of 100 a second."""
MAX_WATCHED = 250_000
"""Signals in all subscriptions, some 0.3 kB each: a whole vehicle 160 times."""

_ANY_CHANGE = Filter()


class SignalStore:
    """Values with time, source and freshness; providers with leases; subscribers with filters.

    Args:
        catalogue: The signals there are; VSS 6 when None.
    """

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue or vss_catalogue()
        self.on_earlier_timer: Callable[[], None] = lambda: None
        """Called when `next_timer_s` became earlier than it was."""
        self._slots = {info.path: Slot(info) for info in self.catalogue}
        self._wholes = tuple(
            Whole(paths, tuple(self._slots[path] for path in paths))
            for paths in TOGETHER
            if all(path in self._slots for path in paths)
        )
        self._whole_paths = frozenset(path for whole in self._wholes for path in whole.paths)
        self._providers: dict[str, Provider] = {}
        self._timers: list[tuple[float, int, Watch[Any]]] = []
        self._timer_count = 0
        self._subscriptions: set[Subscription] = set()
        self._watched = 0

    # ------------------------------------------------------------ providers

    def register(
        self,
        name: str,
        *,
        now_s: float,
        lease_s: float = math.inf,
        claiming: Claiming = "first_value",
        yields: bool = False,
    ) -> Provider:
        """Return a new provider, to be heard from within every `lease_s`.

        Args:
            name: For readers of a sample.
            now_s: Monotonic time now.
            lease_s: Longest silence before what it gave is stale.
            claiming: When it becomes the only one that gives a signal.
            yields: Whether another may claim what it has: a simulation before the real thing.

        Raises:
            LocalUseError: One of that name is connected, or the lease is not positive.
        """
        if not lease_s > 0.0:
            raise LocalUseError(f"The lease of {name} is {lease_s} s; it must be above 0.")
        if name in self._providers:
            raise LocalUseError(
                f"A provider named {name} is connected already.", do="Choose another name."
            )
        provider = Provider(name, lease_s=lease_s, now_s=now_s, claiming=claiming, yields=yields)
        self._providers[name] = provider
        if lease_s < math.inf:
            self.on_earlier_timer()
        return provider

    def claim(self, provider: Provider, paths: Collection[str], *, now_s: float) -> None:
        """Make a provider the only one that may give these signals; all of them or none.

        A claim ends with its provider. To claim again what it has is no error. A provider that
        yields loses what is claimed, for good: its `yielded` says what. Its values are stale.

        Raises:
            UnknownSignal: There is no such signal.
            AlreadyClaimed: Another connected provider has one of them.
            LocalUseError: One belongs together with another that is not named.
            DeviceUnavailable: The provider is not connected.
        """
        slots = self._known(paths)
        require_together(paths)
        if not provider.connected:
            raise _gone(provider)
        own(slots, provider, now_s)

    def claim_free(self, provider: Provider, paths: Iterable[str], *, now_s: float) -> None:
        """Claim those of these signals that nobody has, or one that yields."""
        slots = self._known(paths)
        own([slot for slot in slots if not slot.owner or slot.owner.yields], provider, now_s)

    def heartbeat(self, provider: Provider, *, now_s: float) -> None:
        """Extend a provider's lease; giving a value does so too.

        Raises:
            DeviceUnavailable: It was disconnected, or its lease lapsed before.
        """
        self._heard(provider, now_s)

    def disconnect(self, provider: Provider, *, now_s: float) -> None:
        """End a provider: what it gave is stale at once. Again is no error."""
        if not provider.connected:
            return
        provider.connected = False
        del self._providers[provider.name]
        given: list[Slot] = []
        for slot in self._slots.values():
            if slot.owner is provider:
                slot.owner = None
            if slot.provider is provider:
                given.append(slot)
        turn_stale(given, now_s)

    def expire(self, provider: Provider, paths: Iterable[str], *, now_s: float) -> None:
        """Take a provider's word that it no longer knows these values: they are stale at once.

        Values that another provider gave, or that are not fresh, stay as they are.

        Raises:
            UnknownSignal: There is no such signal.
        """
        slots = self._known(paths)
        turn_stale([slot for slot in slots if slot.provider is provider], now_s)

    def _heard(self, provider: Provider, now_s: float) -> None:
        if not provider.connected:
            raise _gone(provider)
        provider.seen_s = now_s

    def _known(self, paths: Iterable[str]) -> list[Slot]:
        slots = self._slots
        if unknown := [path for path in paths if path not in slots]:
            raise UnknownSignal(f"There is no signal {', '.join(map(repr, unknown))}.")
        return [slots[path] for path in paths]

    # ------------------------------------------------------------ values

    def set(
        self,
        provider: Provider,
        path: str,
        value: object,
        now_s: float,
        source_utc_s: float | None = None,
    ) -> None:
        """Take one value.

        Args:
            provider: Who gives it.
            path: Of which signal.
            value: In the signal's own datatype and unit.
            now_s: Monotonic time now.
            source_utc_s: When it was true, by the source's clock.

        Raises:
            UnknownSignal: There is no such signal.
            UnfitValue: The value does not fit it.
            LocalUseError: The signal is given together with another, by `set_many`.
            AlreadyClaimed: Another connected provider has claimed it.
            NotClaimed: The provider claims explicitly, and did not claim it.
            DeviceUnavailable: The provider is not connected.
        """
        slot = self._slots.get(path)
        if slot is None:
            raise UnknownSignal(f"There is no signal {path!r}.")
        if slot.whole is not None:
            raise split(slot.whole.paths)
        if not provider.connected:
            raise _gone(provider)
        checked = slot.check(value)
        if slot.owner is not provider:
            take((slot,), provider)
        provider.seen_s = now_s
        slot.provider = provider
        slot.sample = sample = Sample(path, checked, source_utc_s, now_s, provider.name, "fresh")
        for watch in slot.watches:
            watch.offer(sample, now_s)

    def set_many(
        self,
        provider: Provider,
        values: Mapping[str, object],
        now_s: float,
        source_utc_s: float | Mapping[str, float] | None = None,
    ) -> None:
        """Take values that belong together: all of them, or none when one cannot be taken.

        Args:
            provider: Who gives them.
            values: Path → value.
            now_s: Monotonic time now.
            source_utc_s: When they were true, by the source's clock: one for all, or by path.

        Raises:
            As `set`.
        """
        slots = self._slots
        if unknown := [path for path in values if path not in slots]:
            raise UnknownSignal(f"There is no signal {', '.join(map(repr, unknown))}.")
        wholes = () if self._whole_paths.isdisjoint(values) else self._wholes_in(values)
        checked = [(slots[path], path, slots[path].check(value)) for path, value in values.items()]
        if not provider.connected:
            raise _gone(provider)
        if strange := [slot for slot, _, _ in checked if slot.owner is not provider]:
            take(strange, provider)
        provider.seen_s = now_s
        name = provider.name
        by_path = source_utc_s if isinstance(source_utc_s, Mapping) else None
        utc_s = None if isinstance(source_utc_s, Mapping) else source_utc_s
        for slot, path, value in checked:
            if by_path is not None:
                utc_s = by_path.get(path)
            slot.provider = provider
            slot.sample = sample = Sample(path, value, utc_s, now_s, name, "fresh")
            for watch in slot.watches:
                watch.offer(sample, now_s)
        for whole in wholes:
            whole.tell(now_s)

    def _wholes_in(self, values: Mapping[str, object]) -> list[Whole]:
        require_together(values.keys())
        return [whole for whole in self._wholes if whole.paths[0] in values]

    def get(self, path: str) -> Sample:
        """Return the last sample of a signal; its freshness says whether to trust it.

        Raises:
            UnknownSignal: There is no such signal.
        """
        slot = self._slots.get(path)
        if slot is None:
            raise UnknownSignal(f"There is no signal {path!r}.")
        return slot.sample

    # ------------------------------------------------------------ subscriptions

    def subscribe(
        self,
        patterns: Iterable[str],
        *,
        now_s: float,
        wanted: Filter = _ANY_CHANGE,
        capacity: int | None = None,
        wake: Callable[[], None] | None = None,
        readable: Callable[[str], bool] | None = None,
    ) -> Subscription:
        """Return a subscription that starts with the values there are.

        Args:
            patterns: Paths, branches or globs. Those that mean nothing are listed in `unknown`;
                the others work.
            now_s: Monotonic time now.
            wanted: What to hear of, and how often.
            capacity: Samples that may wait, above 0; 4,096 when None.
            wake: Called when something begins to wait. It must not call the store.
            readable: Whether the reader may read a path; what it may not is listed in
                `unreadable`, and the others work. All when None.

        Raises:
            LocalUseError: The capacity is not above 0.
            DeviceUnavailable: All subscriptions together watch too much already.
        """
        if capacity is not None and capacity <= 0:
            raise LocalUseError(f"capacity is {capacity}; it must be above 0.")
        meant, unknown = self.catalogue.expand_all(patterns)
        heard = dict.fromkeys(path for path in meant if readable is None or readable(path))
        unreadable = tuple(path for path in meant if path not in heard)
        if self._watched + len(heard) > MAX_WATCHED:
            raise DeviceUnavailable(
                f"There are too many subscriptions: {self._watched} signals are watched,"
                f" {MAX_WATCHED} is the most.",
                do="Subscribe to less, or end others.",
            )
        subscription = Subscription(unknown, unreadable, capacity=capacity or _CAPACITY, wake=wake)
        watches: list[Watch[Any]] = []
        for whole in self._wholes:
            if all(path in heard for path in whole.paths):
                watch = TogetherWatch(whole.paths, wanted, subscription.deliver, self._schedule)
                whole.watches[watch] = None
                watches.append(watch)
                for path in whole.paths:
                    del heard[path]
        for path in heard:
            slot = self._slots[path]
            watch = SignalWatch((path,), wanted, subscription.deliver, self._schedule)
            slot.watches[watch] = None
            watches.append(watch)
        subscription.watches = tuple(watches)
        self._subscriptions.add(subscription)
        self._watched += len(watches)
        self._begin(watches, now_s)
        return subscription

    def _begin(self, watches: Iterable[Watch[Any]], now_s: float) -> None:
        """Offer new watches the samples there are."""
        for watch in watches:
            samples = tuple(self._slots[path].sample for path in watch.paths)
            if all(sample.freshness == "never" for sample in samples):
                continue
            watch.offer(samples if isinstance(watch, TogetherWatch) else samples[0], now_s)

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription. Again, or with another store's, is no error."""
        if subscription not in self._subscriptions:
            return
        self._subscriptions.remove(subscription)
        ended = set(subscription.watches)
        for watch in ended:
            slot = self._slots[watch.paths[0]]
            slot.watches.pop(watch, None)
            if slot.whole is not None:
                slot.whole.watches.pop(watch, None)
        self._timers = [timer for timer in self._timers if timer[2] not in ended]
        heapq.heapify(self._timers)
        self._watched -= len(subscription.watches)
        subscription.watches = ()

    # ------------------------------------------------------------ time

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` is due next; None when nothing waits for time."""
        due_s = min((provider.lapses_s for provider in self._providers.values()), default=math.inf)
        if self._timers:
            due_s = min(due_s, self._timers[0][0])
        return None if due_s == math.inf else due_s

    def on_timer(self, now_s: float) -> None:
        """Deliver what waited for its interval, and end providers whose lease lapsed."""
        for provider in list(self._providers.values()):
            if provider.lapses_s <= now_s:
                self.disconnect(provider, now_s=now_s)
        while self._timers and self._timers[0][0] <= now_s:
            _, _, watch = heapq.heappop(self._timers)
            watch.on_interval(now_s)

    def _schedule(self, due_s: float, watch: Watch[Any]) -> None:
        self._timer_count += 1
        heapq.heappush(self._timers, (due_s, self._timer_count, watch))
        if self._timers[0][2] is watch:
            self.on_earlier_timer()


def _gone(provider: Provider) -> DeviceUnavailable:
    return DeviceUnavailable(
        f"The provider {provider.name} was disconnected or silent beyond its lease.",
        do="Register again.",
    )
