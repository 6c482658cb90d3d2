"""What a drive was like to sit in, from its speeds: braking, jerk, creeping."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

HARD_MPS2 = 4.0
"""Braking that is felt as hard: what UN R157 allows of a minimal risk manoeuvre."""
GENTLE_MPS2 = 3.0
"""Braking that an ordinary slowing down takes; without a cause it is a false one."""
STANDS_MPS = 0.1
"""A car that is no faster stands: a plan comes to rest ever more slowly, never quite."""
_WALK_MPS = 1.4
_LONGEST_STOP_S = 5.0
"""Of a stop at a comfortable half metre a second, every second, less than that is below a walk."""


def hardest_brake_mps2(speeds_mps: Sequence[float], step_s: float) -> float:
    """Return the hardest braking, positive; 0 where it never brakes."""
    return max(float(-np.min(np.diff(speeds_mps), initial=0.0)) / step_s, 0.0)


def largest_jerk_mps3(speeds_mps: Sequence[float], step_s: float) -> float:
    """Return the largest change of acceleration, from none at the begin."""
    accel_mps2 = np.concatenate(([0.0], np.diff(speeds_mps))) / step_s
    return float(np.max(np.abs(np.diff(accel_mps2)), initial=0.0)) / step_s


def crept(speeds_mps: Sequence[float], step_s: float) -> bool:
    """Return whether it moved slower than a walk for longer than a stop takes."""
    speed_mps = np.asarray(speeds_mps)
    slow = (speed_mps > STANDS_MPS) & (speed_mps < _WALK_MPS)
    return float(np.count_nonzero(slow)) * step_s > _LONGEST_STOP_S


def braked_late(hardest_mps2: float, needed_mps2: float) -> bool:
    """Return whether it braked hard where a gentle brake, begun at the first sight, would do."""
    return hardest_mps2 > HARD_MPS2 and needed_mps2 <= GENTLE_MPS2
