"""One reader's view of changing signals: what it wants to hear, how often, and what waits for it.

For each signal, with its own last delivered value and time:

    update ──change filter──▶ too small: dropped (and whatever waited, for the reader has it)
              │
              ▼
           interval over? ──yes──▶ delivered
              │ no
              ▼
           waits, replacing what waited; delivered when the interval ends

So the reader always ends up with the last value, whatever the filters. Delivered samples wait in a
queue of fixed capacity: a reader that is too slow loses its own oldest and can read how many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from segue.kernel import LocalUseError
from segue.vehicle.signals._check import Value
from segue.vehicle.signals._sample import Sample

Schedule = Callable[[float, "Watch"], None]


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


class Subscription:
    """What a reader holds: its queue, and which paths it will never hear of.

    Args:
        unknown: Patterns that mean no signal.
        capacity: Samples that may wait.
        wake: Called when the queue stops being empty; must not call the store.
    """

    __slots__ = ("_capacity", "_queue", "_wake", "dropped", "unknown", "watches")

    def __init__(
        self, unknown: tuple[str, ...], *, capacity: int, wake: Callable[[], None] | None
    ) -> None:
        self.unknown = unknown
        self.dropped = 0
        """How many of this reader's oldest samples were lost because it was slow."""
        self.watches: tuple[Watch, ...] = ()
        self._capacity = capacity
        self._queue: deque[Sample] = deque()
        self._wake = wake

    def drain(self) -> list[Sample]:
        """Return the samples that wait, oldest first, and forget them."""
        samples = list(self._queue)
        self._queue.clear()
        return samples

    def deliver(self, sample: Sample) -> None:
        """Queue a sample for the reader."""
        queue = self._queue
        if queue:
            if len(queue) >= self._capacity:
                queue.popleft()
                self.dropped += 1
            queue.append(sample)
            return
        queue.append(sample)
        if self._wake is not None:
            self._wake()


class Watch:
    """One signal of one subscription."""

    __slots__ = (
        "_deliver",
        "_filter",
        "_last",
        "_open_s",
        "_schedule",
        "_scheduled",
        "_waiting",
        "path",
    )

    def __init__(
        self, path: str, wanted: Filter, subscription: Subscription, schedule: Schedule
    ) -> None:
        self.path = path
        self._filter = wanted
        self._deliver = subscription.deliver
        self._schedule = schedule
        self._last: Sample | None = None
        self._open_s = float("-inf")
        self._waiting: Sample | None = None
        self._scheduled = False

    def offer(self, sample: Sample, now_s: float) -> None:
        """Take an update: deliver it, keep it for later, or drop it."""
        last = self._last
        if last is not None and not self._counts(last, sample):
            self._waiting = None
            return
        if now_s >= self._open_s:
            self._pass_on(sample, now_s)
            return
        self._waiting = sample
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

    def _counts(self, last: Sample, sample: Sample) -> bool:
        min_change = self._filter.min_change
        if min_change is None or last.freshness != sample.freshness:
            return True
        before, after = last.value, sample.value
        if min_change and _is_number(before) and _is_number(after):
            return abs(after - before) >= min_change
        return after != before

    def _pass_on(self, sample: Sample, now_s: float) -> None:
        self._last = sample
        self._waiting = None
        self._open_s = now_s + self._filter.min_interval_s
        self._deliver(sample)


def _is_number(value: Value | None) -> TypeGuard[int | float]:
    return type(value) in (int, float)
