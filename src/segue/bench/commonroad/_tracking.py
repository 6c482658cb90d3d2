"""From a plan to the inputs of a car that is steered by rate: a preview of a second.

The plan's line is followed by the middle of the car. Its error across the line, over the preview,
and the steering rates that this takes are made least: linear least squares about the line.
"""

from __future__ import annotations

import math

import numpy as np

from segue.bench.commonroad._car import AHEAD_OF_REAR_AXLE_M, WHEELBASE_M, CarState
from segue.schema.drive import (
    PLAN_CURVATURE,
    PLAN_HEADING,
    PLAN_SPEED,
    PLAN_STEP_S,
    PLAN_STEPS,
    PLAN_X,
    PLAN_Y,
    Floats,
    Plan,
)

_PREVIEW_STEPS = 10
_ACROSS_M = 0.1
_RATE_RADPS = 0.3
"""An error across of the first weighs as much as a steering rate of the second; estimated."""


def inputs_for(plan: Plan, now_s: float, state: CarState, dt_s: float) -> tuple[float, float]:
    """Return steering rate and acceleration for the next `dt_s`, before the car's limits.

    Args:
        plan: Made at or before now; past its end its last state goes on.
        now_s: On the plan's clock.
        state: Of the car, now.
        dt_s: Until the next inputs.
    """
    times_s = np.array([now_s + dt_s * step for step in range(_PREVIEW_STEPS + 1)])
    line = _states_at(plan, times_s)
    accel_mps2 = (line[1, PLAN_SPEED] - state.speed_mps) / dt_s
    return _steer_rate_radps(line, state, dt_s), float(accel_mps2)


def _states_at(plan: Plan, times_s: Floats) -> Floats:
    rows = np.clip((times_s - plan.made_s) / PLAN_STEP_S, 0.0, PLAN_STEPS - 1.0)
    grid = np.arange(PLAN_STEPS)
    states = plan.states.copy()
    states[:, PLAN_HEADING] = np.unwrap(states[:, PLAN_HEADING])
    at = np.empty((len(times_s), states.shape[1]))
    for column in range(states.shape[1]):
        at[:, column] = np.interp(rows, grid, states[:, column])
    return at


def _steer_rate_radps(line: Floats, state: CarState, dt_s: float) -> float:
    """Return the first of the steering rates that keep the car's middle on the line.

    Errors are those of the place across, of the car's heading and of its steering, each against
    those of a car that is on the line. Columns of `error`: what they will be without steering, and
    what each rate adds.
    """
    steer_rad = np.arctan(WHEELBASE_M * line[:, PLAN_CURVATURE])
    slip_rad = np.arctan(AHEAD_OF_REAR_AXLE_M * line[:, PLAN_CURVATURE])
    error = np.zeros((3, _PREVIEW_STEPS + 1))
    error[:, 0] = _errors_now(line[0], slip_rad[0], steer_rad[0], state)
    across = np.empty((_PREVIEW_STEPS, _PREVIEW_STEPS + 1))
    for step in range(_PREVIEW_STEPS):
        way_m = 0.5 * (line[step, PLAN_SPEED] + line[step + 1, PLAN_SPEED]) * dt_s
        before = error.copy()
        error[2, 0] -= steer_rad[step + 1] - steer_rad[step]
        error[2, 1 + step] += dt_s
        steering = 0.5 * (before[2] + error[2])
        error[1, 0] += slip_rad[step + 1] - slip_rad[step]
        error[1] += way_m / (WHEELBASE_M * math.cos(steer_rad[step]) ** 2) * steering
        heading = 0.5 * (before[1] + error[1])
        error[0] += way_m * (heading + AHEAD_OF_REAR_AXLE_M / WHEELBASE_M * steering)
        across[step] = error[0]
    matrix = np.concatenate((across[:, 1:] / _ACROSS_M, np.eye(_PREVIEW_STEPS) / _RATE_RADPS))
    wanted = np.concatenate((-across[:, 0] / _ACROSS_M, np.zeros(_PREVIEW_STEPS)))
    return float(np.linalg.lstsq(matrix, wanted)[0][0])


def _errors_now(
    on_line: Floats, slip_rad: float, steer_rad: float, state: CarState
) -> tuple[float, float, float]:
    toward_rad = on_line[PLAN_HEADING]
    apart_x_m, apart_y_m = state.x_m - on_line[PLAN_X], state.y_m - on_line[PLAN_Y]
    return (
        apart_y_m * math.cos(toward_rad) - apart_x_m * math.sin(toward_rad),
        math.remainder(state.heading_rad + slip_rad - toward_rad, math.tau),
        state.steer_rad - steer_rad,
    )
