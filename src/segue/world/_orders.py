"""Orders on their way: which axes each still waits for, and how it ended.

    begin ──nothing to wait for──▶ done
      │
      ▼           every axis there ──▶ done
    waiting ────▶ an axis sent elsewhere, or stopped ──▶ refused, with the reason

Invariants:
* Every order ends once.
* An axis belongs to at most one order: the last that moved it.
* An order that is refused on the way leaves its other axes going where they were sent: they are
  where somebody wanted them, and stopping a door half open helps nobody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """How an order ended.

    Args:
        order_id: As given to `begin`.
        refused: Why it was not done, for a user to read; None when it was.
    """

    order_id: str
    refused: str | None = None


class Orders:
    """The orders that one car has not finished."""

    __slots__ = ("_ended", "_order_of", "_waits_for")

    def __init__(self) -> None:
        self._waits_for: dict[str, set[str]] = {}
        self._order_of: dict[str, str] = {}
        self._ended: deque[Ended] = deque()

    def begin(self, order_id: str, axes: Collection[str]) -> None:
        """Have an order wait for these axes; an earlier order that moved one is superseded."""
        self.stop(axes, "Superseded: something else was asked for meanwhile.")
        if not axes:
            self._ended.append(Ended(order_id))
            return
        self._waits_for[order_id] = set(axes)
        self._order_of.update(dict.fromkeys(axes, order_id))

    def reach(self, axes: Iterable[str]) -> None:
        """Take note that these axes are where they were sent."""
        for axis in axes:
            order_id = self._order_of.pop(axis, None)
            if order_id is None:
                continue
            waits_for = self._waits_for[order_id]
            waits_for.discard(axis)
            if not waits_for:
                del self._waits_for[order_id]
                self._ended.append(Ended(order_id))

    def stop(self, axes: Iterable[str], reason: str) -> None:
        """Refuse the orders that wait for any of these axes."""
        order_ids = {self._order_of[axis]: None for axis in axes if axis in self._order_of}
        for order_id in order_ids:
            for axis in self._waits_for.pop(order_id):
                del self._order_of[axis]
            self._ended.append(Ended(order_id, reason))

    def next_event(self) -> Ended | None:
        """Return the next order that ended, or None."""
        return self._ended.popleft() if self._ended else None
