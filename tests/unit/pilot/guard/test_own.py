"""What is said of the car itself is believed as far as it can be true."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from guard_road import CAR, ego

from segue.pilot.guard._limits import LIMITS
from segue.pilot.guard._own import believed_own, curvature_per_m, steer_rad
from segue.schema.drive import EgoState

BAD = (math.nan, math.inf, -math.inf)
MOVING = ego(20.0, time_s=3.0, x_m=1.0, y_m=2.0, heading_rad=0.5, accel_mps2=-1.0, steer_rad=0.01)


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("field", ["time_s", "x_m", "y_m", "heading_rad", "speed_mps"])
def test_car_is_unknown_when_time_place_or_speed_is_no_number(field: str, bad: float) -> None:
    """Without any of these the car is nowhere."""
    assert believed_own(CAR, LIMITS, replace(MOVING, **{field: bad})) is None


def test_car_is_unknown_when_nothing_is_said_or_its_speed_cannot_be() -> None:
    """It never reverses, and is no faster than any road vehicle."""
    assert believed_own(CAR, LIMITS, None) is None
    for speed_mps in (-1.01, 100.01, 200.0):
        assert believed_own(CAR, LIMITS, replace(MOVING, speed_mps=speed_mps)) is None
    for speed_mps, believed in ((-1.0, 0.0), (-0.2, 0.0), (100.0, 100.0)):
        own = believed_own(CAR, LIMITS, replace(MOVING, speed_mps=speed_mps))
        assert own is not None
        assert own.speed_mps == believed


@pytest.mark.parametrize(
    ("said", "believed"),
    [(-1.0, -1.0), (-20.0, -9.0), (20.0, 3.0), *((bad, 0.0) for bad in BAD)],
)
def test_acceleration_is_what_a_car_can_have_when_any_is_said(said: float, believed: float) -> None:
    """More than its limits is its limits; no number is none."""
    own = believed_own(CAR, LIMITS, replace(MOVING, accel_mps2=said))
    assert own is not None
    assert own.accel_mps2 == believed


@pytest.mark.parametrize(
    ("speed_mps", "yaw_rate_radps", "by_yaw"),
    [(20.0, 0.1, True), (20.0, -0.6, True), (20.0, 0.601, False), (1.0, 0.1, True),
     (0.99, 0.1, False), (20.0, math.nan, False), (20.0, -math.inf, False)],
)  # fmt: skip
def test_circle_is_by_the_wheels_when_the_yaw_rate_says_nothing(
    speed_mps: float, yaw_rate_radps: float, by_yaw: bool
) -> None:
    """Slow, or with a rate that no tyre holds, the wheels tell where the car goes."""
    said = replace(MOVING, speed_mps=speed_mps, yaw_rate_radps=yaw_rate_radps)
    own = believed_own(CAR, LIMITS, said)
    assert own is not None
    by_wheels = math.tan(0.01) / (2.9 + 0.002 * speed_mps**2)
    wanted = yaw_rate_radps / speed_mps if by_yaw else by_wheels
    assert own.curvature_per_m == pytest.approx(wanted)
    assert own.steer_rad == 0.01


@pytest.mark.parametrize(
    ("said", "believed"), [(0.6, 0.6), (-0.6, -0.6), (0.61, 0.0), *((bad, 0.0) for bad in BAD)]
)
def test_wheels_are_straight_when_their_angle_cannot_be(said: float, believed: float) -> None:
    """An angle beyond the rack's, or none, is not believed."""
    own = believed_own(CAR, LIMITS, replace(MOVING, steer_rad=said, yaw_rate_radps=math.nan))
    assert own is not None
    assert own.steer_rad == believed
    assert (own.curvature_per_m == 0.0) == (believed == 0.0)


def test_all_is_kept_when_all_can_be() -> None:
    """Time, place and heading are as said."""
    own = believed_own(CAR, LIMITS, MOVING)
    assert own is not None
    assert (own.time_s, own.x_m, own.y_m, own.heading_rad) == (3.0, 1.0, 2.0, 0.5)


def test_car_goes_straight_on_when_its_state_is_old() -> None:
    """For as long as is allowed, and never back in time."""
    own = believed_own(
        CAR, LIMITS, EgoState(time_s=3.0, x_m=1.0, y_m=2.0, heading_rad=0.5, speed_mps=20.0)
    )
    assert own is not None
    for now_s, way_m in ((3.1, 2.0), (3.5, 10.0), (9.0, 20.0), (2.0, 0.0)):
        there = own.at(now_s, 1.0)
        assert there.x_m == pytest.approx(1.0 + way_m * math.cos(0.5))
        assert there.y_m == pytest.approx(2.0 + way_m * math.sin(0.5))


@pytest.mark.parametrize("speed_mps", [0.0, 10.0, 40.0])
def test_steering_and_circle_belong_together_when_turned_into_each_other(speed_mps: float) -> None:
    """One way and back is where one began; the faster, the less the wheels turn the car."""
    circle = curvature_per_m(CAR, speed_mps, 0.05)
    assert circle == pytest.approx(math.tan(0.05) / (2.9 + 0.002 * speed_mps**2))
    assert steer_rad(CAR, speed_mps, circle) == pytest.approx(0.05)
