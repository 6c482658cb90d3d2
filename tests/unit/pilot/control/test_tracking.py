"""The controller on a car of the plant: how near to its way, how smooth, and how it stops."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from segue.lanes import Path
from segue.lanes.build import arc, clothoid, straight, trace
from segue.testing.tracking import STEP_S, Driven, Task, drive
from segue.vehicle.plant import Surroundings

NEAR_M = 0.2
"""What the controller promises, 99 of 100 steps."""


def steady(speed_mps: float) -> Callable[[float], float]:
    """Return the plan to keep a speed."""
    return lambda _time_s: speed_mps


def line(length_m: float = 900.0) -> Path:
    """Return a straight way."""
    return Path(trace([straight(length_m)])[:, :2])


def bend(radius_m: float, ease_m: float, arc_m: float) -> Path:
    """Return a way into a bend and out of it, over clothoids."""
    pieces = [
        straight(40.0),
        clothoid(ease_m, from_radius_m=math.inf, to_radius_m=radius_m),
        arc(arc_m, radius_m),
        clothoid(ease_m, from_radius_m=radius_m, to_radius_m=math.inf),
        straight(200.0),
    ]
    return Path(trace(pieces)[:, :2])


def there_and_back(across_m: float, within_m: float) -> Path:
    """Return a way to the next lane and back, each within a distance; jerk is continuous."""
    along = np.arange(0.0, 600.0, 0.5)

    def over(begin_m: float) -> np.ndarray:
        share = np.clip((along - begin_m) / within_m, 0.0, 1.0)
        return across_m * share**3 * (10.0 - 15.0 * share + 6.0 * share**2)

    return Path(np.column_stack((along, over(60.0) - over(90.0 + within_m))))


def gust(time_s: float) -> Surroundings:
    """Return side wind from 3 s on."""
    return Surroundings(wind_y_mps=10.0 if time_s > 3.0 else 0.0)


def wet(_time_s: float) -> Surroundings:
    """Return a wet road."""
    return Surroundings(grip_share=0.7)


def fast_bend(speed_mps: float) -> Path:
    """Return a bend that is taken with 3 m/s² at a speed."""
    return bend(speed_mps**2 / 3.0, 3.0 * speed_mps, 5.0 * speed_mps)


@pytest.mark.parametrize(
    "task",
    [
        pytest.param(Task(way=fast_bend(10), speed_mps=steady(10), until_s=18), id="10 m/s"),
        pytest.param(Task(way=fast_bend(25), speed_mps=steady(25), until_s=15), id="25 m/s"),
        pytest.param(Task(way=fast_bend(40), speed_mps=steady(40), until_s=14), id="40 m/s"),
        pytest.param(
            Task(way=fast_bend(25), speed_mps=steady(25), until_s=15, car="model-3-rwd"),
            id="another car",
        ),
        pytest.param(
            Task(way=fast_bend(25), speed_mps=steady(25), until_s=15, surroundings=wet), id="wet"
        ),
        pytest.param(
            Task(way=fast_bend(25), speed_mps=steady(25), until_s=15, surroundings=gust),
            id="gust in a bend",
        ),
        pytest.param(
            Task(way=line(), speed_mps=steady(25), until_s=12, surroundings=gust), id="gust"
        ),
        pytest.param(
            Task(way=there_and_back(3.5, 60.0), speed_mps=steady(25), until_s=12),
            id="double lane change",
        ),
        pytest.param(
            Task(way=there_and_back(2.2, 35.0), speed_mps=steady(20), until_s=12, emergency=True),
            id="swerve",
        ),
        pytest.param(
            Task(way=bend(20.0, 6.0, 30.0), speed_mps=steady(7.7), until_s=14), id="20 m radius"
        ),
        pytest.param(
            Task(way=bend(20.0, 6.0, 10.0), speed_mps=steady(1.4), until_s=40), id="walking pace"
        ),
        pytest.param(
            Task(
                way=fast_bend(25),
                speed_mps=lambda time_s: max(25.0 - 8.0 * max(time_s - 5.0, 0.0), 0.0),
                until_s=10,
                emergency=True,
            ),
            id="brake hard in a bend",
        ),
    ],
)
def test_the_car_stays_on_its_way_when_it_bends(task: Task):
    """The middle of the car is within 0.2 m of the way in 99 of 100 steps."""
    assert np.percentile(np.abs(drive(task).left_m), 99) <= NEAR_M


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
            speed_mps=lambda time_s: max(10.0 - brake_mps2 * max(time_s - 1.0, 0.0), 0.0),
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
            speed_mps=lambda time_s: max(25.0 - 9.0 * max(time_s - 1.0, 0.0), 0.0),
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


def test_a_standing_car_starts_smoothly_when_its_plan_goes_on():
    """It is let go without a jerk and catches up with its plan."""
    driven = drive(
        Task(
            way=line(),
            speed_mps=lambda time_s: max(1.5 * (time_s - 3.0), 0.0),
            until_s=8.0,
        )
    )
    asked = np.array([command.accel_mps2 for command in driven.commands if not command.hold])
    assert np.abs(np.diff(asked)).max() <= 5.0 * STEP_S + 1e-9
    assert driven.speed_mps[-1] == pytest.approx(7.5, abs=0.2)
