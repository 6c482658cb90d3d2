"""Steering by preview: how fast to turn the wheels now, for a way and speeds that are foreseen.

The least of the sum over the steps ahead of four squares, each over its scale: offset from the way,
speed across it, sideways jerk by steering, and steering rate. The model is that of `_sway`, whose
speed may change from step to step; limits of the steering are not in it, and are kept afterwards.

Source: linear-quadratic tracking, B. Anderson and J. Moore, Optimal Control: Linear Quadratic
Methods, chapter 4.
"""

from __future__ import annotations

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.control._sway import axle_step
from segue.schema.drive import Floats

PREVIEW_STEP_S = 0.05
_SIZE = 5
"""Of the state: offset to the left of the way, heading beyond it, sideways speeds of front and rear
axle, steering."""
_RATE, _ONE = _SIZE, _SIZE + 1
"""Columns of a step beyond those of the state: what the rate adds, and what comes anyway."""
_OFFSET_M = 0.1
_ACROSS_MPS = 0.3
_RATE_RADPS = 0.15
"""The scales: what weighs alike; estimated."""


@compiled
def preview_rate(state: Floats, way: Floats, car: Floats, known: Floats, jerk_mps3: float) -> float:
    """Return how fast to turn the wheels now, rad/s.

    Args:
        state: Offset, heading, sideways speeds, steering, as above.
        way: (N, 2): of each `PREVIEW_STEP_S`, the speed, above 0, and what the way turns in it.
        car: Wheelbase, rear axle behind the middle, front slip, rear slip.
        known: Steering beyond what the wheels show, and drift to the left.
        jerk_mps3: Sideways, that weighs as much as the other scales do.
    """
    cost, slope = np.zeros((_SIZE, _SIZE)), np.zeros(_SIZE)
    step = np.zeros((_SIZE, _SIZE + 2))
    across = np.array([0.0, 0.0, car[1] / car[0], 1.0 - car[1] / car[0], 0.0])
    weight = 1.0 / _ACROSS_MPS**2
    rate = 0.0
    for at in range(len(way) - 1, -1, -1):
        speed = way[at, 0]
        _fill_step(step, speed, way[at, 1], car, known)
        cost[0, 0] += 1.0 / _OFFSET_M**2
        across[1] = speed
        for row in range(_SIZE):
            slope[row] += weight * known[1] * across[row]
            for column in range(_SIZE):
                cost[row, column] += weight * across[row] * across[column]
        jerk = speed * speed / (car[0] + (car[2] - car[3]) * speed * speed)
        effort = (jerk / jerk_mps3) ** 2 + 1.0 / _RATE_RADPS**2
        rate = _step_back(cost, slope, step, effort, state)
    return rate


@compiled
def _fill_step(step: Floats, speed: float, turn: float, car: Floats, known: Floats) -> None:
    """Set a step: the state after it is `step` times (state before it, rate, 1)."""
    wheelbase, rear_axle = car[0], car[1]
    h = PREVIEW_STEP_S
    m11, m12, m21, m22, gain = axle_step(h, speed, wheelbase, car[2], car[3])
    step[2, 2], step[2, 3], step[2, 4] = m11, m12, m11 * gain
    step[3, 2], step[3, 3], step[3, 4] = m21, m22, m21 * gain
    step[2, _RATE], step[3, _RATE] = m11 * gain * h, m21 * gain * h
    step[2, _ONE], step[3, _ONE] = m11 * gain * known[0], m21 * gain * known[0]
    step[4, 4], step[4, _RATE] = 1.0, h
    for column in range(2, _SIZE + 2):
        yaw = (step[2, column] - step[3, column]) / wheelbase
        step[1, column] = h * yaw
        step[0, column] = h * (step[3, column] + rear_axle * yaw)
    step[1, 1], step[1, _ONE] = 1.0, step[1, _ONE] - turn
    step[0, _ONE] += h * known[1]
    for column in range(2, _SIZE + 2):  # the heading between begin and end
        step[0, column] += 0.5 * h * speed * step[1, column]
    step[0, 0], step[0, 1] = 1.0, h * speed


@compiled
def _step_back(cost: Floats, slope: Floats, step: Floats, effort: float, state: Floats) -> float:
    """Turn the cost of a step's end into that of its begin, and return the best rate from `state`.

    The cost of a state z is z' cost z + 2 slope' z, and what no rate changes.
    """
    at_end = np.zeros((_SIZE, _SIZE + 2))
    for row in range(_SIZE):
        at_end[row, _ONE] = slope[row]
        for column in range(_SIZE + 2):
            for inner in range(_SIZE):
                at_end[row, column] += cost[row, inner] * step[inner, column]
    by_rate = np.zeros(_SIZE + 2)
    for column in range(_SIZE + 2):
        for inner in range(_SIZE):
            by_rate[column] += step[inner, _RATE] * at_end[inner, column]
    weight = by_rate[_RATE] + effort
    rate = -by_rate[_ONE]
    for row in range(_SIZE):
        rate -= by_rate[row] * state[row]
        slope[row] = -by_rate[_ONE] * by_rate[row] / weight
        for inner in range(_SIZE):
            slope[row] += step[inner, row] * at_end[inner, _ONE]
        for column in range(_SIZE):
            value = -by_rate[row] * by_rate[column] / weight
            for inner in range(_SIZE):
                value += step[inner, row] * at_end[inner, column]
            cost[row, column] = value
    return rate / weight
