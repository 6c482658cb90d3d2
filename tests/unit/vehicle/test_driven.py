"""A car driven by pedals and steering: along, across, and what it costs."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segue.kernel import LocalUseError
from segue.vehicle.plant import (
    DrivenCar,
    Pedals,
    Plant,
    Surroundings,
    car_names,
    load_car,
    read_cycle,
    trace_energy_wh,
)

DT_S = 0.01
CAR = load_car("su7-max")
FLOORED, BRAKED, COASTING = Pedals(1.0), Pedals(0.0, 1.0), Pedals()
GRAVITY_MPS2 = 9.80665


def drive(
    driven: DrivenCar,
    seconds: float,
    pedals: Pedals,
    steer_rad: float = 0.0,
    surroundings: Surroundings = Surroundings(),  # noqa: B008 - frozen
) -> None:
    """Hold pedals and steering."""
    for _ in range(round(seconds / DT_S)):
        driven.step(DT_S, pedals, steer_rad, surroundings)


def cruise(
    driven: DrivenCar,
    seconds: float,
    steer_rad: float = 0.0,
    surroundings: Surroundings = Surroundings(),  # noqa: B008 - frozen
) -> float:
    """Hold the speed; return the mean power at the battery's terminals."""
    wanted_mps = driven.speed_mps
    steps = round(seconds / DT_S)
    energy_j = 0.0
    for _ in range(steps):
        pedals = driven.pedals_for(wanted_mps - driven.speed_mps, surroundings)
        driven.step(DT_S, pedals, steer_rad, surroundings)
        energy_j += driven.plant.power_w * DT_S
    return energy_j / (steps * DT_S)


@pytest.mark.parametrize("name", car_names())
def test_a_floored_car_goes_straight_and_as_fast_as_the_plant(name: str):
    """From rest to 100 km/h it takes the time that the plant takes, and leaves no straight line."""
    driven, plant = DrivenCar(load_car(name), soc_frac=0.8), Plant(load_car(name), soc_frac=0.8)
    while plant.speed_mps < 100 / 3.6:
        plant.step(DT_S, math.inf)
        driven.step(DT_S, FLOORED, 0.0)
    assert driven.speed_mps == pytest.approx(100 / 3.6, rel=0.02)
    assert (driven.y_m, driven.heading_rad, driven.yaw_rate_radps) == (0.0, 0.0, 0.0)
    assert driven.x_m == pytest.approx(plant.distance_m, rel=0.02)


def test_steering_at_rest_turns_the_wheels_and_nothing_else():
    """The rack moves, the car does not."""
    driven = DrivenCar(CAR, soc_frac=0.8, x_m=3.0, y_m=4.0, heading_rad=0.5)
    drive(driven, 3, Pedals(0.0, 0.3), 0.4, Surroundings(wind_x_mps=20.0, grade=0.1))
    assert driven.steer_rad == pytest.approx(0.4)
    assert (driven.x_m, driven.y_m, driven.heading_rad) == (3.0, 4.0, 0.5)


def test_the_wheels_turn_no_faster_than_the_rack():
    """A jump of the steering wanted becomes a ramp, up to the largest angle."""
    driven = DrivenCar(CAR, soc_frac=0.8)
    drive(driven, 0.1, COASTING, 10.0)
    assert driven.steer_rad == pytest.approx(0.1 * CAR.chassis.steer_rate_radps)
    drive(driven, 5, COASTING, 10.0)
    assert driven.steer_rad == pytest.approx(CAR.chassis.largest_steer_rad)
    assert driven.steering_wheel_rad == pytest.approx(
        CAR.chassis.largest_steer_rad * CAR.chassis.steering_ratio
    )


def test_a_circle_closes():
    """At 5 m/s with steady steering, a full turn ends where it began."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=5.0)
    cruise(driven, 5, 0.2)
    x_m, y_m = driven.x_m, driven.y_m
    cruise(driven, math.tau / driven.yaw_rate_radps, 0.2)
    assert math.hypot(driven.x_m - x_m, driven.y_m - y_m) < 0.3


def test_the_way_of_a_curve_points_between_its_headings():
    """Over a second of steady turning, the chord lies half a turn on, give or take the sideslip."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=5.0)
    cruise(driven, 5, 0.2)
    x_m, y_m, heading_rad = driven.x_m, driven.y_m, driven.heading_rad
    sideslip_rad = math.atan2(driven.side_mps, driven.speed_mps)
    cruise(driven, 1, 0.2)
    chord_rad = math.atan2(driven.y_m - y_m, driven.x_m - x_m)
    assert math.remainder(chord_rad - heading_rad - sideslip_rad, math.tau) == pytest.approx(
        0.5 * driven.yaw_rate_radps, abs=3e-4
    )


