"""Which detection is of which track: gated, and the best for all together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.pilot.perceive._assignment import cheapest_pairs
from segue.schema.drive import Floats, Ints, Kind

_PLACE_GATE = 13.8
"""Chi-square with 2 degrees of freedom: one right pair in 1,000 is missed."""
_MOTION_GATE = 18.5
"""With 4."""
_OTHER_KIND = 6.0
"""What speaks against a pair of a vehicle and a person; a cost in chi-square; estimated."""
_FORBIDDEN = 1e6
_PERSON = np.array([kind in (Kind.PEDESTRIAN, Kind.BICYCLE) for kind in Kind])
_VEHICLE = np.array([kind in (Kind.CAR, Kind.TRUCK) for kind in Kind])


@dataclass(frozen=True, slots=True)
class Pairs:
    """Tracks and detections that belong together, row by row."""

    tracks: Ints
    detections: Ints
    without_speed: NDArray[np.bool_]
    """The place fits and the speed cannot be."""
    chi_square: Floats
    """How badly the places fit."""


def paired(
    off: Floats, spread: Floats, track_kinds: Ints, kinds: Ints, *, blind: NDArray[np.bool_]
) -> Pairs:
    """Return the pairs of least cost.

    `off`, (T, D, 4), is how far each detection is from where each track is expected, in x, y, vx
    and vy. `spread`, (T, 3), is the variance of the place, the covariance of place and speed and
    the variance of the speed, on one axis, errors of track and sensor together. `blind`, (D,),
    are detections without a speed.
    """
    place = (off[:, :, 0] ** 2 + off[:, :, 1] ** 2) / spread[:, None, 0]
    fits_place = place < _PLACE_GATE
    tracks, detections = np.nonzero(fits_place)
    if not len(tracks):
        return Pairs(tracks, detections, np.zeros(0, dtype=np.bool_), np.zeros(0))
    var_p, cov, var_v = spread[tracks].T
    gap = off[tracks, detections]
    place_of = place[tracks, detections]
    motion = (
        var_v * (gap[:, 0] ** 2 + gap[:, 1] ** 2)
        - 2.0 * cov * (gap[:, 0] * gap[:, 2] + gap[:, 1] * gap[:, 3])
        + var_p * (gap[:, 2] ** 2 + gap[:, 3] ** 2)
    ) / (var_p * var_v - cov * cov)
    unseen = blind[detections]
    impossible = ~unseen & ~(motion < _MOTION_GATE)
    cost = np.where(unseen, place_of, np.where(impossible, place_of + _MOTION_GATE, motion))
    cost += 2.0 * np.log(var_p)
    one, other = track_kinds[tracks], kinds[detections]
    cost += _OTHER_KIND * ((_PERSON[one] & _VEHICLE[other]) | (_VEHICLE[one] & _PERSON[other]))
    costs = np.full(place.shape, _FORBIDDEN)
    costs[tracks, detections] = cost
    lost = np.zeros(place.shape, dtype=np.bool_)
    lost[tracks, detections] = impossible
    rows, columns = cheapest_pairs(costs, _FORBIDDEN)
    return Pairs(rows, columns, lost[rows, columns], place[rows, columns])
