"""Whether a drive was comfortable, step by step, within nuPlan's bounds."""

# SciPy ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

_BRAKE_MPS2, _ACCEL_MPS2 = -4.05, 2.40
_SIDE_MPS2 = 4.89
_JERK_MPS3 = 8.37
_SIDE_JERK_MPS3 = 4.13
_YAW_RATE_RADPS = 0.95
"""nuPlan's ego_is_comfortable."""
_WINDOW = 15
_ORDER = 2
"""nuPlan smooths over 1.5 s by a quadratic before it judges."""


@dataclass(slots=True)
class Ride:
    """What it was like to sit in one leg, every 0.1 s."""

    accel_mps2: list[float] = field(default_factory=list[float])
    side_mps2: list[float] = field(default_factory=list[float])
    yaw_rate_radps: list[float] = field(default_factory=list[float])

    def add(self, accel_mps2: float, side_mps2: float, yaw_rate_radps: float) -> None:
        """Take note of one step."""
        self.accel_mps2.append(accel_mps2)
        self.side_mps2.append(side_mps2)
        self.yaw_rate_radps.append(yaw_rate_radps)

    def comfortable_steps(self, step_s: float) -> int:
        """Return how many of the steps lie within all bounds."""
        if len(self.accel_mps2) < _WINDOW:
            return len(self.accel_mps2)
        along, side = _smooth(self.accel_mps2, step_s), _smooth(self.side_mps2, step_s)
        jerk, side_jerk = (
            _smooth(values, step_s, deriv=1) for values in (self.accel_mps2, self.side_mps2)
        )
        good = (along >= _BRAKE_MPS2) & (along <= _ACCEL_MPS2) & (np.abs(side) <= _SIDE_MPS2)
        good &= (np.hypot(jerk, side_jerk) <= _JERK_MPS3) & (np.abs(side_jerk) <= _SIDE_JERK_MPS3)
        good &= np.abs(self.yaw_rate_radps) <= _YAW_RATE_RADPS
        return int(np.count_nonzero(good))


def _smooth(values: Sequence[float], step_s: float, deriv: int = 0) -> NDArray[np.float64]:
    smoothed: Any = savgol_filter(values, _WINDOW, _ORDER, deriv=deriv, delta=step_s)
    return smoothed
