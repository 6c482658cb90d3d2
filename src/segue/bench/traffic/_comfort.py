"""Whether a drive was comfortable, step by step, within nuPlan's bounds."""

# SciPy ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.signal import savgol_filter

from segue.schema.drive import Floats

_BRAKE_MPS2, _ACCEL_MPS2 = -4.05, 2.40
_SIDE_MPS2 = 4.89
_JERK_MPS3 = 4.13
"""Along, as nuPlan; here across, too, which keeps nuPlan's 8.37 of both together."""
_YAW_RATE_RADPS, _YAW_ACCEL_RADPS2 = 0.95, 1.93
"""nuPlan's ego_is_comfortable."""
_ACCEL_STEPS, _JERK_STEPS, _YAW_STEPS = 8, 15, 5
_ORDER = 2
"""Before it judges, nuPlan smooths over so many steps of 0.1 s by a quadratic."""


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
        if len(self.accel_mps2) < _JERK_STEPS:
            return len(self.accel_mps2)
        along, side = (_smooth(felt, _ACCEL_STEPS) for felt in (self.accel_mps2, self.side_mps2))
        good = (along >= _BRAKE_MPS2) & (along <= _ACCEL_MPS2) & (np.abs(side) <= _SIDE_MPS2)
        for felt, steps, most in (
            (self.accel_mps2, _JERK_STEPS, _JERK_MPS3),
            (self.side_mps2, _JERK_STEPS, _JERK_MPS3),
            (self.yaw_rate_radps, _YAW_STEPS, _YAW_ACCEL_RADPS2),
        ):
            good &= np.abs(_smooth(felt, steps, deriv=1)) <= most * step_s
        good &= np.abs(self.yaw_rate_radps) <= _YAW_RATE_RADPS
        return int(np.count_nonzero(good))


def _smooth(values: Sequence[float], steps: int, deriv: int = 0) -> Floats:
    smoothed: Any = savgol_filter(values, steps, _ORDER, deriv=deriv)
    return smoothed
