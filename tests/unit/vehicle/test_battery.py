"""The battery pack: what its cells give, take and lose, by charge and temperature."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.vehicle.plant import Battery, BatteryPack, car_names, load_car
from segue.vehicle.plant._battery import drawn_array_w

NMC = load_car("su7-max").battery
LFP = load_car("su7").battery
ROOM_K = 298.15


@pytest.mark.parametrize(
    ("name", "nominal_v"),
    [
        ("taycan-turbo-s", 723),  # Porsche, Taycan press kit, 2019
        ("model-3-rwd", 339.2),  # batterydesign.net, Tesla LFP Model 3
    ],
)
def test_nominal_voltage_is_the_published_one(name: str, nominal_v: float):
    """Cells in series times what the cell curve averages is within 4 % of what was published."""
    assert load_car(name).battery.nominal_v == pytest.approx(nominal_v, rel=0.04)


@pytest.mark.parametrize(
    ("name", "highest_v"), [("su7", 486), ("su7-max", 871), ("taycan-turbo-s", 835)]
)
def test_highest_voltage_is_the_published_one(name: str, highest_v: float):
    """A full pack under charge reaches the voltage its maker names, within 1 %."""
    assert load_car(name).battery.highest_v == pytest.approx(highest_v, rel=0.01)


@pytest.mark.parametrize("name", car_names())
def test_voltage_rises_with_charge(name: str):
    """More charge never means less voltage, and rest stays within the limits under load."""
    pack = load_car(name).battery
    rest_v = [pack.open_circuit_v(step / 1000) for step in range(1001)]
    assert rest_v == sorted(rest_v)
    assert pack.lowest_v < rest_v[0] < rest_v[-1] <= pack.highest_v


def test_an_iron_phosphate_pack_is_flat_and_a_nickel_pack_is_not():
    """From 20 to 80 % LFP moves by less than 4 %, NMC by more than 10 %."""
    moved = [pack.open_circuit_v(0.8) / pack.open_circuit_v(0.2) - 1 for pack in (LFP, NMC)]
    assert moved[0] < 0.04
    assert moved[1] > 0.10


@pytest.mark.parametrize("pack", [NMC, LFP], ids=["nmc", "lfp"])
def test_a_gentle_discharge_gives_the_usable_energy(pack: BatteryPack):
    """Emptied over 50 hours, a full pack gives its charge, and its energy less under 1 %."""
    battery = Battery(pack, soc_frac=1.0)
    power_w = pack.energy_wh / 50
    seconds = 0
    given_ah = 0.0
    while battery.soc_frac > 0.0:
        battery.step(10.0, power_w, ambient_k=ROOM_K)
        seconds += 10
        given_ah += battery.current_a * 10 / 3600
    assert given_ah == pytest.approx(pack.capacity_ah, rel=1e-3)
    assert 0.99 * pack.energy_wh < power_w * seconds / 3600 < pack.energy_wh


@given(
    power_frac=st.floats(-1, 1),
    soc_frac=st.floats(0.001, 0.999),
    temperature_k=st.floats(243.15, 333.15),
)
def test_current_voltage_and_heat_add_up(power_frac: float, soc_frac: float, temperature_k: float):
    """Within its limits, what the cells give is what the terminals carry and the heat."""
    for pack in (NMC, LFP):
        most_w = pack.max_discharge_w(soc_frac, temperature_k)
        least_w = pack.max_charge_w(soc_frac, temperature_k)
        power_w = power_frac * (most_w if power_frac > 0 else least_w)
        battery = Battery(pack, soc_frac=soc_frac, temperature_k=temperature_k)
        battery.step(1e-3, power_w, ambient_k=temperature_k)
        assert battery.voltage_v * battery.current_a == pytest.approx(power_w, abs=1e-3)
        drawn_w = pack.drawn_w(power_w, soc_frac, temperature_k)
        assert drawn_w == pytest.approx(power_w + battery.loss_w, abs=1e-2)
        assert pack.lowest_v - 1e-6 <= battery.voltage_v <= pack.highest_v + 1e-6


def test_the_array_form_agrees_with_the_plain_one():
    """Planning and driving price the same power alike."""
    powers_w = np.linspace(-200e3, 400e3, 25)
    drawn_w = drawn_array_w(powers_w, NMC.open_circuit_v(0.4), NMC.resistance_ohm(0.4, 283.15))
    assert drawn_w.tolist() == pytest.approx([NMC.drawn_w(w, 0.4, 283.15) for w in powers_w])


def test_a_power_no_pack_gives_is_answered_with_its_greatest():
    """Asked for the impossible, it gives the current of its greatest power, in both forms."""
    rest_v, ohm = NMC.open_circuit_v(0.5), NMC.resistance_ohm(0.5, ROOM_K)
    assert NMC.current_a(1e9, 0.5, ROOM_K) == pytest.approx(rest_v / (2 * ohm))
    (drawn_w,) = drawn_array_w(np.array([1e9]), rest_v, ohm)
    assert drawn_w == pytest.approx(NMC.drawn_w(1e9, 0.5, ROOM_K))


def test_cold_costs_when_the_load_is_the_same():
    """At 0 °C the resistance is 2 to 2.5 times that at 25 °C, and less can be charged."""
    assert 2.0 < NMC.resistance_ohm(0.5, 273.15) / NMC.resistance_ohm(0.5, ROOM_K) < 2.5
    assert NMC.max_charge_w(0.5, 273.15) < 0.5 * NMC.max_charge_w(0.5, ROOM_K)


def test_charge_power_vanishes_when_full_and_discharge_power_when_empty():
    """There is nothing to take at 100 %, and nothing to give at 0 %."""
    for pack in (NMC, LFP):
        assert pack.max_charge_w(1.0, ROOM_K) == 0.0
        assert pack.max_discharge_w(0.0, ROOM_K) == 0.0
        assert pack.max_charge_w(0.99, ROOM_K) < pack.max_charge_w(0.5, ROOM_K)


def test_it_warms_by_what_it_loses_and_follows_the_air():
    """A load warms the pack by its loss; left alone it comes to the air's temperature."""
    battery = Battery(NMC, soc_frac=0.9, temperature_k=ROOM_K)
    for _ in range(600):
        battery.step(1.0, 150e3, ambient_k=ROOM_K)
    share = battery.loss_w * 600 / NMC.heat_capacity_j_per_k
    assert battery.temperature_k - ROOM_K == pytest.approx(share, rel=0.1)
    for _ in range(60_000):
        battery.step(10.0, 0.0, ambient_k=263.15)
    assert battery.temperature_k == pytest.approx(263.15, abs=0.1)


def test_heating_warms_by_the_heat_put_in():
    """Without loss to the air, a kilowatt for an hour warms by 3.6 MJ over the heat capacity."""
    pack = replace(NMC, loss_w_per_k=0.0)
    battery = Battery(pack, soc_frac=0.5, temperature_k=273.15)
    for _ in range(3600):
        battery.step(1.0, 0.0, ambient_k=273.15, thermal_w=1000.0)
    assert battery.temperature_k - 273.15 == pytest.approx(3.6e6 / pack.heat_capacity_j_per_k)
