"""The signals of one vehicle, now.

Invariants:
* A value that does not fit its signal is refused and the old one stays. A batch is all or nothing.
* A sample is `fresh` only while its provider is connected and within its lease.
* Reading works for every signal, with or without a provider.
* A slow subscriber costs the others nothing.

The store reads no clock: every door takes the monotonic `now_s`, and the shell calls `on_timer`
when `next_timer_s` says so. One thread.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from segue.kernel import DeviceUnavailable, LocalUseError
from segue.vehicle.signals._catalogue import Catalogue, SignalInfo, vss_catalogue
from segue.vehicle.signals._check import checker
from segue.vehicle.signals._errors import UnknownSignal
from segue.vehicle.signals._provider import Provider
from segue.vehicle.signals._sample import Sample
from segue.vehicle.signals._subscription import Filter, Subscription, Watch

_CAPACITY = 4096
"""Samples that wait for a subscriber before it loses its oldest: 40 s of 100 a second."""

_ANY_CHANGE = Filter()


class _Slot:
    """One signal's place in the store."""

    __slots__ = ("check", "provider", "sample", "watches")

    def __init__(self, info: SignalInfo) -> None:
        self.check = checker(info)
        self.provider: Provider | None = None
        self.sample = Sample(info.path, None, None, -math.inf, "", "never")
        self.watches: tuple[Watch, ...] = ()


class SignalStore:
    """Values with time, source and freshness; providers with leases; subscribers with filters.

    Args:
        catalogue: The signals there are; VSS 6 when None.
    """

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue or vss_catalogue()
        self._slots = {info.path: _Slot(info) for info in self.catalogue}
        self._providers: dict[str, Provider] = {}
        self._timers: list[tuple[float, int, Watch]] = []
        self._timer_count = 0

    # ------------------------------------------------------------ providers

    def register(self, name: str, *, now_s: float, lease_s: float = math.inf) -> Provider:
        """Return a new provider, to be heard from within every `lease_s`.

        Raises:
            LocalUseError: One of that name is connected, or the lease is not positive.
        """
        if not lease_s > 0.0:
            raise LocalUseError(f"The lease of {name} is {lease_s} s; it must be above 0.")
        if name in self._providers:
            raise LocalUseError(
                f"A provider named {name} is connected already.", do="Choose another name."
            )
        provider = Provider(name, lease_s=lease_s, now_s=now_s)
        self._providers[name] = provider
        return provider

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
        for slot in self._slots.values():
            if slot.provider is provider:
                self._turn_stale(slot, now_s)

    def expire(self, provider: Provider, paths: Iterable[str], *, now_s: float) -> None:
        """Take a provider's word that it no longer knows these values: they are stale at once.

        Values that another provider gave, or that are not fresh, stay as they are.

        Raises:
            UnknownSignal: There is no such signal.
        """
        for path in paths:
            slot = self._slots.get(path)
            if slot is None:
                raise UnknownSignal(f"There is no signal {path!r}.")
            if slot.provider is provider:
                self._turn_stale(slot, now_s)

    def _turn_stale(self, slot: _Slot, now_s: float) -> None:
        slot.provider = None
        slot.sample = stale = replace(slot.sample, freshness="stale")
        for watch in slot.watches:
            watch.offer(stale, now_s)

    def _heard(self, provider: Provider, now_s: float) -> None:
        if not provider.connected:
            raise _gone(provider)
        provider.seen_s = now_s

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
            DeviceUnavailable: The provider is not connected.
        """
        slot = self._slots.get(path)
        if slot is None:
            raise UnknownSignal(f"There is no signal {path!r}.")
        if not provider.connected:
            raise _gone(provider)
        checked = slot.check(value)
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
        source_utc_s: float | None = None,
    ) -> None:
        """Take values that belong together: all of them, or none when one does not fit.

        Raises:
            UnknownSignal: There is no such signal.
            UnfitValue: A value does not fit.
            DeviceUnavailable: The provider is not connected.
        """
        slots = self._slots
        if unknown := [path for path in values if path not in slots]:
            raise UnknownSignal(f"There is no signal {', '.join(map(repr, unknown))}.")
        checked = [(slots[path], path, slots[path].check(value)) for path, value in values.items()]
        self._heard(provider, now_s)
        name = provider.name
        for slot, path, value in checked:
            slot.provider = provider
            slot.sample = sample = Sample(path, value, source_utc_s, now_s, name, "fresh")
            for watch in slot.watches:
                watch.offer(sample, now_s)

    def get(self, path: str) -> Sample:
        """Return the last sample of a signal; its freshness says whether to trust it.

        Raises:
            UnknownSignal: There is no such signal.
        """
        slot = self._slots.get(path)
        if slot is None:
            raise UnknownSignal(f"There is no signal {path!r}.")
        return slot.sample

    def get_many(self, patterns: Iterable[str]) -> tuple[list[Sample], tuple[str, ...]]:
        """Return the samples that the patterns mean, and the patterns that mean none."""
        paths, unknown = self._expand(patterns)
        return [self._slots[path].sample for path in paths], unknown

    def _expand(self, patterns: Iterable[str]) -> tuple[list[str], tuple[str, ...]]:
        paths: dict[str, None] = {}
        unknown: list[str] = []
        for pattern in patterns:
            found = self.catalogue.expand(pattern)
            paths.update(dict.fromkeys(found))
            if not found:
                unknown.append(pattern)
        return list(paths), tuple(unknown)

    # ------------------------------------------------------------ subscriptions

    def subscribe(
        self,
        patterns: Iterable[str],
        *,
        now_s: float,
        wanted: Filter = _ANY_CHANGE,
        capacity: int = _CAPACITY,
        wake: Callable[[], None] | None = None,
    ) -> Subscription:
        """Return a subscription that starts with the values there are.

        Args:
            patterns: Paths, branches or globs. Those that mean nothing are listed in `unknown`;
                the others work.
            now_s: Monotonic time now.
            wanted: What to hear of, and how often.
            capacity: Samples that may wait; above 0.
            wake: Called when something begins to wait. It must not call the store.

        Raises:
            LocalUseError: The capacity is not above 0.
        """
        if capacity <= 0:
            raise LocalUseError(f"capacity is {capacity}; it must be above 0.")
        paths, unknown = self._expand(patterns)
        subscription = Subscription(unknown, capacity=capacity, wake=wake)
        watches = [Watch(path, wanted, subscription, self._schedule) for path in paths]
        subscription.watches = tuple(watches)
        for watch in watches:
            slot = self._slots[watch.path]
            slot.watches = (*slot.watches, watch)
            if slot.sample.freshness != "never":
                watch.offer(slot.sample, now_s)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription. Again is no error."""
        for watch in subscription.watches:
            slot = self._slots[watch.path]
            slot.watches = tuple(other for other in slot.watches if other is not watch)
        ended = set(subscription.watches)
        self._timers = [timer for timer in self._timers if timer[2] not in ended]
        heapq.heapify(self._timers)
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

    def _schedule(self, due_s: float, watch: Watch) -> None:
        self._timer_count += 1
        heapq.heappush(self._timers, (due_s, self._timer_count, watch))


def _gone(provider: Provider) -> DeviceUnavailable:
    return DeviceUnavailable(
        f"The provider {provider.name} was disconnected or silent beyond its lease.",
        do="Register again.",
    )
