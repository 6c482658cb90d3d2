"""What a drive is judged by here: the cheap part of what the judge looks at, and whose fault.

Fault, for a pilot among recorded traffic that does not react: a collision is not the pilot's when
its car stood still, or when it was hit from behind: the other was faster, and its middle lay behind
the pilot's rear axle. Every other collision is the pilot's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from segue.bench.commonroad._car import AHEAD_OF_REAR_AXLE_M, LENGTH_M, WIDTH_M, CarState
from segue.lanes import LaneMap
from segue.schema.drive import HEADING, LENGTH, VX, VY, WIDTH, Objects, X, Y

_STANDS_MPS = 0.1
_SEAM_M = 0.01
"""Lanelets that meet with less between them have no hole there."""
_LEAST_OUTSIDE_M2 = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Whom the car met first, when, and whose fault that was."""

    step: int
    object_id: int
    speed_mps: float
    at_fault: bool


def box(
    x_m: float, y_m: float, heading_rad: float, length_m: float, width_m: float
) -> shapely.Polygon:
    """Return the area of a box."""
    cos, sin = math.cos(heading_rad), math.sin(heading_rad)
    corners = 0.5 * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * (length_m, width_m)
    return shapely.Polygon(corners @ np.array([[cos, sin], [-sin, cos]]) + (x_m, y_m))


def own_box(state: CarState) -> shapely.Polygon:
    """Return the area of the car."""
    return box(state.x_m, state.y_m, state.heading_rad, LENGTH_M, WIDTH_M)


def collision_at(step: int, state: CarState, objects: Objects) -> Collision | None:
    """Return the collision at a step, one that is the car's fault first; None without one."""
    own = own_box(state)
    reach_m = 0.5 * (math.hypot(LENGTH_M, WIDTH_M) + _diagonals_m(objects))
    away_m = np.hypot(objects.boxes[:, X] - state.x_m, objects.boxes[:, Y] - state.y_m)
    found: Collision | None = None
    for row in np.flatnonzero(away_m <= reach_m):
        other = objects.boxes[row]
        area = box(other[X], other[Y], other[HEADING], other[LENGTH], other[WIDTH])
        if own.intersects(area) and (found is None or not found.at_fault):
            found = Collision(
                step=step,
                object_id=int(objects.ids[row]),
                speed_mps=state.speed_mps,
                at_fault=_at_fault(state, other),
            )
    return found


def _diagonals_m(objects: Objects) -> NDArray[np.float64]:
    return np.hypot(objects.boxes[:, LENGTH], objects.boxes[:, WIDTH])


def _at_fault(state: CarState, other: NDArray[np.float64]) -> bool:
    if state.speed_mps <= _STANDS_MPS:
        return False
    ahead_m = (other[X] - state.x_m) * math.cos(state.heading_rad)
    ahead_m += (other[Y] - state.y_m) * math.sin(state.heading_rad)
    from_behind = ahead_m < -AHEAD_OF_REAR_AXLE_M
    return not (from_behind and math.hypot(other[VX], other[VY]) > state.speed_mps)


class Road:
    """The area of all lanes: where a car may be, as the judge sees it."""

    def __init__(self, lanes: LaneMap) -> None:
        areas = [
            shapely.Polygon(np.concatenate((lane.left_m, lane.right_m[::-1]))).buffer(_SEAM_M)
            for lane in lanes.lanes.values()
        ]
        self._area = shapely.union_all(areas)
        shapely.prepare(self._area)

    def holds(self, state: CarState) -> bool:
        """Whether all of the car is on it."""
        own = own_box(state)
        if shapely.contains(self._area, own):
            return True
        return own.difference(self._area).area <= _LEAST_OUTSIDE_M2