@pytest.mark.parametrize("pedals", [FLOORED, BRAKED], ids=["floored", "braked"])
def test_pedals_leave_the_tyres_what_a_curve_needs(pedals: Pedals):
    """Near the limit of grip, flooring a rear-driven car or braking hard does not end the curve."""
    driven = DrivenCar(load_car("su7"), soc_frac=0.8, speed_mps=15.0)
    cruise(driven, 4, 0.13)
    before_mps2 = driven.lateral_accel_mps2
    assert before_mps2 > 7.0
    drive(driven, 0.3, pedals, 0.13)
    assert 0.7 * before_mps2 < driven.lateral_accel_mps2 < 1.3 * before_mps2


def test_a_curve_costs_energy():
    """Holding 20 m/s through a curve takes what the tyres' slip turns to heat, and drive losses."""
    straight_w = cruise(DrivenCar(CAR, soc_frac=0.8, speed_mps=20.0), 10)
    curve = DrivenCar(CAR, soc_frac=0.8, speed_mps=20.0)
    curve_w = cruise(curve, 10, 0.045)
    front_w = curve.bicycle.front_n**2 / CAR.chassis.front_stiffness_n * 20.0
    rear_w = curve.bicycle.rear_n**2 / CAR.chassis.rear_stiffness_n * 20.0
    assert 3.5 < curve.lateral_accel_mps2 < 4.5
    assert 1.0 < (curve_w - straight_w) / (front_w + rear_w) < 1.4


@pytest.mark.data
@pytest.mark.parametrize("name", ["su7-max", "model-3-rwd"])
@pytest.mark.parametrize("file", ["fastsim2_udds.csv", "fastsim2_hwfet.csv"])
def test_a_driver_who_follows_a_cycle_takes_what_planning_says(
    shared_data: Path, name: str, file: str
):
    """Driven with pedals a hundred times a second, energy is within 1 % of the backward form."""
    cycle = read_cycle(shared_data / "cycles" / file)
    car = load_car(name)
    driven = DrivenCar(car, soc_frac=0.5)
    worst_mps = drawn_wh = 0.0
    speeds = cycle.speed_mps
    for before_mps, after_mps in pairwise(speeds):
        for step in range(1, 101):
            wanted_mps = before_mps + (after_mps - before_mps) * step / 100
            pedals = driven.pedals_for((wanted_mps - driven.speed_mps) / DT_S)
            driven.step(DT_S, pedals, 0.0)
            drawn_wh += driven.plant.drawn_w * DT_S / 3600
        worst_mps = max(worst_mps, abs(driven.speed_mps - after_mps))
    assert worst_mps < 0.1
    assert drawn_wh == pytest.approx(trace_energy_wh(car, speeds), rel=0.01)


@pytest.mark.parametrize("grip_share", [1.0, 0.5, 0.1])
def test_braking_takes_what_the_road_allows(grip_share: float):
    """The way from 100 km/h to rest goes with one over grip, but for rolling and air drag."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=100 / 3.6)
    while driven.speed_mps > 0.0:
        driven.step(DT_S, BRAKED, 0.0, Surroundings(grip_share=grip_share))
    decel_mps2 = (100 / 3.6) ** 2 / (2 * driven.x_m)
    dry_mps2 = CAR.max_brake_force_n / CAR.inertial_mass_kg
    assert decel_mps2 == pytest.approx(dry_mps2 * grip_share, rel=0.05, abs=0.2)


def test_flooring_it_on_ice_gains_what_ice_gives():
    """With a tenth of the grip, 3 s of full power end below 3.4 m/s."""
    driven = DrivenCar(CAR, soc_frac=0.8)
    drive(driven, 3, FLOORED, surroundings=Surroundings(grip_share=0.1))
    assert 2.0 < driven.speed_mps < 3.4


def test_the_brake_overrides_the_accelerator():
    """Both pedals down, the car slows."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=20.0)
    drive(driven, 1, Pedals(1.0, 0.5))
    assert driven.speed_mps < 17.0


