"""Frames in, signals out.

    frame ──not mapped──▶ counted
      │
      ▼
    long enough? ─▶ checksum right? ─▶ counter moved? ──no──▶ dropped and counted
      │ yes, to all
      ▼
    each group that is in the frame ─▶ the store, with the frame's time

Invariants:
* A frame that fails a check changes no signal and keeps none fresh: a sender that is stuck or
  broken goes stale like one that is silent.
* Each group is a provider of its own in the store, with its message's freshness for a lease.
* A raw number that means "no value" makes its signal stale at once, and only that.

Reads no clock and no bus.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from segue.vehicle.can._plan import CanPlan, Group, ReadMessage
from segue.vehicle.signals import Provider, SignalStore, Value

_YEAR_2000_UTC_S = 946_684_800.0
"""A frame's time before this is a stopwatch's (a log that starts at 0), not a clock's."""


class Frame(Protocol):
    """What is read of a frame; python-can's `Message` has it."""

    @property
    def arbitration_id(self) -> int: ...
    @property
    def is_extended_id(self) -> bool: ...
    @property
    def is_error_frame(self) -> bool: ...
    @property
    def is_remote_frame(self) -> bool: ...
    @property
    def data(self) -> bytearray: ...
    @property
    def timestamp(self) -> float: ...


@dataclass(slots=True)
class Counts:
    """What became of one message's frames."""

    taken: int = 0
    short: int = 0
    bad_checksum: int = 0
    repeated: int = 0
    """With the counter of the frame before."""
    missed: int = 0
    """Frames that the counter says were lost."""


@dataclass(slots=True)
class _GroupState:
    group: Group
    fresh_s: float
    provider: Provider | None = None
    invalid: frozenset[str] = frozenset()


@dataclass(slots=True)
class _MessageState:
    message: ReadMessage
    groups: list[_GroupState]
    count: int | None = None
    counts: Counts = field(default_factory=Counts)


class CanReceiver:
    """Takes frames of one bus into a signal store.

    Args:
        plan: What to take.
        store: Where to.
        source: The bus's name; with the message's it is the provider's.
    """

    def __init__(self, plan: CanPlan, store: SignalStore, *, source: str) -> None:
        self._store = store
        self._source = source
        self._states = {
            key: _MessageState(
                message, [_GroupState(group, message.fresh_s) for group in message.groups]
            )
            for key, message in plan.reads.items()
        }
        self.unmapped = 0
        """Frames of messages that the mapping does not name."""
        self.errors = 0
        """Error and remote frames."""

    @property
    def counts(self) -> dict[str, Counts]:
        """Message → what became of its frames."""
        return {state.message.name: state.counts for state in self._states.values()}

    def receive(self, frames: Iterable[Frame], now_s: float) -> None:
        """Take frames, in the order in which they came."""
        states = self._states
        for frame in frames:
            frame_id = frame.arbitration_id
            state = states.get(~frame_id if frame.is_extended_id else frame_id)
            if frame.is_error_frame or frame.is_remote_frame:
                self.errors += 1
            elif state is None:
                self.unmapped += 1
            else:
                self._take(state, frame, now_s)

    def bus_lost(self, now_s: float) -> None:
        """Take note that the bus is gone: all it gave is stale."""
        for state in self._states.values():
            state.count = None  # who comes back may count from anywhere
            for group in state.groups:
                if group.provider is not None:
                    self._store.disconnect(group.provider, now_s=now_s)

    def _take(self, state: _MessageState, frame: Frame, now_s: float) -> None:
        message, counts = state.message, state.counts
        data = frame.data
        if len(data) != message.length:
            if len(data) < message.length:
                counts.short += 1
                return
            data = data[: message.length]
        little = int.from_bytes(data, "little")
        big = int.from_bytes(data, "big")
        if message.checksum is not None:
            extract, compute = message.checksum
            if extract(little, big) != compute(data):
                counts.bad_checksum += 1
                return
        if message.counter is not None:
            count = int(message.counter(little, big))
            if state.count is not None:
                step = (count - state.count) % message.counter_range
                if step == 0:
                    counts.repeated += 1
                    return
                counts.missed += step - 1
            state.count = count
        counts.taken += 1
        stamp = frame.timestamp
        source_utc_s = stamp if stamp >= _YEAR_2000_UTC_S else None
        for group_state in state.groups:
            for mux, numbers in group_state.group.conditions:
                if mux(little, big) not in numbers:
                    break
            else:
                self._give(group_state, (little, big), now_s, source_utc_s)

    def _give(
        self,
        state: _GroupState,
        bits: tuple[int, int],
        now_s: float,
        source_utc_s: float | None,
    ) -> None:
        little, big = bits
        provider = state.provider
        if provider is None or not provider.connected:
            provider = state.provider = self._store.register(
                f"{self._source} {state.group.name}", now_s=now_s, lease_s=state.fresh_s
            )
        values: dict[str, Value] = {}
        invalid: set[str] | None = None
        for path, extract, convert in state.group.targets:
            value = convert(extract(little, big))
            if value is not None:
                values[path] = value
            elif invalid is None:
                invalid = {path}
            else:
                invalid.add(path)
        if invalid is not None or state.invalid:
            self._expire(state, provider, frozenset(invalid or ()), now_s)
        self._store.set_many(provider, values, now_s, source_utc_s)

    def _expire(
        self, state: _GroupState, provider: Provider, invalid: frozenset[str], now_s: float
    ) -> None:
        self._store.expire(provider, invalid - state.invalid, now_s=now_s)
        state.invalid = invalid
