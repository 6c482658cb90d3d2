"""Whose fault a collision is, as nuPlan tells it, and stricter where one has to give way."""

from __future__ import annotations

import numpy as np

from segue.bench._own_box import own_box
from segue.bench.traffic._case import Contact
from segue.lanes import LaneMap
from segue.schema.drive import HEADING, VX, VY, EgoState, Floats, Ints, OwnCar, X, Y
from segue.world.scenes import overlapping, side_hit

_STANDS_MPS = 0.1


def contacts(
    ego: EgoState, own_car: OwnCar, ids: Ints, kinds: Ints, boxes: Floats, lanes: LaneMap
) -> dict[int, Contact]:
    """Return what the car is in contact with now, by id.

    At fault is who hits with the front, and who is hit at the side with more than one lane under
    its wheels or where it had to give way; never who stands, or is hit from behind.

    Source: nuPlan's no_ego_at_fault_collisions; there giving way does not count.
    """
    box = own_box((ego.x_m, ego.y_m, ego.heading_rad), ego.speed_mps, own_car)
    found: dict[int, Contact] = {}
    for row in np.flatnonzero(overlapping(box, boxes[:, :7])):
        other = boxes[row]
        side = side_hit(box, other[:7])
        under = _lanes_under(ego, own_car, lanes)
        lane = next(iter(lanes.at(ego.x_m, ego.y_m, ego.heading_rad)), "")
        yields = lane != "" and not lanes[lane].yields_to.isdisjoint(
            lanes.at(float(other[X]), float(other[Y]), float(other[HEADING]))
        )
        at_fault = ego.speed_mps > _STANDS_MPS and (
            side == "front" or (side != "rear" and (under != 1 or yields))
        )
        found[int(ids[row])] = Contact(
            time_s=ego.time_s,
            side=side,
            at_fault=bool(at_fault),
            with_kind=int(kinds[row]),
            ego_mps=ego.speed_mps,
            closing_mps=float(np.hypot(*(box[[VX, VY]] - other[[VX, VY]]))),
            lane=lane,
        )
    return found


def _lanes_under(ego: EgoState, own_car: OwnCar, lanes: LaneMap) -> int:
    """Return how many lanes of its own direction the car's front has under it."""
    ahead_m = 0.5 * own_car.length_m
    cos, sin = np.cos(ego.heading_rad), np.sin(ego.heading_rad)
    under: set[str] = set()
    for left_m in (-0.5 * own_car.width_m, 0.5 * own_car.width_m):
        x = ego.x_m + ahead_m * cos - left_m * sin
        y = ego.y_m + ahead_m * sin + left_m * cos
        here = lanes.at(float(x), float(y), ego.heading_rad)
        if not here or lanes[here[0]].kind != "driving":
            return 0
        under.add(here[0])
    return len(under)
