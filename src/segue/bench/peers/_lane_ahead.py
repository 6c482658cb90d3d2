"""What a peer that keeps its lane sees of a scene: the road ahead, and the car in front."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.lanes import LaneMap, Path
from segue.pilot.scene import Scene
from segue.schema.drive import (
    ACCEL,
    HEADING,
    LENGTH,
    PLAN_ACCEL,
    PLAN_CURVATURE,
    PLAN_SPEED,
    PLAN_STEP_S,
    PLAN_STEPS,
    VX,
    VY,
    WIDTH,
    Behaviour,
    Plan,
    X,
)

_SEEN_M = 250.0
"""How far ahead a lane is followed; estimated, as a good radar sees."""
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Lead:
    """The nearest object in the way."""

    object_id: int
    gap_m: float
    """Bumper to bumper, along the lane."""
    speed_mps: float
    """Along the lane."""
    accel_mps2: float


@dataclass(frozen=True, slots=True)
class LaneAhead:
    """The road ahead, by the lane that the car is in."""

    path: Path
    s_m: float
    """Where the car is along `path`."""
    set_speed_mps: float
    """Within the limit; 0 where the car is to stop, its own where the wish is not a number."""
    lead: Lead | None


def lane_ahead(scene: Scene) -> LaneAhead | None:
    """Return the road ahead and who drives there; None where the car is on no lane."""
    ego, lanes = scene.ego, scene.lanes
    driven = [
        lane_id
        for lane_id in lanes.at(ego.x_m, ego.y_m, ego.heading_rad)
        if lanes[lane_id].kind == "driving"
    ]
    if not driven:
        return None
    here = next((lane_id for lane_id in driven if lane_id in scene.wishes.route), driven[0])
    path = lanes.line(_onward(lanes, here, scene.wishes.route))
    s_m = float(path.locate(np.array([[ego.x_m, ego.y_m]]))[0, 0])
    return LaneAhead(
        path, s_m, _set_speed_mps(scene, lanes[here].speed_limit_mps), _lead(scene, path, s_m)
    )


def plan_along(
    scene: Scene, ahead: LaneAhead, accel_mps2: NDArray[np.float64], behaviour: Behaviour
) -> Plan:
    """Return the plan that keeps to the lane with these accelerations.

    Args:
        scene: Now.
        ahead: The lane.
        accel_mps2: (PLAN_STEPS,), each of the step that ends there; the first is the car's own.
        behaviour: What it is called.
    """
    speed = scene.ego.speed_mps + np.cumsum(accel_mps2[1:]) * PLAN_STEP_S
    speed_mps = np.maximum(np.concatenate(([scene.ego.speed_mps], speed)), 0.0)
    states = np.empty((PLAN_STEPS, 6))
    s_m = ahead.s_m + np.concatenate(([0.0], np.cumsum(speed_mps[1:]) * PLAN_STEP_S))
    states[:, X : HEADING + 1] = ahead.path.at(s_m)
    states[:, PLAN_SPEED] = speed_mps
    states[:, PLAN_ACCEL] = accel_mps2
    states[:, PLAN_CURVATURE] = ahead.path.curvature_at(s_m)
    follows = ahead.lead.object_id if ahead.lead else None
    return Plan(made_s=scene.time_s, states=states, behaviour=behaviour, follows=follows)


def _set_speed_mps(scene: Scene, limit_mps: float) -> float:
    wishes = scene.wishes
    if wishes.manoeuvre != "drive":
        return 0.0
    wish_mps = wishes.set_speed_mps
    return min(wish_mps if math.isfinite(wish_mps) else scene.ego.speed_mps, limit_mps)


def _onward(lanes: LaneMap, here: str, route: tuple[str, ...]) -> list[str]:
    """Return the lanes that follow on one another from here, by the route where it has a say."""
    chain, length_m = [here], lanes.path(here).length_m
    while length_m < 2.0 * _SEEN_M and (onward := lanes[chain[-1]].successors):
        chain.append(next((lane_id for lane_id in onward if lane_id in route), onward[0]))
        length_m += lanes.path(chain[-1]).length_m
    return chain


def _lead(scene: Scene, path: Path, own_s_m: float) -> Lead | None:
    objects = scene.objects
    if not len(objects):
        return None
    boxes = objects.boxes
    places = path.locate(boxes[:, :2])
    gap_m = places[:, 0] - own_s_m - 0.5 * (boxes[:, LENGTH] + scene.own_car.length_m)
    beside_m = np.abs(places[:, 1]) - 0.5 * (boxes[:, WIDTH] + scene.own_car.width_m)
    counts = (places[:, 0] > own_s_m) & (beside_m < 0.0) & (objects.existence >= _LIKELY)
    if not counts.any():
        return None
    nearest = int(np.argmin(np.where(counts, gap_m, np.inf)))
    along = places[nearest, 2]
    return Lead(
        int(objects.ids[nearest]),
        float(gap_m[nearest]),
        float(boxes[nearest, VX] * np.cos(along) + boxes[nearest, VY] * np.sin(along)),
        float(boxes[nearest, ACCEL]),
    )
