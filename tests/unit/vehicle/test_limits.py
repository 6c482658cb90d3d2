"""What the plant is asked: a value that no car can have is refused by name, and nothing changes."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from segue.kernel import LocalUseError
from segue.vehicle.plant import (
    HIGH_POWER,
    Battery,
    Cabin,
    Charger,
    DrivenCar,
    Pedals,
    Plant,
    Surroundings,
    braking_distance_m,
    climate_power_w,
    fleet_energy_wh,
    load_car,
    precondition,
    segment_energy_wh,
    sprint_s,
    trace_energy_wh,
)

CAR = load_car("su7-max")
STEADY = [20.0, 20.0, 20.0]


def step_cabin(**changes: float) -> float:
    """Return the climate's power in a cabin at 21 °C, with one thing changed."""
    asked = {"dt_s": 1.0, "outside_k": 280.0, "target_k": 294.0} | changes
    return Cabin(CAR, temperature_k=294.0).step(**asked)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("dt_s", lambda value: trace_energy_wh(CAR, STEADY, dt_s=value)),
        ("grade", lambda value: trace_energy_wh(CAR, STEADY, grade=value)),
        ("grade", lambda value: fleet_energy_wh([CAR], STEADY, grade=[0.0, value])),
        ("headwind_mps", lambda value: trace_energy_wh(CAR, STEADY, headwind_mps=value)),
        ("climate_w", lambda value: trace_energy_wh(CAR, STEADY, climate_w=value)),
        ("soc_frac", lambda value: trace_energy_wh(CAR, STEADY, soc_frac=value)),
        ("battery_k", lambda value: trace_energy_wh(CAR, STEADY, battery_k=value)),
        ("grade", lambda value: segment_energy_wh(CAR, STEADY, STEADY, grade=value)),
        ("headwind_mps", lambda value: segment_energy_wh(CAR, STEADY, STEADY, headwind_mps=value)),
        ("soc_frac", lambda value: segment_energy_wh(CAR, STEADY, STEADY, soc_frac=value)),
        ("until_mps", lambda value: sprint_s(CAR, to_mps=value)),
        ("rollout_m", lambda value: sprint_s(CAR, rollout_m=value)),
        ("speed_mps", lambda value: braking_distance_m(CAR, from_mps=value)),
        ("outside_k", lambda value: climate_power_w(CAR, outside_k=value, target_k=294.0)),
        ("target_k", lambda value: climate_power_w(CAR, outside_k=294.0, target_k=value)),
        (
            "soc_frac",
            lambda value: precondition(CAR, battery_k=280.0, outside_k=280.0, soc_frac=value),
        ),
        ("soc_frac", lambda value: Battery(CAR.battery, soc_frac=value)),
        ("battery_k", lambda value: Plant(CAR, soc_frac=0.5, battery_k=value)),
        ("speed_mps", lambda value: Plant(CAR, soc_frac=0.5, speed_mps=value)),
        ("cabin_k", lambda value: Cabin(CAR, temperature_k=value)),
        ("outside_k", lambda value: step_cabin(outside_k=value)),
        ("target_k", lambda value: step_cabin(target_k=value)),
        ("dt_s", lambda value: step_cabin(dt_s=value)),
        ("sun_w_per_m2", lambda value: step_cabin(sun_w_per_m2=value)),
        ("fan_frac", lambda value: step_cabin(fan_frac=value)),
        ("stand at", lambda value: DrivenCar(CAR, soc_frac=0.5, y_m=value)),
        ("air_k", lambda value: Surroundings(air_k=value)),
    ],
)
def test_a_value_that_is_no_number_is_refused_by_name(
    name: str, ask: Callable[[float], object], value: float
):
    """No public function answers such a question with such a number."""
    with pytest.raises(LocalUseError, match=name):
        ask(value)


