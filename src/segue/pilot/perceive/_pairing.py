"""Which detection is of which track: gated, and the best for all together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.pilot.compiled import compiled
from segue.pilot.perceive._assignment import cheapest_pairs
from segue.pilot.perceive._looks import Look
from segue.schema.drive import VX, VY, Floats, Ints, Kind, X, Y

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


def paired(seen: Floats, spread: Floats, track_kinds: Ints, look: Look) -> Pairs:
    """Return the pairs of least cost.

    `seen` and `spread` are what each track should look like, as `_filter.expected` returns them.
    """
    costs, places, lost = _costs(
        seen, spread, track_kinds, look.boxes, look.kinds,
        look.position_sigma_m**2, look.speed_sigma_mps**2,
    )  # fmt: skip
    tracks, detections = cheapest_pairs(costs, _FORBIDDEN)
    return Pairs(
        tracks, detections, lost[tracks, detections].astype(np.bool_), places[tracks, detections]
    )


@compiled
def _costs(
    seen: Floats, spread: Floats, track_kinds: Ints, boxes: Floats, kinds: Ints,
    place_var: float, speed_var: float,
) -> tuple[Floats, Floats, NDArray[np.bool_]]:  # fmt: skip
    """Return by track and detection what a pair costs, how its places fit, if its speeds do not."""
    costs = np.full((len(seen), len(boxes)), _FORBIDDEN)
    places = np.full((len(seen), len(boxes)), math.inf)
    lost = np.zeros((len(seen), len(boxes)), np.bool_)
    for t in range(len(seen)):
        var_p, cov, var_v = (
            spread[t, 0, 0] + place_var,
            spread[t, 0, 1],
            spread[t, 1, 1] + speed_var,
        )
        for d in range(len(boxes)):
            x, y = boxes[d, X] - seen[t, 0, 0], boxes[d, Y] - seen[t, 1, 0]
            place = (x * x + y * y) / var_p
            if not place < _PLACE_GATE:
                continue
            cost = places[t, d] = place
            vx, vy = boxes[d, VX] - seen[t, 0, 1], boxes[d, VY] - seen[t, 1, 1]
            if not math.isnan(vx):
                cost = var_v * (x * x + y * y) - 2.0 * cov * (x * vx + y * vy)
                cost = (cost + var_p * (vx * vx + vy * vy)) / (var_p * var_v - cov * cov)
                lost[t, d] = not cost < _MOTION_GATE
                if lost[t, d]:
                    cost = place + _MOTION_GATE
            one, other = track_kinds[t], kinds[d]
            if (_PERSON[one] and _VEHICLE[other]) or (_VEHICLE[one] and _PERSON[other]):
                cost += _OTHER_KIND
            costs[t, d] = cost + 2.0 * math.log(var_p)
    return costs, places, lost
