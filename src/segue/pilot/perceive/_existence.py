"""Whether what is tracked is there at all: Bayes' rule over looks that hit and looks that miss."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from segue.pilot.compiled import compiled
from segue.schema.drive import Floats

BIRTH_LOG_ODDS = math.log(0.2 / 0.8)
"""One look that fits nothing is a ghost four times out of five; estimated."""
_SEES = 0.9
"""How likely a sensor sees what is in its view; estimated."""
_GHOSTS_PER_M2 = 1e-3
"""How many false detections a look has; estimated, on the safe side of one in 100 m by 100 m."""
_GHOST = 0.05
"""How likely what is no object is seen again all the same: a reflection lasts; estimated."""
_MOST_HIT = math.log(_SEES / _GHOST)
_MISS = math.log((1.0 - _SEES) / (1.0 - _GHOST))
_HIT_TOGETHER_S, _MISS_TOGETHER_S = 0.2, 0.3
"""Looks nearer in time share their error: a ghost lasts a while, as a gap does; estimated."""
_HIDDEN = 0.05
"""How much a miss counts behind something else; estimated."""
MOST_LOG_ODDS = math.log(0.999 / 0.001)
_SECTORS = 36
_BEYOND_M = 5.0
"""How much farther than ever before a sensor may be expected to see."""
_NEARER_M = 2.0


def hit_evidence(since_s: float, chi_square: Floats, variance_m2: Floats) -> Floats:
    """Return what hits add to the log odds, by the time since the sensor's look before.

    A ghost hits a track that may be anywhere as well: the surer the place, the more a hit says.
    """
    fits = _SEES * np.exp(-0.5 * chi_square) / (2.0 * math.pi * variance_m2)
    likelier = np.log(np.maximum(fits / _GHOSTS_PER_M2, 1.0))
    return np.minimum(likelier, _MOST_HIT) * min(since_s / _HIT_TOGETHER_S, 1.0)


def miss_evidence(since_s: float, hidden: NDArray[np.bool_]) -> Floats:
    """Return what a miss adds to the log odds: little behind something else."""
    share = min(since_s / _MISS_TOGETHER_S, 1.0)
    return _MISS * share * np.where(hidden, _HIDDEN, 1.0)


class View:
    """What a sensor can see, learnt from where it has seen something: by direction, how far."""

    __slots__ = ("_farthest_m", "last_s")

    def __init__(self) -> None:
        self._farthest_m = np.zeros(_SECTORS)
        self.last_s = -math.inf

    def learn(self, bearings_rad: Floats, ranges_m: Floats) -> None:
        """Take in where something was seen."""
        np.maximum.at(self._farthest_m, _sectors(bearings_rad), ranges_m)

    def covers(self, bearings_rad: Floats, ranges_m: Floats) -> NDArray[np.bool_]:
        """Return whether it should see places."""
        return np.asarray(ranges_m <= self._farthest_m[_sectors(bearings_rad)] + _BEYOND_M)


@compiled
def hidden(bearings_rad: Floats, ranges_m: Floats, sizes_m: Floats) -> NDArray[np.bool_]:
    """Return which of the objects around the car are behind another; sizes are length, width."""
    count = len(ranges_m)
    behind = np.zeros(count, np.bool_)
    for j in range(count):
        half = math.atan2(0.5 * sizes_m[j, 1], max(ranges_m[j], 1.0))
        for i in range(count):
            if ranges_m[j] < ranges_m[i] - _NEARER_M:
                apart = abs(bearings_rad[i] - bearings_rad[j])
                behind[i] |= min(apart, 2.0 * math.pi - apart) < half
    return behind


def _sectors(bearings_rad: Floats) -> NDArray[np.int64]:
    share = (bearings_rad + math.pi) * (_SECTORS / (2.0 * math.pi))
    return np.clip(share.astype(np.int64), 0, _SECTORS - 1)