@pytest.mark.parametrize(
    ("said", "ask"),
    [
        ("soc_frac is 1.2; it must lie from 0 to 1", lambda: Plant(CAR, soc_frac=1.2)),
        ("battery_k is 20; .* to 343.15 K", lambda: Plant(CAR, soc_frac=0.5, battery_k=20)),
        ("speed_mps is -1", lambda: Plant(CAR, soc_frac=0.5, speed_mps=-1)),
        ("soc_frac is -0.1", lambda: trace_energy_wh(CAR, STEADY, soc_frac=-0.1)),
        ("dt_s is 0", lambda: trace_energy_wh(CAR, STEADY, dt_s=0)),
        ("at least 2", lambda: trace_energy_wh(CAR, [20.0])),
        ("one number, or 2", lambda: trace_energy_wh(CAR, STEADY, grade=[0.0, 0.0, 0.0])),
        ("3 segments and 2 speeds", lambda: segment_energy_wh(CAR, STEADY, [20.0, 20.0])),
    ],
)
def test_a_value_beyond_its_range_is_refused_with_the_range(said: str, ask: Callable[[], object]):
    """The sentence says which value, and what it may be."""
    with pytest.raises(LocalUseError, match=said):
        ask()


@pytest.mark.parametrize(
    "changes",
    [
        {"dt_s": 0.0},
        {"dt_s": -0.1},
        {"dt_s": math.inf},
        {"accel_mps2": math.nan},
        {"grade": math.nan},
        {"headwind_mps": math.inf},
        {"climate_w": math.nan},
        {"ambient_k": math.nan},
    ],
)
def test_a_car_is_as_it_was_when_a_step_makes_no_sense(changes: dict[str, float]):
    """Neither speed, place nor charge takes in what is no number."""
    plant = Plant(CAR, soc_frac=0.5, speed_mps=20.0)
    with pytest.raises(LocalUseError, match="cannot be stepped"):
        plant.step(**({"dt_s": 0.1, "accel_mps2": 0.0} | changes))
    assert (plant.speed_mps, plant.distance_m, plant.soc_frac) == (20.0, 0.0, 0.5)


@pytest.mark.parametrize(("dt_s", "outside_k"), [(math.nan, 280.0), (0.0, 280.0), (1.0, math.nan)])
def test_a_charge_is_as_it_was_when_a_step_makes_no_sense(dt_s: float, outside_k: float):
    """Neither its time nor its energy takes in what is no number."""
    charger = Charger(CAR, Battery(CAR.battery, soc_frac=0.5), HIGH_POWER)
    with pytest.raises(LocalUseError, match="battery cannot be stepped"):
        charger.step(dt_s, outside_k=outside_k)
    assert (charger.elapsed_s, charger.plug_energy_wh, charger.plug_w) == (0.0, 0.0, 0.0)
    assert charger.battery.soc_frac == 0.5


@pytest.mark.parametrize(
    ("dt_s", "climate_w"), [(0.0, 0.0), (0.2, 0.0), (math.nan, 0.0), (0.01, math.nan)]
)
def test_a_driven_car_is_as_it_was_when_a_step_makes_no_sense(dt_s: float, climate_w: float):
    """Not even its front wheels have turned."""
    driven = DrivenCar(CAR, soc_frac=0.5, speed_mps=20.0)
    with pytest.raises(LocalUseError, match="is driven for"):
        driven.step(dt_s, Pedals(), 0.1, climate_w=climate_w)
    assert (driven.speed_mps, driven.steer_rad, driven.x_m) == (20.0, 0.0, 0.0)


@pytest.mark.parametrize("dt_s", [0.01, 0.1, 1.0])
@pytest.mark.parametrize("grade", [-0.3, 0.0, 0.3])
@pytest.mark.parametrize("headwind_mps", [-30.0, 30.0])
@pytest.mark.parametrize(("soc_frac", "battery_k"), [(0.0, 243.15), (0.02, 243.15), (1.0, 323.15)])
def test_a_car_stays_a_car_at_every_edge(
    dt_s: float, grade: float, headwind_mps: float, soc_frac: float, battery_k: float
):
    """Steep, stormy, frozen or hot, empty or full, and in any step: it moves as a car may."""
    plant = Plant(CAR, soc_frac=soc_frac, battery_k=battery_k)
    for accel_mps2 in (math.inf, 1.0, 0.0, -1.0, -math.inf):
        for _ in range(round(10.0 / dt_s)):
            before = plant.distance_m
            plant.step(
                dt_s,
                accel_mps2,
                grade=grade,
                headwind_mps=headwind_mps,
                ambient_k=battery_k,
                climate_w=3000.0,
            )
            assert 0.0 <= plant.speed_mps <= CAR.top_speed_mps + 1e-9
            assert plant.distance_m >= before
            assert 0.0 <= plant.soc_frac <= 1.0
            assert battery_k - 1.0 <= plant.battery.temperature_k <= battery_k + 30.0
    assert plant.speed_mps == 0.0
