"""Whatever is asked, what is given is within limits of size and rate."""

from __future__ import annotations

import math
from itertools import product

import pytest
from guard_road import CAR

from segue.pilot.guard._envelope import permitted_accel_mps2, permitted_steer_rad
from segue.pilot.guard._limits import LIMITS
from segue.pilot.guard._own import steer_rad


def accel_mps2(asked: float, last: float = 0.0, step_s: float = 0.02, brake: float = 9.0) -> float:
    """Return what is permitted."""
    return permitted_accel_mps2(CAR, LIMITS, asked, last_mps2=last, step_s=step_s, brake_mps2=brake)


def steer(
    asked: float, last: float = 0.0, speed: float = 0.0, step_s: float = 0.02, grip: float = 9.0
) -> float:
    """Return what is permitted."""
    return permitted_steer_rad(
        CAR, LIMITS, asked, last_rad=last, speed_mps=speed, step_s=step_s, grip_mps2=grip
    )


@pytest.mark.parametrize(
    ("asked", "last", "permitted"),
    [
        (0.1, 0.0, 0.1),
        (1.0, 0.0, 8.37 * 0.02),
        (3.1, 3.0, 3.0),
        (math.inf, 3.0, 3.0),
        (0.1, 2.0, 0.1),
        (-0.5, 2.0, -0.5),
        (-9.0, 2.0, -0.6),
        (-9.0, 0.0, -0.6),
        (-math.inf, -1.0, -1.6),
        (-9.0, -8.9, -9.0),
        (-12.0, -8.9, -9.0),
        (0.0, -5.0, -4.4),
        (-4.5, -5.0, -4.5),
        (1.0, -0.3, 0.0),
        (1.0, -0.1, 8.37 * 0.02 - 0.1),
        (-1.0, -9.0, -8.4),
    ],
)
def test_acceleration_is_within_limits_when_any_is_asked(
    asked: float, last: float, permitted: float
) -> None:
    """Drive goes at once, comes as comfort has it; the brake comes and goes with its own jerk."""
    assert accel_mps2(asked, last) == pytest.approx(permitted)


def test_brake_is_no_harder_than_the_road_when_it_is_slippery() -> None:
    """On snow no more is asked than its grip."""
    assert accel_mps2(-9.0, -2.69, brake=2.7) == pytest.approx(-2.7)
    assert accel_mps2(-9.0, -5.0, brake=2.7) == pytest.approx(-4.4)


@pytest.mark.parametrize("speed", [0.0, 1.0, 5.0, 12.0, 25.0, 40.0])
def test_steering_is_within_limits_when_any_is_asked(speed: float) -> None:
    """Swept around both limits: never beyond, and unchanged within."""
    largest, rate = CAR.largest_steer_rad, CAR.steer_rate_radps
    if speed > 0.0:
        length_m = CAR.wheelbase_m + 0.002 * speed * speed
        largest = min(largest, math.atan(4.2 / speed**2 * length_m))
        rate = min(rate, math.atan(10.0 / speed**2 * length_m))
    for share, last in product((-3.0, -1.001, -0.999, -0.5, 0.0, 0.5, 0.999, 1.001, 3.0), (0.0,)):
        got = steer(share * rate * 0.02, last, speed)
        assert got == pytest.approx(min(max(share, -1.0), 1.0) * rate * 0.02)
        near = steer(share * largest, math.copysign(largest, share), speed, step_s=0.2)
        wanted = min(max(share, -1.0), 1.0) * largest
        back = math.copysign(largest, share)
        assert near == pytest.approx(min(max(wanted, back - rate * 0.2), back + rate * 0.2))


def test_steering_is_less_when_the_road_is_slippery() -> None:
    """No more lateral acceleration is asked than the road's grip."""
    length_m = CAR.wheelbase_m + 0.002 * 225.0
    assert steer(0.5, 0.0118, 15.0, grip=0.9) == pytest.approx(math.atan(0.9 / 225.0 * length_m))


def test_steering_comes_back_at_its_rate_when_it_is_beyond_the_limit() -> None:
    """The size does not tear the wheels back."""
    assert steer(0.0, 0.4, 30.0) == pytest.approx(
        0.4 - 0.02 * math.atan(10.0 / 900.0 * (CAR.wheelbase_m + 1.8))
    )


def test_steering_is_bounded_by_grip_when_the_car_hardly_moves() -> None:
    """However slow, as long as it moves."""
    bound_rad = steer_rad(CAR, 0.9, 0.05 / 0.9**2)
    assert steer(0.5, speed=0.9, step_s=10.0, grip=0.05) == pytest.approx(bound_rad)
