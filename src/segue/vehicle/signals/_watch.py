"""One signal, or one set of signals that belong together, of one subscription.

For each, with its own last delivered value and time:

    update ──change filter──▶ too small: dropped (and whatever waited, for the reader has it)
              │
              ▼
           interval over? ──yes──▶ delivered
              │ no
              ▼
           waits, replacing what waited; delivered when the interval ends

So the reader always ends up with the last value, whatever the filters; and of a set that belongs
together it never sees halves of two moments, for the set is filtered and delivered as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeGuard, TypeVar

from segue.kernel import LocalUseError
from segue.vehicle.signals._check import Value
from segue.vehicle.signals._sample import Sample

Together = tuple[Sample, ...]
_Heard = TypeVar("_Heard", Sample, Together)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a subscription wants to hear.

    Args:
        min_change: Least change of a number that counts; 0 for any change (of any type), None for
            every update, changed or not. A change of freshness always counts.
        min_interval_s: Least time between two deliveries of one signal.

    Raises:
        LocalUseError: A value is negative or not a number.
    """

    min_change: float | None = 0.0
    min_interval_s: float = 0.0

    def __post_init__(self) -> None:
        if self.min_change is not None and not self.min_change >= 0.0:
            raise LocalUseError(f"min_change is {self.min_change}; it must be 0 or more.")
        if not self.min_interval_s >= 0.0:
            raise LocalUseError(f"min_interval_s is {self.min_interval_s}; it must be 0 or more.")


class Watch(Generic[_Heard]):
    """What one subscription hears of one thing.

    Args:
        paths: What it is about: one path, or those that belong together.
        deliver: Takes what passed the filter.
        schedule: Has `on_interval` called at a time.
    """

    __slots__ = (
        "_deliver",
        "_filter",
        "_last",
        "_open_s",
        "_schedule",
        "_scheduled",
        "_waiting",
        "paths",
    )

    def __init__(
        self,
        paths: tuple[str, ...],
        wanted: Filter,
        deliver: Callable[[_Heard], None],
        schedule: Callable[[float, Watch[Any]], None],
    ) -> None:
        self.paths = paths
        self._filter = wanted
        self._deliver = deliver
        self._schedule = schedule
        self._last: _Heard | None = None
        self._open_s = float("-inf")
        self._waiting: _Heard | None = None
        self._scheduled = False

    def offer(self, heard: _Heard, now_s: float) -> None:
        """Take an update: deliver it, keep it for later, or drop it."""
        last = self._last
        if last is not None and not self._counts(last, heard):
            self._waiting = None
            return
        if now_s >= self._open_s:
            self._pass_on(heard, now_s)
            return
        self._waiting = heard
        self._ask_for_timer()

    def on_interval(self, now_s: float) -> None:
        """Deliver what waited for the interval to end."""
        self._scheduled = False
        waiting = self._waiting
        if waiting is None:
            return
        if now_s >= self._open_s:
            self._pass_on(waiting, now_s)
        else:  # an update was delivered between the interval's end and this call
            self._ask_for_timer()

    def _ask_for_timer(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._schedule(self._open_s, self)

    def _counts(self, last: _Heard, heard: _Heard) -> bool:
        raise NotImplementedError

    def _pass_on(self, heard: _Heard, now_s: float) -> None:
        self._last = heard
        self._waiting = None
        self._open_s = now_s + self._filter.min_interval_s
        self._deliver(heard)


class SignalWatch(Watch[Sample]):
    """A watch on one signal."""

    __slots__ = ()

    def _counts(self, last: Sample, heard: Sample) -> bool:
        return _counts(self._filter.min_change, last, heard)


class TogetherWatch(Watch[Together]):
    """A watch on signals that belong together: a change of one is a change of all."""

    __slots__ = ()

    def _counts(self, last: Together, heard: Together) -> bool:
        least = self._filter.min_change
        return any(_counts(least, before, after) for before, after in zip(last, heard, strict=True))


def _counts(min_change: float | None, last: Sample, heard: Sample) -> bool:
    if min_change is None or last.freshness != heard.freshness:
        return True
    before, after = last.value, heard.value
    if min_change and _is_number(before) and _is_number(after):
        return abs(after - before) >= min_change
    return after != before


def _is_number(value: Value | None) -> TypeGuard[int | float]:
    return type(value) in (int, float)
