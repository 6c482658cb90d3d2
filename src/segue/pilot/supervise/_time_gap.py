"""How near the car may follow: the time gaps of UN R157, 5.2.3.3."""

from __future__ import annotations

import math

import numpy as np

_SPEED_MPS = (2.0, 2.78, 5.56, 8.33, 11.11, 13.89, 16.67)
_TIME_GAP_S = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6)


def least_time_gap_s(speed_mps: float) -> float:
    """Return the least time gap to the car ahead.

    Between the regulation's rows it is linear; beyond them it is that of the nearest row. A speed
    that is not a number gets the longest.

    Source: UN R157, 5.2.3.3.
    """
    if math.isnan(speed_mps):
        return _TIME_GAP_S[-1]
    return float(np.interp(speed_mps, _SPEED_MPS, _TIME_GAP_S))
