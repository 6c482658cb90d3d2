"""Energy of drives: against the forward form, and against what was measured and published."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from segue.kernel import LocalUseError
from segue.vehicle.plant import (
    CarModel,
    Plant,
    car_names,
    fleet_energy_wh,
    load_car,
    read_cycle,
    segment_energy_wh,
    trace_energy_wh,
)

CYCLES = {
    "UDDS": "fastsim2_udds.csv",
    "HWFET": "fastsim2_hwfet.csv",
    "US06": "fastsim2_us06.csv",
    "WLTC": "fastsim2_wltc_3b.csv",
    "CLTC": "cltc_p.csv",
}


def cycle_mps(shared_data: Path, name: str) -> np.ndarray:
    """Return the 1 Hz speeds of a cycle."""
    return np.array(read_cycle(shared_data / "cycles" / CYCLES[name]).speed_mps)


def wh_per_km(car: CarModel, speed_mps: np.ndarray) -> float:
    """Return battery energy over distance."""
    return trace_energy_wh(car, speed_mps) / (np.trapezoid(speed_mps) / 1000)


@pytest.mark.data
@pytest.mark.parametrize("cycle", CYCLES)
@pytest.mark.parametrize("name", car_names())
def test_forward_and_backward_agree_when_a_cycle_is_driven(
    shared_data: Path, name: str, cycle: str
):
    """Stepped at 10 Hz or priced as a whole, a cycle takes the same energy within 1 %."""
    speed = cycle_mps(shared_data, cycle)
    car = load_car(name)
    plant = Plant(car, soc_frac=0.5)
    for before_mps, after_mps in zip(speed[:-1].tolist(), speed[1:].tolist(), strict=True):
        for tenth in range(1, 11):
            wanted_mps = before_mps + (after_mps - before_mps) * tenth / 10
            plant.step(0.1, (wanted_mps - plant.speed_mps) / 0.1)
    stepped_wh = (0.5 - plant.soc_frac) * car.battery_energy_wh
    assert stepped_wh == pytest.approx(trace_energy_wh(car, speed), rel=0.01)


@pytest.mark.data
@pytest.mark.parametrize("cycle", ["UDDS", "HWFET"])
@pytest.mark.parametrize(
    ("name", "test_vehicle"), [("model-3-rwd", "3R022-043763"), ("model-s-plaid", "ST321-433418")]
)
def test_epa_cycles_take_what_was_measured(
    shared_data: Path, name: str, test_vehicle: str, cycle: str
):
    """Energy from the wall on the EPA's own tests, at their test weight, is within 10 %."""
    with (shared_data / "epa" / "epa_2022_ev_tests.csv").open() as rows:
        (row,) = (
            row
            for row in csv.DictReader(rows)
            if row["test_veh_id"] == test_vehicle and row["cycle"] == cycle
        )
    car = load_car(name)
    turning = car.inertial_mass_kg / car.mass_kg
    mass_kg = float(row["etw_kg"])
    car = replace(car, mass_kg=mass_kg, inertial_mass_kg=mass_kg * turning)
    wall = wh_per_km(car, cycle_mps(shared_data, cycle)) / car.wall_efficiency
    assert wall == pytest.approx(float(row["wall_Wh_km"]), rel=0.10)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "published_km"), [("su7", 700), ("su7-pro", 830), ("su7-max", 800)]
)
def test_cltc_range_is_about_the_published_one(shared_data: Path, name: str, published_km: int):
    """A full battery lasts for the published CLTC range within 5 % (Xiaomi, March 2024)."""
    car = load_car(name)
    range_km = car.battery_energy_wh / wh_per_km(car, cycle_mps(shared_data, "CLTC"))
    assert range_km == pytest.approx(published_km, rel=0.05)


@pytest.mark.parametrize(
    ("name", "published_wh_per_km"),
    [
        ("model-3-rwd", 153),  # open-ev-data 2022, Model 3 SR+: its predecessor
        ("model-s-plaid", 190),  # open-ev-data 2022, Model S Long Range 2019: its predecessor
    ],
)
def test_a_motorway_takes_about_the_published_consumption(name: str, published_wh_per_km: int):
    """At a steady 110 km/h consumption is within 15 % of the average that testers publish."""
    (energy_wh,) = segment_energy_wh(load_car(name), [1000.0], [110 / 3.6])
    assert energy_wh == pytest.approx(published_wh_per_km, rel=0.15)


@pytest.mark.parametrize("name", car_names())
def test_faster_costs_more_and_stays_believable(name: str):
    """120 km/h costs 20-30 % more than 100, and every car lies between 120 and 240 Wh/km."""
    at_100, at_120 = segment_energy_wh(load_car(name), [1e6, 1e6], [100 / 3.6, 120 / 3.6]) / 1000
    assert 120 < at_100 < at_120 < 240
    assert 1.18 < at_120 / at_100 < 1.32


