"""What was chosen, as a plan: the way on the map, and what it is in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from segue.pilot.plan._around import A, D, S, V
from segue.pilot.plan._corridors import Option
from segue.pilot.plan._rollout import COSTS, SIDE, STOP
from segue.pilot.plan._stops import Stops
from segue.pilot.plan._traffic import LEFT, REAR, RIGHT, Traffic
from segue.pilot.plan._trajectory import trajectory
from segue.pilot.scene import Scene
from segue.schema.drive import Behaviour, Floats, Plan

_STANDS_MPS = 0.1
_EMERGENCY_MPS2 = 3.9
"""A plan that brakes harder gives comfort up; control keeps the others below 4.0."""
_LIKELY = 0.5
_WORDS: dict[Behaviour, str] = {
    "keep_lane": "Keeping the lane.",
    "follow": "Following the vehicle ahead.",
    "change_left": "Changing to the left lane.",
    "change_right": "Changing to the right lane.",
    "give_way": "Giving way.",
    "stop": "Stopping.",
    "pull_over": "Pulling over.",
    "brake_hard": "Braking hard.",
    "stand": "Standing.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """An option's candidates, driven ahead."""

    option: Option
    stops: Stops
    traffic: Traffic
    sides: Floats
    candidates: Floats
    states: Floats
    costs: Floats
    extra: Floats
    """(C,): what is weighed once for each."""


def told(driven: Driven, row: int, scene: Scene) -> Plan:
    """Return a candidate as a plan."""
    option, states = driven.option, driven.states[row]
    side = driven.sides[int(driven.candidates[row, SIDE])]
    follows = _followed(driven, row, 0.5 * scene.own_car.width_m, scene)
    emergency = float(states[:, A].min()) < -_EMERGENCY_MPS2
    behaviour = _behaviour(driven, row, scene, follows=follows is not None, emergency=emergency)
    return Plan(
        made_s=scene.time_s,
        states=trajectory(option.way.corridor.path, states, side),
        behaviour=behaviour,
        follows=follows,
        indicator="" if option.where == "keep" else option.where,
        emergency=emergency,
        reason=_WORDS[behaviour],
        costs=tuple(zip((*COSTS, "choice"), (*driven.costs[row], driven.extra[row]), strict=True)),
    )


def _behaviour(
    driven: Driven, row: int, scene: Scene, *, follows: bool, emergency: bool
) -> Behaviour:
    option, states, stop_m = driven.option, driven.states[row], driven.candidates[row, STOP]
    if emergency:
        return "brake_hard"
    if option.where != "keep":
        return "change_left" if option.where == "left" else "change_right"
    if scene.wishes.manoeuvre == "pull_over":
        return "pull_over"
    if states[:, V].max() < _STANDS_MPS:
        return "stand"
    if stop_m < driven.stops.first_m:
        return "give_way"
    if states[-1, V] < _STANDS_MPS and math.isfinite(stop_m):
        return "stop"
    return "follow" if follows else "keep_lane"


def _followed(driven: Driven, row: int, half_width_m: float, scene: Scene) -> int | None:
    """Return the id of the next object ahead in the way; None when there is none."""
    boxes = driven.traffic.boxes
    if not len(boxes):
        return None
    here = driven.states[row]
    ahead = (boxes[:, :1, REAR] > here[0, S]) & (
        (boxes[:, :, RIGHT] < here[None, :, D] + half_width_m)
        & (boxes[:, :, LEFT] > here[None, :, D] - half_width_m)
    )
    ahead &= (driven.traffic.probability > _LIKELY)[:, None]
    gaps = np.where(ahead, boxes[:, :, REAR] - here[None, :, S], np.inf).min(axis=1)
    nearest = int(np.argmin(gaps))
    if not math.isfinite(gaps[nearest]):
        return None
    return int(scene.objects.ids[driven.traffic.rows[nearest]])
