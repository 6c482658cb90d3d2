"""Whether there was cause to brake: somebody in the way, a light, a duty to yield, a bend, a limit.

Judged by what truly is there, not by what the planner thinks.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from segue.bench._own_box import own_box
from segue.lanes import LaneMap
from segue.schema.drive import (
    LENGTH,
    PLAN_STEP_S,
    PLAN_X,
    PLAN_Y,
    VX,
    VY,
    WIDTH,
    EgoState,
    Floats,
    Objects,
    OwnCar,
    Plan,
    X,
    Y,
)
from segue.world.scenes import overlapping

_AHEAD_S = 4.0
_EVERY = 4
"""Of the plan's steps: 0.4 s."""
_ROOM_M = (4.0, 1.0)
"""Added to length and width of who may be in the way."""
_GENTLE_MPS2 = 1.5
"""A driver who brakes no harder begins this far ahead of a stop or a bend."""
_ROOM_AT_STOP_M = 10.0
_SIDE_MPS2 = 3.0
"""In a bend; estimated."""
_YIELDED_M = 60.0


def has_cause(
    ego: EgoState,
    own_car: OwnCar,
    plan: Plan,
    objects: Objects,
    lights: Mapping[str, str],
    lanes: LaneMap,
) -> bool:
    """Return whether anything ahead calls for braking."""
    way = _way_ahead(ego, plan)
    return _somebody_in_the_way(ego, own_car, way, objects) or _road_calls(
        ego, way, objects, lights, lanes
    )


def _way_ahead(ego: EgoState, plan: Plan) -> Floats:
    """Return where the car would be if it kept its speed along the plan's line: (N, 3)."""
    line = plan.states[:, [PLAN_X, PLAN_Y]]
    s_m = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    at_m = np.arange(0.0, _AHEAD_S, _EVERY * PLAN_STEP_S) * ego.speed_mps
    beyond_m = np.maximum(at_m - s_m[-1], 0.0)
    x, y = np.interp(at_m, s_m, line[:, 0]), np.interp(at_m, s_m, line[:, 1])
    heading = np.interp(at_m, s_m, np.unwrap(plan.states[:, 2]))
    return np.column_stack(
        (x + beyond_m * np.cos(heading), y + beyond_m * np.sin(heading), heading)
    )


def _somebody_in_the_way(ego: EgoState, own_car: OwnCar, way: Floats, objects: Objects) -> bool:
    then = objects.boxes[:, :7].copy()
    then[:, LENGTH] += _ROOM_M[0]
    then[:, WIDTH] += _ROOM_M[1]
    ahead = (objects.boxes[:, :2] - [ego.x_m, ego.y_m]) @ [
        np.cos(ego.heading_rad),
        np.sin(ego.heading_rad),
    ] > 0.0
    for row, place in enumerate(way):
        passed_s = row * _EVERY * PLAN_STEP_S
        then[:, X] = objects.boxes[:, X] + passed_s * objects.boxes[:, VX]
        then[:, Y] = objects.boxes[:, Y] + passed_s * objects.boxes[:, VY]
        box = own_box(place, ego.speed_mps, own_car)
        if (overlapping(box, then) & ahead).any():
            return True
    return False


def _road_calls(
    ego: EgoState, way: Floats, objects: Objects, lights: Mapping[str, str], lanes: LaneMap
) -> bool:
    stop_m = ego.speed_mps**2 / (2.0 * _GENTLE_MPS2) + _ROOM_AT_STOP_M
    steps_m = np.hypot(*np.diff(way[:, :2], axis=0).T)
    away_m = np.concatenate(([0.0], np.cumsum(steps_m)))
    bends = np.abs(np.diff(way[:, 2])) / np.maximum(steps_m, 0.1)
    for row, (x, y, heading) in enumerate(way):
        if away_m[row] > stop_m:
            return False
        bend = bends[min(row, len(bends) - 1)]
        for lane_id in lanes.at(float(x), float(y), float(heading))[:2]:
            lane = lanes[lane_id]
            light = lights.get(lane.light or "")
            if light in {"red", "amber"}:
                return True
            if lane.yields_to and _near(objects, x, y):
                return True
            allowed_mps = min(lane.speed_limit_mps, np.sqrt(_SIDE_MPS2 / max(bend, 1e-6)))
            gentle_mps = np.sqrt(allowed_mps**2 + 2.0 * _GENTLE_MPS2 * away_m[row])
            if ego.speed_mps > gentle_mps:
                return True
    return False


def _near(objects: Objects, x_m: float, y_m: float) -> bool:
    apart_m = np.hypot(objects.boxes[:, X] - x_m, objects.boxes[:, Y] - y_m)
    return bool((apart_m < _YIELDED_M).any())
