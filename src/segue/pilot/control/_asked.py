"""What was asked of the car and has not happened yet: it brakes a little after it is asked to."""

from __future__ import annotations

from collections import deque


class Asked:
    """The accelerations asked of late.

    Args:
        delay_s: From asking to the car's answer.
    """

    __slots__ = ("_delay_s", "_rows")

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._rows: deque[tuple[float, float]] = deque()

    def add(self, now_s: float, accel_mps2: float) -> None:
        """Note what is asked now, and forget what has happened."""
        rows = self._rows
        if rows and now_s <= rows[-1][0]:
            rows.clear()
        rows.append((now_s, accel_mps2))
        while len(rows) > 1 and rows[1][0] <= now_s - self._delay_s:
            rows.popleft()

    def foreseen(self, now_s: float, speed_mps: float) -> tuple[float, float]:
        """Return how far the car goes in the delay, and how fast it is after it."""
        rows = self._rows
        moved_m, passed_s = 0.0, 0.0
        for at, (_, accel) in enumerate(rows):
            next_s = rows[at + 1][0] if at + 1 < len(rows) else now_s
            until_s = min(max(next_s + self._delay_s - now_s, 0.0), self._delay_s)
            part_s = until_s - passed_s
            after_mps = max(speed_mps + accel * part_s, 0.0)
            moved_m += 0.5 * (speed_mps + after_mps) * part_s
            speed_mps, passed_s = after_mps, until_s
        return moved_m + speed_mps * (self._delay_s - passed_s), speed_mps
