"""The controller on a car of the plant: how near to its way, how smooth, and how it stops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from segue.testing.tracking import STEP_S, Driven, Task, drive
from segue.testing.tracking_cases import CASES, NEAR_M, braking, line, steady


@pytest.mark.parametrize("name", CASES)
def test_the_car_stays_on_its_way_when_it_bends(name: str):
    """The middle of the car is within 0.2 m of the way in 99 of 100 steps."""
    assert np.percentile(np.abs(drive(CASES[name]).left_m), 99) <= NEAR_M


def test_the_car_is_back_on_its_way_when_wind_goes_on():
    """What no model knows is learnt: four seconds after a gust began, the car is 2 cm away."""
    driven = drive(CASES["straight, gust"])
    assert np.abs(driven.left_m[driven.time_s < 5.0]).max() > 0.02
    assert np.abs(driven.left_m[driven.time_s > 7.0]).max() < 0.02


def test_a_swerve_is_followed_closer_when_it_is_an_emergency():
    """Comfort cuts the corners of a swerve; in an emergency it is given up."""
    swerve = CASES["swerve at 20 m/s"]
    hasty, smooth = drive(swerve), drive(replace(swerve, emergency=False))
    assert np.abs(hasty.left_m).max() < 0.7 * np.abs(smooth.left_m).max()


def test_the_wheels_do_not_swing_when_a_fast_car_comes_back_to_its_way():
    """At 40 m/s half a metre is steered away without overshoot, and without a second swing."""
    driven = drive(Task(way=line(), speed_mps=steady(40), until_s=10, beside_m=0.5))
    assert abs(driven.left_m[-1]) < 0.01
    assert driven.left_m.min() > -0.05
    assert np.abs(driven.lateral_mps2).max() < 1.0


def test_the_car_moves_smoothly_when_every_plan_begins_elsewhere():
    """Plans that lie 0.1 m apart, ten a second, are blended: the car hardly feels them."""
    driven = drive(Task(way=line(), speed_mps=steady(30), until_s=12, plans_off_m=0.1, seed=3))
    assert np.abs(driven.left_m).max() < 0.15
    assert np.abs(driven.lateral_mps2).max() < 0.5


def stopped(driven: Driven) -> int:
    """Return the first step at which the car stands."""
    return int(np.argmax(driven.speed_mps <= 0.0))


@pytest.mark.parametrize("brake_mps2", [1.0, 2.0, 3.5])
def test_the_stop_is_hardly_felt_when_a_plan_brakes_to_its_end(brake_mps2: float):
    """The brake is eased off before the wheels stop, where the plan stops, and then it is held."""
    driven = drive(
        Task(
            way=line(),
            speed_mps=braking(10.0, brake_mps2, from_s=1.0),
            until_s=13.0,
        )
    )
    at = stopped(driven)
    assert driven.accel_mps2[at - 3 : at].min() > -0.5
    assert abs(driven.ahead_m[at]) < 0.1
    assert driven.time_s[at] < 1.0 + 10.0 / brake_mps2 + 1.0
    assert all(command.hold for command in driven.commands[at + 2 :])
    assert driven.speed_mps[at:].max() == 0.0


def test_a_hard_brake_is_followed_at_once_when_the_plan_is_an_emergency():
    """Braking builds up as fast as the brakes do, beyond what comfort allows."""
    driven = drive(
        Task(
            way=line(),
            speed_mps=braking(25.0, 9.0, from_s=1.0),
            until_s=6.0,
            emergency=True,
        )
    )
    assert driven.accel_mps2[round(1.3 / STEP_S)] < -8.0
    assert driven.ahead_m[stopped(driven)] < 0.1


def test_a_standing_car_stays_when_its_plan_only_creeps():
    """What gains less than 0.3 m in two seconds is no start."""
    driven = drive(
        Task(
            way=line(),
            speed_mps=lambda time_s: 6.0 - 2.0 * time_s if time_s < 2.95 else 0.1,
            until_s=9.0,
        )
    )
    at = stopped(driven)
    assert driven.speed_mps[at:].max() == 0.0


@pytest.mark.parametrize("start_mps2", [0.2, 1.5])
def test_a_standing_car_starts_smoothly_when_its_plan_goes_on(start_mps2: float):
    """It is let go once, without a jerk, and catches up with its plan."""
    driven = drive(
        Task(
            way=line(),
            speed_mps=lambda time_s: max(start_mps2 * (time_s - 3.0), 0.0),
            until_s=8.0,
        )
    )
    held = np.array([command.hold for command in driven.commands])
    asked = np.array([command.accel_mps2 for command in driven.commands])[~held]
    assert np.abs(np.diff(held.astype(int))).sum() == 1
    assert np.abs(np.diff(asked)).max() <= 5.0 * STEP_S + 1e-9
    assert driven.speed_mps[-1] == pytest.approx(5.0 * start_mps2, abs=0.2)
