"""Time that only goes on, whatever the clock says."""

from __future__ import annotations

import math

_LONGEST_STEP_S = 10.0
"""A longer pause counts as this: by then nothing is known any more."""
_STEP_S = 0.02
"""What the first step counts as."""
_JUMP_S = 1.0
"""A step of the clock longer than this is a pause or a jump; steps are 0.02 s."""


class Timeline:
    """Seconds that never go back, made from a clock that may.

    A clock that is set back stands still for one step and then goes on from there. When it jumps
    ahead again to where it would have been, the time in between has already been counted.
    """

    __slots__ = ("_clock_s", "_offset_s", "_right_offset_s", "now_s")

    def __init__(self) -> None:
        self.now_s = 0.0
        self._clock_s = math.nan
        self._offset_s = 0.0
        self._right_offset_s = 0.0

    def step(self, clock_s: float) -> None:
        """Take in the clock; time stands when the clock says nothing."""
        if not math.isfinite(clock_s):
            return
        before_s = self.now_s
        if not math.isfinite(self._clock_s):
            self._offset_s = self._right_offset_s = _STEP_S - clock_s
        elif clock_s - self._clock_s > _JUMP_S:
            as_before_s = clock_s + self._right_offset_s
            if self.now_s <= as_before_s <= self.now_s + _JUMP_S:
                self._offset_s = self._right_offset_s
            else:
                self._right_offset_s = self._offset_s
        self._clock_s = clock_s
        # A clock that is set back brings no time: the offset takes up what it lost.
        self.now_s = min(max(clock_s + self._offset_s, before_s), before_s + _LONGEST_STEP_S)
        self._offset_s = self.now_s - clock_s
