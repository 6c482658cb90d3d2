"""A car of the plant follows plans, and whatever comes in, what goes out is permitted."""

from __future__ import annotations

import math

import numpy as np
import pytest

from segue.pilot.control import Controller
from segue.schema.drive import EgoState, OwnCar, Plan

STRAIGHT = np.column_stack((np.arange(81) * 1.0, np.zeros((81, 1)), np.zeros((81, 1)),
                            np.full(81, 10.0), np.zeros((81, 2))))  # fmt: skip


def ego(**more: float) -> EgoState:
    """Return a car at the origin at 10 m/s."""
    return EgoState(**{"time_s": 0.0, "x_m": 0.0, "y_m": 0.0, "heading_rad": 0.0,
                       "speed_mps": 10.0, **more})  # fmt: skip


def plan(states: np.ndarray = STRAIGHT, made_s: float = 0.0) -> Plan:
    """Return a plan."""
    return Plan(made_s=made_s, states=states, behaviour="keep_lane")


def test_the_car_brakes_in_its_lane_when_there_is_no_plan():
    """Without a plan, deceleration builds up to 2.5 m/s² and the wheels stay as they are."""
    controller = Controller(OwnCar())
    commands = [controller.step(0.02 * at, ego(), None) for at in range(100)]
    assert commands[-1].accel_mps2 == -2.5
    assert {command.steer_rad for command in commands} == {0.0}


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "field", ["x_m", "y_m", "heading_rad", "speed_mps", "accel_mps2", "yaw_rate_radps", "steer_rad"]
)
def test_the_car_brakes_when_its_own_state_is_no_number(field: str, bad: float):
    """A broken estimate brakes the car and holds its wheels; it never reaches an actuator."""
    controller = Controller(OwnCar())
    for at in range(50):
        command = controller.step(0.02 * at, ego(**{field: bad}), plan(made_s=0.02 * at))
        assert math.isfinite(command.accel_mps2 + command.steer_rad)
    assert command.accel_mps2 == -2.5
