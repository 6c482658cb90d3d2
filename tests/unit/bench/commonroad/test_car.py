"""What the car drives is within its model's limits, whatever is asked, and follows the plan."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.bench.commonroad._car import (
    ACCEL_MPS2,
    AHEAD_OF_REAR_AXLE_M,
    STEER_RAD,
    STEER_RATE_RADPS,
    SWITCH_MPS,
    WHEELBASE_M,
    CarState,
    advanced,
    starting,
)
from segue.bench.commonroad._tracking import inputs_for
from segue.schema.drive import PLAN_STEP_S, PLAN_STEPS, Plan

DT_S = 0.1
asked = st.floats(allow_nan=False, allow_infinity=True)


@given(st.floats(0.0, 50.0), st.floats(-STEER_RAD, STEER_RAD), st.floats(-3.0, 3.0), asked, asked)
def test_step_is_feasible_when_anything_is_asked(
    speed_mps: float, steer_rad: float, heading_rad: float, rate: float, accel: float
) -> None:
    """Steering rate, steering, power and friction stay within the model's limits."""
    before = CarState(
        x_m=0.0, y_m=0.0, steer_rad=steer_rad, speed_mps=speed_mps, heading_rad=heading_rad
    )
    after = advanced(before, rate, accel, DT_S)
    accel_mps2 = (after.speed_mps - before.speed_mps) / DT_S
    sideways_mps2 = speed_mps * before.yaw_rate_radps
    assert abs(after.steer_rad - before.steer_rad) <= STEER_RATE_RADPS * DT_S
    assert abs(after.steer_rad) <= STEER_RAD
    assert after.speed_mps >= 0.0
    if abs(sideways_mps2) < ACCEL_MPS2:
        assert math.hypot(accel_mps2, sideways_mps2) <= ACCEL_MPS2
    if accel_mps2 > 0.0:
        assert accel_mps2 <= ACCEL_MPS2 * min(SWITCH_MPS / max(speed_mps, 1e-9), 1.0)


def test_car_is_where_small_steps_bring_it_when_it_steers_and_brakes() -> None:
    """One step of 0.1 s is a thousand of 0.1 ms to a micrometre."""
    state = CarState(x_m=1.0, y_m=2.0, steer_rad=0.3, speed_mps=9.0, heading_rad=0.7)
    after = advanced(state, 0.3, -5.0, DT_S)
    rear_x = state.x_m - AHEAD_OF_REAR_AXLE_M * math.cos(0.7)
    rear_y = state.y_m - AHEAD_OF_REAR_AXLE_M * math.sin(0.7)
    heading, steps = 0.7, 100_000
    for step in range(steps):
        share = (step + 0.5) / steps
        speed = 9.0 + share * (after.speed_mps - 9.0)
        steer = 0.3 + share * (after.steer_rad - 0.3)
        heading += 0.5 * speed * math.tan(steer) / WHEELBASE_M * DT_S / steps
        rear_x += speed * math.cos(heading) * DT_S / steps
        rear_y += speed * math.sin(heading) * DT_S / steps
        heading += 0.5 * speed * math.tan(steer) / WHEELBASE_M * DT_S / steps
    assert after.heading_rad == pytest.approx(heading, abs=1e-6)
    assert after.x_m == pytest.approx(rear_x + AHEAD_OF_REAR_AXLE_M * math.cos(heading), abs=1e-6)
    assert after.y_m == pytest.approx(rear_y + AHEAD_OF_REAR_AXLE_M * math.sin(heading), abs=1e-6)


def test_car_turns_as_it_is_said_when_it_starts() -> None:
    """The yaw rate that a problem states is the one that the car has."""
    state = starting(x_m=0.0, y_m=0.0, heading_rad=0.0, speed_mps=12.0, yaw_rate_radps=0.2)
    assert state.yaw_rate_radps == pytest.approx(0.2)
    still = starting(x_m=0.0, y_m=0.0, heading_rad=0.0, speed_mps=0.0, yaw_rate_radps=0.2)
    assert still.steer_rad == 0.0


@pytest.mark.parametrize(("radius_m", "speed_mps"), [(15.0, 5.0), (60.0, 12.0)])
def test_middle_stays_on_the_line_when_the_plan_turns(radius_m: float, speed_mps: float) -> None:
    """After entering a bend without a transition the car keeps within 0.1 m of the plan."""
    times_s = PLAN_STEP_S * np.arange(PLAN_STEPS)
    way_m = speed_mps * times_s - 10.0  # straight on first
    angle = np.maximum(way_m, 0.0) / radius_m
    states = np.column_stack(
        (
            np.minimum(way_m, 0.0) + radius_m * np.sin(angle),
            radius_m * (1.0 - np.cos(angle)),
            angle,
            np.full(PLAN_STEPS, speed_mps),
            np.zeros(PLAN_STEPS),
            np.where(way_m > 0.0, 1.0 / radius_m, 0.0),
        )
    )
    plan = Plan(made_s=0.0, states=states, behaviour="keep_lane")
    state = CarState(x_m=-10.0, y_m=0.0, steer_rad=0.0, speed_mps=speed_mps, heading_rad=0.0)
    away_m: list[float] = []
    for step in range(60):
        state = advanced(state, *inputs_for(plan, step * DT_S, state, DT_S), DT_S)
        if state.x_m > 0.0:
            away_m.append(abs(math.hypot(state.x_m, state.y_m - radius_m) - radius_m))
    assert max(away_m) < 0.1
