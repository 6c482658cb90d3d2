"""Where a plan begins: where the last one said that the car would be, while it is there."""

from __future__ import annotations

import math
from dataclasses import replace

from segue.pilot.scene import Scene
from segue.schema.drive import (
    PLAN_ACCEL,
    PLAN_CURVATURE,
    PLAN_HEADING,
    PLAN_SPEED,
    PLAN_STEP_S,
    PLAN_X,
    PLAN_Y,
    EgoState,
    Plan,
)

_OLDEST_S = 1.0
"""An older plan says nothing of now."""
_ROLLING_MPS = 1.0
"""Slower than this, the steering tells better how the car turns than its yaw rate."""
_ACROSS_M, _AWAY_M = 0.5, 2.0
_TURNED_RAD = 0.1
_SPEED_MPS = 1.0
_ACCEL_MPS2 = 2.0
"""A car that is farther from its plan than these has to be planned for anew."""


def joined_to(last: Plan | None, scene: Scene) -> tuple[EgoState, float]:
    """Return the state to plan from, and how the way bends there: so plans join without a jump.

    The state's heading is where the car's middle goes, as a plan's is.
    """
    ego = _on_course(scene)
    accel, bend = ego.accel_mps2, math.tan(ego.steer_rad) / scene.own_car.wheelbase_m
    if not math.isfinite(accel):
        accel = 0.0
    if last is None:
        return ego, bend
    at = (scene.time_s - last.made_s) / PLAN_STEP_S
    if not 0.0 <= at <= _OLDEST_S / PLAN_STEP_S:
        return ego, bend
    row = min(int(at), len(last.states) - 2)
    then = last.states[row] + (at - row) * (last.states[row + 1] - last.states[row])
    speed_near = abs(then[PLAN_SPEED] - ego.speed_mps) < _SPEED_MPS
    if speed_near and abs(then[PLAN_ACCEL] - accel) < _ACCEL_MPS2:
        accel = float(then[PLAN_ACCEL])
    x_m, y_m, heading_rad = ego.x_m, ego.y_m, ego.heading_rad
    away = math.hypot(then[PLAN_X] - x_m, then[PLAN_Y] - y_m)
    across = -(then[PLAN_X] - x_m) * math.sin(heading_rad)
    across += (then[PLAN_Y] - y_m) * math.cos(heading_rad)
    turned = math.remainder(then[PLAN_HEADING] - heading_rad, math.tau)
    if abs(across) < _ACROSS_M and away < _AWAY_M and abs(turned) < _TURNED_RAD:
        x_m -= across * math.sin(heading_rad)
        y_m += across * math.cos(heading_rad)
        heading_rad += turned
        bend = float(then[PLAN_CURVATURE])
    return EgoState(
        time_s=ego.time_s,
        x_m=x_m,
        y_m=y_m,
        heading_rad=heading_rad,
        speed_mps=max(ego.speed_mps, 0.0),
        accel_mps2=accel,
    ), bend


def _on_course(scene: Scene) -> EgoState:
    """Return the car with its course for its heading: its middle does not go where it points.

    In a bend the rear axle follows inside the middle's line, and its tyres slip to the outside.
    """
    ego, own_car = scene.ego, scene.own_car
    bend, accel_mps2 = math.tan(ego.steer_rad) / own_car.wheelbase_m, 0.0
    if ego.speed_mps > _ROLLING_MPS:
        bend, accel_mps2 = ego.yaw_rate_radps / ego.speed_mps, ego.yaw_rate_radps * ego.speed_mps
    slip_rad = math.atan(own_car.rear_axle_m * bend)
    slip_rad -= own_car.rear_slip_rad_per_mps2 * accel_mps2
    if not math.isfinite(slip_rad):
        return ego
    return replace(ego, heading_rad=ego.heading_rad + slip_rad)
