"""What a reader of changing signals holds: what waits for it, and what it will never hear of.

Samples wait in a queue of fixed capacity: a reader that is too slow loses its own oldest and can
read how many. A set that belongs together waits, and is lost, as one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from segue.vehicle.signals._sample import Sample
from segue.vehicle.signals._watch import Together, Watch


class Subscription:
    """A reader's queue.

    Args:
        unknown: Patterns that mean no signal.
        unreadable: Paths that the reader may not read.
        capacity: How much may wait: single samples, and sets that belong together.
        wake: Called when the queue stops being empty; must not call the store.
    """

    __slots__ = ("_capacity", "_queue", "_wake", "dropped", "unknown", "unreadable", "watches")

    def __init__(
        self,
        unknown: tuple[str, ...],
        unreadable: tuple[str, ...],
        *,
        capacity: int,
        wake: Callable[[], None] | None,
    ) -> None:
        self.unknown = unknown
        self.unreadable = unreadable
        self.dropped = 0
        """How many of this reader's oldest samples were lost because it was slow."""
        self.watches: tuple[Watch[Any], ...] = ()
        self._capacity = capacity
        self._queue: deque[Sample | Together] = deque()
        self._wake = wake

    def drain(self) -> list[Sample]:
        """Return the samples that wait, oldest first, and forget them.

        What was given in one batch is in one call's list, with nothing else in between.
        """
        samples: list[Sample] = []
        for waiting in self._queue:
            if isinstance(waiting, tuple):
                samples.extend(waiting)
            else:
                samples.append(waiting)
        self._queue.clear()
        return samples

    def deliver(self, heard: Sample | Together) -> None:
        """Queue what the reader is to hear."""
        queue = self._queue
        if queue:
            if len(queue) >= self._capacity:
                lost = queue.popleft()
                self.dropped += len(lost) if isinstance(lost, tuple) else 1
            queue.append(heard)
            return
        queue.append(heard)
        if self._wake is not None:
            self._wake()
