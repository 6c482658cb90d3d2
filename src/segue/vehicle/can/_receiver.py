"""Frames in, signals out.

    frame ──not mapped──▶ counted
      │
      ▼
    long enough? ─▶ checksum right? ─▶ counter moved? ──no──▶ dropped and counted
      │ yes, to all
      ▼
    each group that is in the frame ─▶ values, with the frame's time ──silent──▶ stale

Invariants:
* A frame that fails a check changes no signal and keeps none fresh: a sender that is stuck or
  broken goes stale like one that is silent.
* Each group is believed for its message's time after its last frame, whatever else the bus brings.
* A raw number that means "no value" makes its signal stale at once, and only that.

Reads no clock and no bus: call `on_timer` when `next_timer_s` says so.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from segue.vehicle.can._plan import CanPlan, Group, ReadMessage
from segue.vehicle.signals import Value

_YEAR_2000_UTC_S = 946_684_800.0
"""A frame's time before this is a stopwatch's (a log that starts at 0), not a clock's."""


class Sink(Protocol):
    """Where signals go."""

    def give(self, values: Mapping[str, Value], now_s: float, source_utc_s: float | None) -> None:
        """Take values of one frame."""
        ...

    def expire(self, paths: Collection[str], now_s: float) -> None:
        """Take note that these are no longer known."""
        ...


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
    due_s: float = math.inf
    """When it is stale unless it is heard before; infinite while it is."""
    invalid: frozenset[str] = frozenset()


@dataclass(slots=True)
class _MessageState:
    message: ReadMessage
    groups: list[_GroupState]
    count: int | None = None
    counts: Counts = field(default_factory=Counts)


class CanReceiver:
    """Takes frames of one bus, and gives signals.

    Args:
        plan: What to take.
        sink: Where to.
    """

    def __init__(self, plan: CanPlan, sink: Sink) -> None:
        self._sink = sink
        self._states = {
            key: _MessageState(
                message, [_GroupState(group, message.fresh_s) for group in message.groups]
            )
            for key, message in plan.reads.items()
        }
        self._groups = [group for state in self._states.values() for group in state.groups]
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
        for group in self._groups:
            if group.due_s < math.inf:
                self._silence(group, now_s)

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` is due next; None when nothing is fresh."""
        due_s = min((group.due_s for group in self._groups), default=math.inf)
        return None if due_s == math.inf else due_s

    def on_timer(self, now_s: float) -> None:
        """Turn stale what was silent for too long."""
        for group in self._groups:
            if group.due_s <= now_s:
                self._silence(group, now_s)

    def _silence(self, state: _GroupState, now_s: float) -> None:
        state.due_s = math.inf
        self._sink.expire([path for path, _, _ in state.group.targets], now_s)

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
        state.due_s = now_s + state.fresh_s
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
            now_invalid = frozenset(invalid or ())
            if newly := now_invalid - state.invalid:
                self._sink.expire(newly, now_s)
            state.invalid = now_invalid
        self._sink.give(values, now_s, source_utc_s)
