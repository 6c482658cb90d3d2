"""Counts how often a drive braked hard, and how often without a cause."""

from __future__ import annotations

from collections.abc import Callable

from segue.bench._comfort import GENTLE_MPS2, HARD_MPS2

_OVER_MPS2 = 1.0
"""Braking below this is over; the next is another one."""
_CAUSE_S = 1.5
"""A cause counts this long after it was there."""


class Brakes:
    """The braking of one leg."""

    def __init__(self) -> None:
        self.hard = 0
        self.without_cause = 0
        self._hard = self._judged = False
        self._caused_s: float | None = None

    def note(self, time_s: float, accel_mps2: float, has_cause: Callable[[], bool]) -> None:
        """Take note of one step.

        Args:
            time_s: Now.
            accel_mps2: Negative when it brakes.
            has_cause: Looks whether there is a cause now; asked only while it brakes.
        """
        brake_mps2 = -accel_mps2
        if brake_mps2 < _OVER_MPS2:
            self._hard = self._judged = False
            return
        if has_cause():
            self._caused_s = time_s
        if brake_mps2 > HARD_MPS2 and not self._hard:
            self._hard = True
            self.hard += 1
        if brake_mps2 > GENTLE_MPS2 and not self._judged:
            self._judged = True
            caused = self._caused_s is not None and time_s - self._caused_s <= _CAUSE_S
            self.without_cause += not caused
