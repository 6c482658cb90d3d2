"""What was recorded, as the pilot is given it: exact, now; or, for comparison, with its futures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from segue.bench.commonroad._scenario import (
    ACCEL,
    HEADING,
    PLACE_X,
    PLACE_Y,
    SPEED,
    Recorded,
    Scenario,
)
from segue.lanes import LaneMap
from segue.schema.drive import FUTURE_STEP_S, FUTURE_STEPS, EgoState, Floats, Futures, Objects


def objects_at(scenario: Scenario, step: int) -> Objects:
    """Return everything that is there at a step, as it is.

    Acceleration and turning are those since the step before: nothing of what comes is told.
    """
    there = _there(scenario.recorded, step)
    boxes = np.array([_box(one, row, scenario.step_s) for one, row in there]).reshape(-1, 9)
    return Objects.exact(
        step * scenario.step_s,
        np.array([one.object_id for one, _ in there], dtype=np.int64),
        np.array([one.kind for one, _ in there], dtype=np.int64),
        boxes,
    )


def lights_at(scenario: Scenario, step: int) -> dict[str, Literal["red", "amber", "green"]]:
    """Return what the traffic lights show at a step, those that show anything."""
    shown: dict[str, Literal["red", "amber", "green"]] = {}
    for key, cycle in scenario.lights.items():
        colour = cycle.colour_at(step)
        if colour:
            shown[key] = colour
    return shown


def _there(recorded: Sequence[Recorded], step: int) -> list[tuple[Recorded, int]]:
    rows = ((one, one.row_at(step)) for one in recorded)
    return [(one, row) for one, row in rows if row is not None]


def _box(one: Recorded, row: int, step_s: float) -> tuple[float, ...]:
    state = one.states[row]
    accel, yaw_rate = float(state[ACCEL]), 0.0
    if row > 0:
        before = one.states[row - 1]
        yaw_rate = math.remainder(state[HEADING] - before[HEADING], math.tau) / step_s
        accel = (state[SPEED] - before[SPEED]) / step_s
    return (
        state[PLACE_X],
        state[PLACE_Y],
        state[HEADING],
        state[SPEED] * math.cos(state[HEADING]),
        state[SPEED] * math.sin(state[HEADING]),
        one.length_m,
        one.width_m,
        0.0 if math.isnan(accel) else accel,
        yaw_rate,
    )


class RecordedFutures:
    """A `Predictor` that knows what comes: one future for each object, as it was recorded.

    What is not recorded any more goes straight on as it last did.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._step_s = scenario.step_s
        self._of = {one.object_id: one for one in scenario.recorded}

    def predict(
        self,
        ego: EgoState,
        objects: Objects,
        lanes: LaneMap,  # noqa: ARG002
        lights: Mapping[str, str],  # noqa: ARG002
    ) -> Futures:
        """Return the futures of all objects, 8 s of them."""
        step = round(ego.time_s / self._step_s)
        states = [self._future(self._of[int(one)], step) for one in objects.ids]
        return Futures(
            objects=np.arange(len(states)),
            probability=np.ones(len(states)),
            kinds=("free",) * len(states),
            states=np.array(states).reshape(-1, FUTURE_STEPS, 4),
        )

    def _future(self, one: Recorded, step: int) -> Floats:
        begin = one.row_at(step) or 0
        rows = begin + FUTURE_STEP_S / self._step_s * np.arange(FUTURE_STEPS)
        last = len(one.states) - 1.0
        known, grid = np.minimum(rows, last), np.arange(len(one.states))
        heading = np.interp(known, grid, np.unwrap(one.states[:, HEADING]))
        speed = np.interp(known, grid, one.states[:, SPEED])
        beyond_m = (rows - known) * self._step_s * speed * (not one.stands)
        x_m = np.interp(known, grid, one.states[:, PLACE_X]) + beyond_m * np.cos(heading)
        y_m = np.interp(known, grid, one.states[:, PLACE_Y]) + beyond_m * np.sin(heading)
        return np.column_stack((x_m, y_m, heading, speed))