def test_segments_add_up_to_the_trace():
    """A steady drive costs the same as a trace and as segments of any length."""
    car = load_car("su7-max")
    trace_wh = trace_energy_wh(car, np.full(1001, 25.0), climate_w=700.0)
    parts = segment_energy_wh(car, [10_000.0, 0.0, 5_000.0, 10_000.0], [25.0] * 4, climate_w=700.0)
    assert parts.sum() == pytest.approx(trace_wh)
    assert parts[1] == 0.0


def test_a_fleet_costs_what_its_cars_cost_alone():
    """Priced together, over any number of chunks, each car takes what it takes alone."""
    speed = np.abs(np.sin(np.arange(9_000) / 40.0)) * 25.0
    cars = [load_car(name) for name in car_names()] * 3
    together = fleet_energy_wh(cars, speed, grade=0.01, headwind_mps=3.0, climate_w=500.0)
    for car, energy_wh in zip(cars[:6], together[-6:], strict=True):
        alone_wh = trace_energy_wh(car, speed, grade=0.01, headwind_mps=3.0, climate_w=500.0)
        assert energy_wh == pytest.approx(alone_wh, rel=1e-12)


def test_wind_costs_as_air_does_when_it_blows_against_the_car():
    """Head wind adds what the drag at the speed through the air adds; from behind it helps."""
    car = load_car("su7-max")
    speed = np.full(100, 25.0)
    against, still, behind = (
        trace_energy_wh(car, speed, headwind_mps=wind) for wind in (8.0, 0.0, -8.0)
    )
    air_j = car.road_load_n_per_mps2 * (33.0**2 - 25.0**2) * 25.0 * 99
    assert 1.05 < (against - still) * 3600 / air_j < 1.2
    assert still - behind < against - still


@pytest.mark.parametrize("wind_mps", [-12.0, 0.0, 9.0])
@pytest.mark.parametrize("grade", [-0.04, 0.0, 0.03])
def test_both_forms_agree_when_it_blows_and_climbs(wind_mps: float, grade: float):
    """Wind and grade are priced alike by the forward and the backward form."""
    car = load_car("model-3-rwd")
    plant = Plant(car, soc_frac=0.5, speed_mps=22.0)
    for _ in range(3000):
        plant.step(0.1, 0.0, grade=grade, headwind_mps=wind_mps)
    stepped_wh = (0.5 - plant.soc_frac) * car.battery_energy_wh
    traced_wh = trace_energy_wh(car, np.full(301, 22.0), grade=grade, headwind_mps=wind_mps)
    assert stepped_wh == pytest.approx(traced_wh, rel=0.01, abs=2.0)


@pytest.mark.parametrize("soc_frac", [0.5, 0.975, 1.0])
def test_both_forms_give_back_as_much_when_the_battery_is_nearly_full(soc_frac: float):
    """Within 5 % of full, what braking gives back fades in plans as it does on the road."""
    slowing = [30.0, 28.0, 26.0]
    planned_wh = trace_energy_wh(load_car("su7-max"), slowing, soc_frac=soc_frac)
    driven_j = 0.0
    for before_mps, after_mps in pairwise(slowing):
        # Charge is held, as a plan's is.
        plant = Plant(load_car("su7-max"), soc_frac=soc_frac, speed_mps=before_mps)
        plant.step(1.0, after_mps - before_mps)
        driven_j += plant.drawn_w
    assert planned_wh == pytest.approx(driven_j / 3600.0, rel=0.02, abs=0.05)
    assert (planned_wh > 0.0) is (soc_frac == 1.0)


def test_cold_cells_cost_more():
    """The battery's own loss is a term of its own: it grows in the cold, and forward alike."""
    car = load_car("su7-max")
    speed = np.full(600, 33.0)
    warm_wh, cold_wh = (trace_energy_wh(car, speed, battery_k=k) for k in (298.15, 263.15))
    assert 1.005 < cold_wh / warm_wh < 1.05
    plant = Plant(car, soc_frac=0.5, speed_mps=33.0, battery_k=263.15)
    plant.step(0.1, 0.0)
    assert plant.drawn_w * 599 / 3600 == pytest.approx(cold_wh, rel=0.005)


def test_slowing_gives_back_when_the_next_segment_is_slower():
    """The change of speed is priced in the later segment, and only part of it comes back."""
    car = load_car("su7-max")
    slowing_wh = segment_energy_wh(car, [300.0, 300.0], [30.0, 20.0])[1]
    released_wh = 0.5 * car.inertial_mass_kg * (30**2 - 20**2) / 3600
    assert -0.9 * released_wh < slowing_wh < -0.6 * released_wh


@pytest.mark.parametrize(
    ("lengths", "speeds", "said"),
    [
        ([100.0, -1.0], [20.0, 20.0], r"segment_m\[1\] is -1"),
        ([100.0, 1.0], [20.0, np.nan], r"speed_mps\[1\] is nan"),
        ([100.0, 1.0], [0.0, 20.0], r"speed_mps\[0\] is 0"),
        ([], [], "segment_m must be a row"),
    ],
)
def test_a_bad_segment_is_named(lengths: list[float], speeds: list[float], said: str):
    """What cannot be priced is refused with its row."""
    with pytest.raises(LocalUseError, match=said):
        segment_energy_wh(load_car("su7"), lengths, speeds)
