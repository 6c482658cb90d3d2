"""The plant forward in time: what a car does when it is asked for an acceleration."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.vehicle.plant import Plant, load_car

CAR = load_car("su7-max")


def drive(plant: Plant, seconds: float, accel_mps2: float, **conditions: float) -> None:
    """Ask for one acceleration all the time."""
    for _ in range(round(seconds / 0.1)):
        plant.step(0.1, accel_mps2, **conditions)


def hold_speed(plant: Plant, seconds: float) -> None:
    """Ask for the speed the car has now."""
    speed_mps = plant.speed_mps
    for _ in range(round(seconds / 0.1)):
        plant.step(0.1, (speed_mps - plant.speed_mps) / 0.1)


def test_charge_falls_by_the_energy_used():
    """An hour at 100 km/h takes what the power says, and that is a believable power."""
    plant = Plant(CAR, soc_frac=0.8, speed_mps=100 / 3.6)
    hold_speed(plant, 3600)
    used_wh = (0.8 - plant.soc_frac) * CAR.battery_energy_wh
    assert plant.distance_m == pytest.approx(100_000, rel=1e-3)
    assert used_wh == pytest.approx(plant.drawn_w, rel=2e-3)
    assert 110 < used_wh / 100 < 160


def test_uphill_takes_the_height_gained_when_the_road_climbs():
    """At steady speed a grade adds at least m g h to what the battery gives."""
    flat, climb = (Plant(CAR, soc_frac=0.8, speed_mps=20.0) for _ in range(2))
    for _ in range(1000):
        flat.step(0.1, 0.0)
        climb.step(0.1, 0.0, grade=0.05)
    height_m = 0.05 * climb.distance_m
    extra_wh = (flat.soc_frac - climb.soc_frac) * CAR.battery_energy_wh
    assert extra_wh > CAR.mass_kg * 9.8 * height_m / 3600
    assert extra_wh < 1.3 * CAR.mass_kg * 9.8 * height_m / 3600


def test_braking_gives_energy_back_when_there_is_room():
    """Slowing charges the battery, by less than the motion held."""
    plant = Plant(CAR, soc_frac=0.5, speed_mps=30.0)
    drive(plant, 10, -2.5)
    gained_wh = (plant.soc_frac - 0.5) * CAR.battery_energy_wh
    assert 0.6 < gained_wh * 3600 / (0.5 * CAR.mass_kg * 30**2) < 0.95


@pytest.mark.parametrize(
    ("soc_frac", "speed_mps", "least_w"),
    [
        (0.5, 60.0, -CAR.regen_power_w),
        (1.0 - CAR.regen_soc_taper_frac / 2, 60.0, -CAR.regen_power_w / 2),
        (0.5, CAR.regen_fade_to_mps, 0.0),
        (1.0, 60.0, 0.0),
    ],
)
def test_braking_gives_back_no_more_than_the_limit(
    soc_frac: float, speed_mps: float, least_w: float
):
    """Hard braking charges with at most what power, charge and low speed allow."""
    plant = Plant(CAR, soc_frac=soc_frac, speed_mps=speed_mps)
    plant.step(0.1, -9.0)
    assert least_w <= plant.power_w <= 0.8 * least_w + 1000


def test_a_full_battery_stays_full_when_the_car_brakes():
    """The brakes do the work, the car still stops, and charge never passes 100 %."""
    plant = Plant(CAR, soc_frac=1.0, speed_mps=30.0)
    drive(plant, 30, -2.5)
    assert plant.speed_mps == 0.0
    assert plant.soc_frac <= 1.0


def test_an_empty_car_rolls_to_rest_however_it_is_asked():
    """Without charge the car cannot pull: it coasts, stops and stays."""
    plant = Plant(CAR, soc_frac=0.0, speed_mps=30.0)
    drive(plant, 600, 2.0)
    assert plant.is_empty
    assert plant.speed_mps == 0.0
    assert 1_000 < plant.distance_m < 10_000


def test_an_empty_car_brakes():
    """Friction brakes need no battery."""
    plant = Plant(CAR, soc_frac=0.0, speed_mps=30.0)
    drive(plant, 4, -8.0)
    assert plant.speed_mps == 0.0
    assert plant.distance_m == pytest.approx(30**2 / (2 * 8.0), rel=0.02)


def test_a_standing_car_stays_when_it_is_not_asked_to_go():
    """Brakes hold on a hill; only the auxiliaries and the climate take energy."""
    plant = Plant(CAR, soc_frac=0.5)
    drive(plant, 60, -1.0, grade=-0.1, climate_w=1000.0)
    assert plant.distance_m == 0.0
    assert plant.power_w == CAR.auxiliary_power_w + 1000.0


def test_top_speed_is_not_passed():
    """Full power on a downhill ends at the published top speed."""
    plant = Plant(CAR, soc_frac=0.9)
    drive(plant, 120, 9.0, grade=-0.1)
    assert plant.speed_mps == pytest.approx(CAR.top_speed_mps)


def test_a_hard_stop_leaves_most_to_friction():
    """Motors brake with what regeneration allows of deceleration; friction does the rest."""
    gentle, hard = (Plant(CAR, soc_frac=0.5, speed_mps=20.0) for _ in range(2))
    drive(gentle, 12, -1.7)
    drive(hard, 3, -9.0)
    assert hard.speed_mps == gentle.speed_mps == 0.0
    assert 0.0 < hard.soc_frac - 0.5 < 0.5 * (gentle.soc_frac - 0.5)


@pytest.mark.parametrize(("soc_frac", "battery_k"), [(0.03, 298.15), (0.5, 258.15)])
def test_power_fades_when_the_battery_is_low_or_cold(soc_frac: float, battery_k: float):
    """A battery that cannot give full power makes the car slower, not the physics wrong."""
    fresh = Plant(CAR, soc_frac=0.8, speed_mps=30.0)
    faded = Plant(CAR, soc_frac=soc_frac, speed_mps=30.0, battery_k=battery_k)
    for plant in (fresh, faded):
        plant.step(0.1, 20.0)
    assert faded.speed_mps < fresh.speed_mps
    assert faded.power_w < 0.8 * fresh.power_w


@given(
    soc_frac=st.floats(0, 1),
    speed_mps=st.floats(0, 70),
    asks=st.lists(st.tuples(st.floats(-20, 20), st.floats(-0.3, 0.3)), max_size=60),
)
def test_no_request_breaks_the_car(
    soc_frac: float, speed_mps: float, asks: list[tuple[float, float]]
):
    """Whatever is asked, speed stays between rest and the top, and charge between 0 and 1."""
    plant = Plant(CAR, soc_frac=soc_frac, speed_mps=speed_mps)
    for accel_mps2, grade in asks:
        before_mps, before_m = plant.speed_mps, plant.distance_m
        plant.step(0.1, accel_mps2, grade=grade)
        assert 0.0 <= plant.speed_mps <= CAR.top_speed_mps
        assert 0.0 <= plant.soc_frac <= 1.0
        assert 0.0 <= plant.distance_m - before_m <= 0.1 * max(before_mps, plant.speed_mps) + 1e-9


def test_a_stop_is_as_long_in_a_coarse_step_as_braking_makes_it():
    """A car that comes to rest within a step rolls until then, and not to the step's end."""
    plant = Plant(load_car("su7-max"), soc_frac=0.5, speed_mps=2.0)
    plant.step(1.0, -4.0)
    assert plant.speed_mps == 0.0
    assert plant.distance_m == pytest.approx(2.0**2 / (2.0 * 4.0))


def test_a_start_loses_to_a_slope_what_gravity_takes_when_grip_limits_it():
    """The tyres' grip is shared by pulling up the hill and speeding up."""
    car = load_car("model-s-plaid")
    gained_mps: list[float] = []
    for grade in (0.0, 0.3):
        plant = Plant(car, soc_frac=0.8)
        plant.step(0.1, math.inf, grade=grade)
        gained_mps.append(plant.speed_mps)
    slope_mps2 = 9.80665 * 0.3 / math.hypot(1.0, 0.3)
    assert gained_mps[0] - gained_mps[1] == pytest.approx(0.1 * slope_mps2, rel=1e-6)