def test_braking_charges_and_standing_braked_on_a_hill_holds():
    """Half the brake gives energy back; at rest the car stays, whichever way the hill goes."""
    driven = DrivenCar(CAR, soc_frac=0.5, speed_mps=20.0)
    drive(driven, 8, Pedals(0.0, 0.3))
    assert driven.speed_mps == 0.0
    assert driven.battery.soc_frac > 0.5
    x_m = driven.x_m
    drive(driven, 2, Pedals(0.0, 0.3), surroundings=Surroundings(grade=-0.15))
    assert driven.x_m == x_m


def test_a_released_car_rolls_downhill():
    """Without pedals a slope of 5 % moves it."""
    driven = DrivenCar(CAR, soc_frac=0.5)
    drive(driven, 5, COASTING, surroundings=Surroundings(grade=-0.05))
    assert 1.0 < driven.speed_mps < 2.5


def test_wind_against_costs_and_from_behind_saves():
    """At 30 m/s, 10 m/s of wind change the power by what the air's share says."""
    against_w, calm_w, behind_w = (
        cruise(
            DrivenCar(CAR, soc_frac=0.8, speed_mps=30.0),
            5,
            surroundings=Surroundings(wind_x_mps=wind_mps),
        )
        for wind_mps in (-10.0, 0.0, 10.0)
    )
    air_w = CAR.road_load_n_per_mps2 * 30.0
    assert against_w - calm_w > air_w * (40.0**2 - 30.0**2)
    assert calm_w - behind_w > 0.9 * air_w * (30.0**2 - 20.0**2)


def test_wind_turns_with_the_heading():
    """Driving along y with wind along y is driving along x with wind along x."""
    along_x_w = cruise(
        DrivenCar(CAR, soc_frac=0.8, speed_mps=30.0), 1, surroundings=Surroundings(wind_x_mps=10.0)
    )
    along_y_w = cruise(
        DrivenCar(CAR, soc_frac=0.8, speed_mps=30.0, heading_rad=math.pi / 2),
        1,
        surroundings=Surroundings(wind_y_mps=10.0),
    )
    assert along_y_w == pytest.approx(along_x_w, rel=1e-6)


def test_wind_from_the_right_pushes_to_the_left():
    """At 30 m/s a gust of 15 m/s moves the car metres aside in 3 s, and a lane or two at most."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=30.0)
    cruise(driven, 3, surroundings=Surroundings(wind_y_mps=15.0))
    assert 0.3 < driven.y_m < 8.0


inputs = st.lists(
    st.tuples(st.floats(-0.2, 1.2), st.one_of(st.just(0.0), st.floats(0, 1.2)), st.floats(-1, 1)),
    min_size=1,
    max_size=40,
)


@given(
    speed_mps=st.floats(0, 73),
    grip_share=st.floats(0.05, 1),
    grade=st.floats(-0.2, 0.2),
    hands_and_feet=inputs,
)
@example(speed_mps=73.0, grip_share=1.0, grade=0.0, hands_and_feet=[(1.0, 0.0, 1.0)] * 40)
@example(speed_mps=0.0, grip_share=1.0, grade=0.0, hands_and_feet=[(1.0, 0.0, 1.0)] * 40)
def test_left_and_right_are_mirror_images_and_grip_holds(
    speed_mps: float,
    grip_share: float,
    grade: float,
    hands_and_feet: list[tuple[float, float, float]],
):
    """Steered the other way the car goes the other way, and no tyre does more than the road."""
    left, right = (DrivenCar(CAR, soc_frac=0.8, speed_mps=speed_mps) for _ in range(2))
    surroundings = Surroundings(grip_share=grip_share, grade=grade)
    for accelerator_frac, brake_frac, steer_rad in hands_and_feet:
        pedals = Pedals(accelerator_frac, brake_frac)
        for _ in range(5):
            left.step(DT_S, pedals, steer_rad, surroundings)
            right.step(DT_S, pedals, -steer_rad, surroundings)
        assert (left.x_m, left.y_m) == (right.x_m, -right.y_m)
        assert left.heading_rad == -right.heading_rad
        assert abs(left.lateral_accel_mps2) <= (
            CAR.chassis.grip * grip_share * GRAVITY_MPS2 * (1 + 1e-6)
        )
        assert 0.0 <= left.speed_mps <= CAR.top_speed_mps
        assert math.isfinite(left.x_m + left.y_m + left.heading_rad + left.battery.soc_frac)


def test_braking_in_a_curve_stays_within_the_friction_circle():
    """Braked and steered as hard as can be, acceleration in any direction is at most grip."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=30.0)
    for _ in range(200):
        driven.step(DT_S, BRAKED, 0.3)
        total_mps2 = math.hypot(driven.accel_mps2, driven.lateral_accel_mps2)
        assert total_mps2 < 1.08 * CAR.chassis.grip * GRAVITY_MPS2  # and air and rolling drag
    assert driven.y_m > 1.0


