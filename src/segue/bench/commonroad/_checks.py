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

from segue.bench._own_box import own_box
from segue.bench.commonroad._car import (
    AHEAD_OF_REAR_AXLE_M,
    LENGTH_M,
    OWN_CAR,
    WIDTH_M,
    CarState,
)
from segue.bench.commonroad._shapes import area_of, rectangle
from segue.lanes import LaneMap
from segue.schema.drive import VX, VY, Floats, Objects, X, Y
from segue.world.scenes import overlapping

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


def collision_at(step: int, state: CarState, objects: Objects) -> Collision | None:
    """Return the collision at a step, one that is the car's fault first; None without one."""
    own = own_box((state.x_m, state.y_m, state.heading_rad), state.speed_mps, OWN_CAR)
    met = np.flatnonzero(overlapping(own, objects.boxes))
    faults = [_at_fault(state, objects.boxes[row]) for row in met]
    if not faults:
        return None
    at_fault = any(faults)
    return Collision(
        step=step,
        object_id=int(objects.ids[met[faults.index(at_fault)]]),
        speed_mps=state.speed_mps,
        at_fault=at_fault,
    )


def _at_fault(state: CarState, other: Floats) -> bool:
    if state.speed_mps <= _STANDS_MPS:
        return False
    ahead_m = (other[X] - state.x_m) * math.cos(state.heading_rad)
    ahead_m += (other[Y] - state.y_m) * math.sin(state.heading_rad)
    from_behind = ahead_m < -AHEAD_OF_REAR_AXLE_M
    return not (from_behind and math.hypot(other[VX], other[VY]) > state.speed_mps)


class Road:
    """The area of all lanes: where a car may be, as the judge sees it."""

    def __init__(self, lanes: LaneMap) -> None:
        self._area = shapely.union_all(
            [area_of(lane).buffer(_SEAM_M) for lane in lanes.lanes.values()]
        )
        shapely.prepare(self._area)

    def holds(self, state: CarState) -> bool:
        """Whether all of the car is on it."""
        own = rectangle((state.x_m, state.y_m), state.heading_rad, LENGTH_M, WIDTH_M)
        if shapely.contains(self._area, own):
            return True
        return own.difference(self._area).area <= _LEAST_OUTSIDE_M2
