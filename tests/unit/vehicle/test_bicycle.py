"""The car sideways: against closed forms where there are any, within grip everywhere."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segue.vehicle.plant._bicycle import Bicycle
from segue.vehicle.plant._chassis import Chassis
from segue.vehicle.plant._tyre import side_grip_n, side_stiffness_n

AXLE_N = 11_000.0
GRIP_N = 1.1 * AXLE_N
CHASSIS = Chassis(
    mass_kg=2 * AXLE_N / 9.80665,
    yaw_inertia_kg_m2=5_000.0,
    front_m=1.5,
    rear_m=1.5,
    front_stiffness_n=9.0 * AXLE_N,
    rear_stiffness_n=12.0 * AXLE_N,
    front_grip_share=0.95,
    height_m=0.5,
    driven_axles="rear",
    grip=1.1,
    largest_steer_rad=0.6,
    steer_rate_radps=0.6,
    steering_ratio=14.0,
    side_wind_kg_m=3.0,
    side_wind_lever_m=0.5,
)
WHEELBASE_M = 3.0


def steer(bicycle: Bicycle, seconds: float, speed_mps: float, steer_rad: float) -> list[float]:
    """Hold speed and steering; return the yaw rate of each hundredth of a second."""
    rates: list[float] = []
    for _ in range(round(seconds * 100)):
        bicycle.step(
            0.01,
            speed_mps=speed_mps,
            steer_rad=steer_rad,
            front_grip_n=GRIP_N,
            rear_grip_n=GRIP_N,
        )
        rates.append(bicycle.yaw_rate_radps)
    return rates


@pytest.mark.parametrize("speed_mps", [5.0, 15.0, 30.0, 60.0])
def test_steady_cornering_is_the_closed_form(speed_mps: float):
    """Steering beyond wheelbase over radius is the understeer gradient times acceleration."""
    bicycle = Bicycle(CHASSIS)
    accel_mps2 = 0.1
    radius_m = speed_mps**2 / accel_mps2
    steer_rad = WHEELBASE_M / radius_m + CHASSIS.understeer_rad_per_mps2 * accel_mps2
    steer(bicycle, 20, speed_mps, steer_rad)
    assert bicycle.accel_mps2 == pytest.approx(accel_mps2, rel=0.01)
    assert bicycle.yaw_rate_radps == pytest.approx(speed_mps / radius_m, rel=0.01)


def test_a_car_that_is_stiffer_in_front_oversteers():
    """The understeer gradient changes its sign with the stiffness of the axles."""
    swapped = replace(CHASSIS, front_stiffness_n=12 * AXLE_N, rear_stiffness_n=9 * AXLE_N)
    assert swapped.understeer_rad_per_mps2 == pytest.approx(-CHASSIS.understeer_rad_per_mps2)


@pytest.mark.parametrize("steer_rad", [0.05, 0.3, 0.6])
def test_slow_cornering_is_the_kinematic_bicycle(steer_rad: float):
    """At walking pace and below, the wheels roll without slip: yaw is v tan(steer) / wheelbase."""
    for speed_mps in (0.01, 0.2, 1.0):
        bicycle = Bicycle(CHASSIS)
        steer(bicycle, 5, speed_mps, steer_rad)
        yaw_rate = speed_mps * math.tan(steer_rad) / WHEELBASE_M
        assert bicycle.yaw_rate_radps == pytest.approx(yaw_rate, rel=0.01)
        assert bicycle.side_mps == pytest.approx(1.5 * yaw_rate, rel=0.02)


def test_steering_at_rest_does_nothing():
    """A standing car that is steered stands."""
    bicycle = Bicycle(CHASSIS)
    assert set(steer(bicycle, 2, 0.0, 0.6)) == {0.0}
    assert (bicycle.side_mps, bicycle.accel_mps2, bicycle.drag_n) == (0.0, 0.0, 0.0)


def test_moving_off_with_the_wheels_turned_does_not_shake():
    """From rest, steered fully, yaw rises with speed and never changes direction."""
    bicycle = Bicycle(CHASSIS)
    rates = [steer(bicycle, 0.01, 0.02 * hundredth, 0.6)[0] for hundredth in range(200)]
    assert all(before <= after for before, after in pairwise(rates))


@pytest.mark.parametrize("speed_mps", [0.0, 0.5, 20.0, 73.6])
def test_a_straight_line_stays_straight(speed_mps: float):
    """Without steering nothing moves sideways."""
    bicycle = Bicycle(CHASSIS)
    steer(bicycle, 10, speed_mps, 0.0)
    assert (bicycle.side_mps, bicycle.yaw_rate_radps) == (0.0, 0.0)


def test_a_step_of_steering_settles_when_at_top_speed():
    """At 265 km/h the yaw rate overshoots, swings less and less, and comes to rest."""
    rates = steer(Bicycle(CHASSIS), 20, 73.6, 0.01)
    final = rates[-1]
    swings = [max(abs(rate - final) for rate in rates[at : at + 100]) for at in (200, 500, 800)]
    assert swings[0] > 2 * swings[1] > 4 * swings[2]
    assert max(abs(rate - final) for rate in rates[-200:]) < 0.01 * final


def test_a_car_asked_for_too_much_goes_straight_on():
    """Steered far beyond grip, the front gives way: it corners at what grip allows, and no spin."""
    bicycle = Bicycle(CHASSIS)
    steer(bicycle, 10, 40.0, 0.15)
    assert 0.75 * 1.1 * 9.80665 < bicycle.accel_mps2 <= 1.1 * 9.80665
    assert bicycle.yaw_rate_radps == pytest.approx(bicycle.accel_mps2 / 40.0, rel=0.05)
    assert abs(bicycle.side_mps) < 0.3 * 40.0


manoeuvres = st.lists(
    st.tuples(
        st.floats(0, 90),
        st.floats(-0.7, 0.7),
        st.floats(-1.2, 1.2),
        st.floats(0.05, 1.0),
    ),
    min_size=1,
    max_size=40,
)


@given(manoeuvre=manoeuvres)
@example(manoeuvre=[(90.0, 0.7, 1.2, 0.05)] * 40)
def test_grip_is_never_passed(manoeuvre: list[tuple[float, float, float, float]]):
    """Whatever is asked, side force stays within the friction of the road, and all is finite."""
    bicycle = Bicycle(CHASSIS)
    for speed_mps, steer_rad, along, grip in manoeuvre:
        bicycle.step(
            0.01,
            speed_mps=speed_mps,
            steer_rad=steer_rad,
            front_grip_n=grip * AXLE_N,
            rear_grip_n=grip * AXLE_N,
            rear_along_n=along * grip * AXLE_N,
        )
        assert abs(bicycle.accel_mps2) <= grip * 9.80665 * (1 + 1e-9)
        assert math.isfinite(bicycle.side_mps + bicycle.yaw_rate_radps + bicycle.drag_n)


@given(manoeuvre=manoeuvres)
def test_left_and_right_are_mirror_images(manoeuvre: list[tuple[float, float, float, float]]):
    """Steered and blown the other way, the car does the same the other way."""
    left, right = Bicycle(CHASSIS), Bicycle(CHASSIS)
    for speed_mps, steer_rad, along, grip in manoeuvre:
        for bicycle, side in ((left, 1.0), (right, -1.0)):
            bicycle.step(
                0.01,
                speed_mps=speed_mps,
                steer_rad=side * steer_rad,
                front_grip_n=grip * AXLE_N,
                rear_grip_n=grip * AXLE_N,
                front_along_n=along * grip * AXLE_N,
                side_n=side * 500.0,
            )
        assert left.side_mps == -right.side_mps
        assert left.yaw_rate_radps == -right.yaw_rate_radps
        assert left.drag_n == right.drag_n


def test_braking_leaves_less_for_cornering():
    """Half the grip used along leaves sqrt(3)/2 sideways; all of it leaves a tenth."""
    assert side_grip_n(1000.0, -500.0) == pytest.approx(1000 * math.sqrt(0.75))
    assert side_grip_n(1000.0, 2000.0) == pytest.approx(100.0)
    bicycle = Bicycle(CHASSIS)
    for _ in range(300):
        bicycle.step(
            0.01,
            speed_mps=20.0,
            steer_rad=0.2,
            front_grip_n=GRIP_N,
            rear_grip_n=GRIP_N,
            front_along_n=-0.9 * GRIP_N,
        )
    assert bicycle.accel_mps2 < 0.6 * 1.1 * 9.80665


def test_side_force_rises_to_grip_and_stays_there():
    """Stiffness times slip at first, never falling, and exactly the grip once the tyre slides."""
    slips = [step / 1000 for step in range(1, 1001)]
    forces = [side_stiffness_n(100_000.0, 11_000.0, slip) * slip for slip in slips]
    assert forces[0] == pytest.approx(100.0, rel=0.01)
    assert all(before <= after + 1e-6 for before, after in pairwise(forces))
    assert forces[-1] == pytest.approx(11_000.0)
    assert max(forces) <= 11_000.0 * (1 + 1e-9)