@pytest.mark.parametrize(
    "pedals", [BRAKED, FLOORED, COASTING], ids=["braked", "floored", "rolling"]
)
@pytest.mark.parametrize("name", ["su7", "su7-max"])
@pytest.mark.parametrize("grip_share", [1.0, 0.3])
def test_no_swerve_spins_the_car(name: str, pedals: Pedals, grip_share: float):
    """Steered far beyond grip at 30 m/s, whatever the pedals do, it slides nose first."""
    driven = DrivenCar(load_car(name), soc_frac=0.8, speed_mps=30.0)
    for _ in range(300):
        driven.step(DT_S, pedals, 0.3, Surroundings(grip_share=grip_share))
        assert abs(driven.side_mps) < max(0.5 * driven.speed_mps, 1.0)
    assert driven.heading_rad > 0.05


@given(
    speed_mps=st.floats(1, 73),
    side_mps=st.floats(-20, 20),
    yaw_rate_radps=st.floats(-3, 3),
    steer_rad=st.floats(-0.6, 0.6),
    grip_share=st.floats(0.05, 1),
)
@example(speed_mps=73.0, side_mps=-20.0, yaw_rate_radps=3.0, steer_rad=-0.6, grip_share=0.05)
def test_a_rolling_car_never_gains_energy(
    speed_mps: float,
    side_mps: float,
    yaw_rate_radps: float,
    steer_rad: float,
    grip_share: float,
):
    """However it slides and spins, without pedals, slope and wind its motion only fades."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=speed_mps)
    driven.bicycle.side_mps, driven.bicycle.yaw_rate_radps = side_mps, yaw_rate_radps
    chassis = CAR.chassis

    def energy_j() -> float:
        moving = chassis.mass_kg * (driven.speed_mps**2 + driven.side_mps**2)
        return 0.5 * (moving + chassis.yaw_inertia_kg_m2 * driven.yaw_rate_radps**2)

    first_j = energy_j()
    for _ in range(200):
        driven.step(DT_S, COASTING, steer_rad, Surroundings(grip_share=grip_share))
        assert energy_j() < 1.02 * first_j + 10.0


def test_a_step_of_steering_at_top_speed_settles():
    """At 265 km/h a touch of steering ends in a steady curve, not in a spin."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=CAR.top_speed_mps)
    cruise(driven, 15, 0.01)
    rates = []
    for _ in range(100):
        cruise(driven, DT_S, 0.01)
        rates.append(driven.yaw_rate_radps)
    assert max(rates) - min(rates) < 0.02 * rates[-1]
    assert driven.lateral_accel_mps2 > 1.0


@pytest.mark.parametrize(
    ("pedals", "steer_rad"),
    [(COASTING, math.nan), (Pedals(math.nan), 0.0), (Pedals(0.0, math.inf), 0.0)],
)
def test_inputs_that_are_no_numbers_are_refused(pedals: Pedals, steer_rad: float):
    """The car says so and has not moved."""
    driven = DrivenCar(CAR, soc_frac=0.8, speed_mps=20.0)
    with pytest.raises(LocalUseError, match="The car is driven for"):
        driven.step(DT_S, pedals, steer_rad)
    assert (driven.x_m, driven.speed_mps, driven.steer_rad) == (0.0, 20.0, 0.0)


@pytest.mark.parametrize("values", [{"grip_share": 0.0}, {"grade": math.nan}, {"air_k": math.inf}])
def test_surroundings_no_car_can_drive_in_are_refused(values: dict[str, float]):
    """A road without grip, or a value that is no number, is refused at once."""
    with pytest.raises(LocalUseError, match="all must be finite and grip_share above 0"):
        Surroundings(**values)
