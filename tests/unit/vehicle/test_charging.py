"""Charging: the least of station, curve, temperature and voltage, in time and as a whole."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.kernel import LocalUseError
from segue.vehicle.plant import (
    HIGH_POWER,
    SUPERCHARGER_V3,
    AcOutlet,
    Battery,
    Charger,
    DcStation,
    Station,
    car_names,
    charge,
    load_car,
    precondition,
    read_car,
    time_to_soc_s,
)

CARS = Path(__file__).parents[3] / "src" / "segue" / "vehicle" / "data" / "cars"

SU7, SU7_MAX, TAYCAN = (load_car(name) for name in ("su7", "su7-max", "taycan-turbo-s"))
UNLIMITED = DcStation(power_w=1e6, current_a=2_000)


def limits_of(session_station: Station, **arguments: float) -> set[str]:
    """Return what limited a charge of the SU7 Max."""
    session = charge(SU7_MAX, session_station, **arguments)
    return {point.limited_by for point in session.points}


@pytest.mark.parametrize(
    ("station", "from_soc_frac", "to_soc_frac", "limits"),
    [
        (DcStation(power_w=50_000), 0.1, 0.5, {"station"}),
        (DcStation(power_w=1e6, current_a=100), 0.1, 0.5, {"cable"}),
        (UNLIMITED, 0.1, 0.5, {"curve"}),
        (AcOutlet(current_a=32), 0.1, 0.5, {"onboard charger"}),
        (AcOutlet(current_a=10), 0.1, 0.5, {"station"}),
        (SUPERCHARGER_V3, 0.1, 0.5, {"booster"}),
        (DcStation(power_w=50_000, highest_v=500), 0.1, 0.5, {"station"}),
        (DcStation(power_w=50_000, highest_v=500, current_a=60), 0.1, 0.5, {"cable"}),
    ],
)
def test_the_least_of_all_limits_holds(
    station: Station, from_soc_frac: float, to_soc_frac: float, limits: set[str]
):
    """A charge names what holds it back, and that is the weakest part."""
    assert limits_of(station, from_soc_frac=from_soc_frac, to_soc_frac=to_soc_frac) == limits


def test_a_cold_battery_is_limited_by_its_temperature_until_it_is_warm():
    """Plugged in at 0 °C the car heats; the curve takes over once it may, and time is lost."""
    cold = charge(
        SU7_MAX, UNLIMITED, from_soc_frac=0.1, to_soc_frac=0.8, battery_k=273.15, outside_k=273.15
    )
    warm = charge(SU7_MAX, UNLIMITED, from_soc_frac=0.1, to_soc_frac=0.8)
    limits = [point.limited_by for point in cold.points]
    assert limits[0] == "temperature"
    assert limits[-1] == "curve"
    assert cold.duration_s > warm.duration_s + 60
    assert cold.plug_energy_wh > warm.plug_energy_wh


def test_voltage_takes_over_when_the_curve_would_allow_more():
    """With a generous curve the pack itself tapers, and stays at its highest voltage."""
    assert SU7_MAX.charging is not None
    generous = replace(SU7_MAX.charging, curve_power_w=(500e3,) * 11)
    car = replace(SU7_MAX, charging=generous)
    session = charge(car, UNLIMITED, from_soc_frac=0.7, to_soc_frac=1.0)
    tapered = [point for point in session.points if point.limited_by == "voltage"]
    assert tapered
    assert all(point.voltage_v <= car.battery.highest_v + 1e-6 for point in session.points)
    assert tapered[0].voltage_v == pytest.approx(car.battery.highest_v)
    assert tapered[-1].battery_w < 0.1 * tapered[0].battery_w


def test_a_400_v_car_gets_what_the_cable_carries_at_its_own_voltage():
    """On a 1,000 V station of 200 A, the SU7 takes 200 A at some 440 V."""
    session = charge(
        SU7, DcStation(power_w=400_000, current_a=200), from_soc_frac=0.3, to_soc_frac=0.4
    )
    (point, *_) = session.points
    assert point.limited_by == "cable"
    assert point.battery_w == pytest.approx(200 * point.voltage_v)
    assert 430 < point.voltage_v < 460


def test_an_800_v_car_boosts_on_a_400_v_station():
    """The Taycan takes 150 kW there (Porsche), more than half again the time."""
    slow = charge(TAYCAN, SUPERCHARGER_V3, from_soc_frac=0.1, to_soc_frac=0.8)
    fast = charge(TAYCAN, HIGH_POWER, from_soc_frac=0.1, to_soc_frac=0.8)
    assert max(point.plug_w for point in slow.points) == 150_000
    assert slow.duration_s > 1.5 * fast.duration_s


def test_a_car_that_cannot_boost_is_refused_by_a_400_v_station():
    """The message names both voltages."""
    assert SU7_MAX.charging is not None
    car = replace(SU7_MAX, charging=replace(SU7_MAX.charging, low_voltage_power_w=0.0))
    with pytest.raises(LocalUseError, match=r"SU7 Max.*869 V; the station ends at 500 V"):
        charge(car, SUPERCHARGER_V3, from_soc_frac=0.1, to_soc_frac=0.8)


@pytest.mark.parametrize(
    ("outlet", "plug_w"),
    [
        (AcOutlet(), 11_000),
        (AcOutlet(current_a=32), 11_000),
        (AcOutlet(phases=1), 3_680),
        (AcOutlet(phases=1, current_a=32), 7_000),
        (AcOutlet(phases=1, current_a=40), 7_000),
        (AcOutlet(phases=1, current_a=10), 2_300),
    ],
)
def test_ac_takes_what_phases_and_onboard_charger_allow(outlet: AcOutlet, plug_w: float):
    """An 11 kW three-phase charger takes 7 kW of one phase, as its file says."""
    session = charge(SU7, outlet, from_soc_frac=0.5, to_soc_frac=0.55)
    assert session.points[0].plug_w == pytest.approx(plug_w, rel=0.01)
    assert session.stored_energy_wh / session.plug_energy_wh == pytest.approx(
        SU7.wall_efficiency, rel=0.01
    )


def test_one_phase_gives_its_share_when_a_file_says_nothing_of_it(tmp_path: Path):
    """A third of a three-phase charger is what one phase feeds for certain."""
    text = (CARS / "su7.toml").read_text()
    path = tmp_path / "su7.toml"
    path.write_text(re.sub(r"\[charging.onboard_one_phase_w\]\n.*\n.*\n", "", text))
    outlet = AcOutlet(phases=1, current_a=32)
    session = charge(read_car(path), outlet, from_soc_frac=0.5, to_soc_frac=0.51)
    assert session.points[0].plug_w == pytest.approx(11_000 / 3)


def test_a_hot_battery_is_limited_by_its_temperature():
    """Halfway from where full power ends to where all does, it takes half."""
    assert SU7_MAX.charging is not None
    facts = SU7_MAX.charging
    half_k = 0.5 * (facts.full_power_to_k + facts.hottest_k)
    assert facts.temperature_share(half_k) == pytest.approx(0.5)
    hot = charge(SU7_MAX, UNLIMITED, from_soc_frac=0.3, to_soc_frac=0.31, battery_k=half_k)
    assert hot.points[0].limited_by == "temperature"
    assert hot.points[0].battery_w == pytest.approx(0.5 * facts.curve_w(0.3), rel=0.01)


def test_a_weak_plug_warms_cold_cells_without_emptying_them():
    """The heater is stronger than a socket; the charge waits, and does not fall."""
    session = charge(
        SU7_MAX,
        AcOutlet(phases=1, current_a=16),
        from_soc_frac=0.98,
        to_soc_frac=1.0,
        battery_k=243.15,
        outside_k=243.15,
    )
    assert session.points[0].limited_by == "station"
    first = session.points[0]
    warmed_j = (first.temperature_k - 243.15) * SU7_MAX.battery.heat_capacity_j_per_k
    assert warmed_j == pytest.approx(
        first.plug_w * SU7_MAX.wall_efficiency * first.time_s, rel=0.01
    )
    assert min(point.soc_frac for point in session.points) >= 0.98
    assert max(point.plug_w for point in session.points) <= 3_680 + 1e-6


def test_a_charge_that_is_all_but_there_has_no_points():
    """A hair below the target nothing flows, and that is no error."""
    session = charge(SU7_MAX, HIGH_POWER, from_soc_frac=0.9997, to_soc_frac=1.0)
    assert (session.points, session.duration_s, session.loss_wh) == ((), 0.0, 0.0)


def test_a_single_phase_car_uses_one_phase_of_three():
    """The Plaid's 48 A charger takes 16 A of one phase from a three-phase outlet."""
    session = charge(load_car("model-s-plaid"), AcOutlet(), from_soc_frac=0.5, to_soc_frac=0.51)
    assert session.points[0].plug_w == pytest.approx(16 * 230)


def test_the_car_uses_some_of_the_power_itself():
    """What a 50 kW station gives and the battery does not get runs the car's computers."""
    point = charge(SU7, DcStation(power_w=50_000), from_soc_frac=0.3, to_soc_frac=0.31).points[0]
    assert point.plug_w == 50_000
    assert point.plug_w - point.battery_w == pytest.approx(SU7.auxiliary_power_w)


@pytest.mark.parametrize("name", car_names())
def test_energy_taken_is_energy_stored_and_lost(name: str):
    """Plug energy is the sum of its points, and 3 to 8 % of a fast charge is lost."""
    car = load_car(name)
    session = charge(car, UNLIMITED, from_soc_frac=0.1, to_soc_frac=0.8)
    summed_wh = sum(point.plug_w for point in session.points) / 3600
    assert session.plug_energy_wh == pytest.approx(summed_wh)
    assert session.stored_energy_wh == pytest.approx(0.7 * car.battery_energy_wh, rel=2e-3)
    assert 0.03 < session.loss_wh / session.plug_energy_wh < 0.08


@pytest.mark.parametrize("name", car_names())
def test_a_charge_ends_at_full(name: str):
    """The last fifth tapers, takes about as long as the seven tenths before it, and ends."""
    car = load_car(name)
    session = charge(car, UNLIMITED, from_soc_frac=0.8, to_soc_frac=1.0)
    assert session.points[-1].soc_frac == pytest.approx(1.0, abs=1e-3)
    assert session.points[-1].battery_w < 0.25 * session.points[0].battery_w
    to_80_s = time_to_soc_s(car, UNLIMITED, from_soc_frac=0.1, to_soc_frac=0.8)
    assert session.duration_s > 0.7 * to_80_s


def test_preconditioning_buys_time_with_energy():
    """Half an hour of heating before arrival costs energy and shortens the charge."""
    battery_k = outside_k = 263.15
    heated = precondition(SU7, battery_k=battery_k, outside_k=outside_k, for_s=1800)
    assert battery_k + 10 < heated.battery_k < 300
    assert 2_000 < heated.energy_wh < 3_500
    cold_s, warm_s = (
        time_to_soc_s(
            SU7,
            UNLIMITED,
            from_soc_frac=0.1,
            to_soc_frac=0.8,
            battery_k=arrival_k,
            outside_k=outside_k,
        )
        for arrival_k in (battery_k, heated.battery_k)
    )
    assert warm_s < cold_s - 300


def test_preconditioning_does_nothing_when_the_battery_is_warm():
    """A warm battery is left as it is."""
    heated = precondition(SU7, battery_k=305.0, outside_k=290.0)
    assert (heated.duration_s, heated.energy_wh, heated.battery_k) == (0.0, 0.0, 305.0)


def test_stepping_agrees_with_the_whole():
    """Stepped a hundred times a second, a charge takes as long and as much as in one go."""
    battery = Battery(SU7.battery, soc_frac=0.5)
    charger = Charger(SU7, battery, HIGH_POWER, to_soc_frac=0.6)
    while not charger.is_done:
        charger.step(0.05, outside_k=298.15)
    whole = charge(SU7, HIGH_POWER, from_soc_frac=0.5, to_soc_frac=0.6)
    assert charger.elapsed_s == pytest.approx(whole.duration_s, rel=0.01)
    assert charger.plug_energy_wh == pytest.approx(whole.plug_energy_wh, rel=0.01)


def test_a_finished_charge_takes_nothing_more():
    """Left plugged in, the car draws no power and stays where it is."""
    battery = Battery(SU7.battery, soc_frac=0.8)
    charger = Charger(SU7, battery, HIGH_POWER, to_soc_frac=0.8)
    charger.step(1.0, outside_k=298.15)
    assert (charger.plug_w, charger.plug_energy_wh, battery.soc_frac) == (0.0, 0.0, 0.8)


@given(
    soc_frac=st.floats(0, 1),
    temperature_k=st.floats(223.15, 343.15),
    power_w=st.floats(1_000, 1e6),
    current_a=st.floats(1, 2_000),
)
def test_no_limit_is_ever_passed(
    soc_frac: float, temperature_k: float, power_w: float, current_a: float
):
    """Whatever the battery and the station are, a step stays within every limit."""
    assert SU7_MAX.charging is not None
    battery = Battery(SU7_MAX.battery, soc_frac=soc_frac, temperature_k=temperature_k)
    curve_w = SU7_MAX.charging.curve_w(soc_frac)
    charger = Charger(SU7_MAX, battery, DcStation(power_w=power_w, current_a=current_a))
    charger.step(1.0, outside_k=temperature_k)
    assert 0.0 <= charger.plug_w <= power_w * (1 + 1e-9)
    assert -battery.current_a <= current_a * (1 + 1e-9)
    assert -battery.current_a * battery.voltage_v <= curve_w * (1 + 1e-9)
    assert battery.voltage_v <= SU7_MAX.battery.highest_v * (1 + 1e-9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"from_soc_frac": 0.8, "to_soc_frac": 0.1}, "not from 0.8 to 0.1"),
        ({"from_soc_frac": math.nan, "to_soc_frac": 0.8}, "not from nan"),
        ({"from_soc_frac": 0.1, "to_soc_frac": 1.1}, "to 1.1"),
        ({"from_soc_frac": 0.1, "to_soc_frac": 0.8, "battery_k": 25.0}, "battery_k is 25.0"),
        ({"from_soc_frac": 0.1, "to_soc_frac": 0.8, "outside_k": math.inf}, "outside_k is inf"),
    ],
)
def test_a_charge_that_makes_no_sense_is_refused(arguments: dict[str, float], said: str):
    """One sentence says which value is wrong."""
    with pytest.raises(LocalUseError, match=said):
        charge(SU7, HIGH_POWER, **arguments)


@pytest.mark.parametrize("values", [{"power_w": 0.0}, {"power_w": math.nan}, {"power_w": -1.0}])
def test_a_station_without_power_is_refused(values: dict[str, float]):
    """A station's figures are positive numbers."""
    with pytest.raises(LocalUseError, match="station's power_w"):
        DcStation(**values)


def test_an_outlet_has_up_to_three_phases():
    """Four phases are refused, as are voltages the wrong way round."""
    with pytest.raises(LocalUseError, match="1 to 3 phases, not 4"):
        AcOutlet(phases=4)
    with pytest.raises(LocalUseError, match="lowest_v 900 is not below"):
        DcStation(power_w=50_000, lowest_v=900, highest_v=500)


def test_a_station_too_weak_to_get_there_is_said_so():
    """When the car itself takes all there is, the answer is a sentence and no endless wait."""
    with pytest.raises(LocalUseError, match="does not get from 10% to 80% there within a week"):
        charge(SU7, DcStation(power_w=100), from_soc_frac=0.1, to_soc_frac=0.8)


def test_a_car_whose_file_says_nothing_of_charging_is_refused():
    """The message says what to add."""
    with pytest.raises(LocalUseError, match=r"says nothing of charging.*\[charging\]"):
        charge(replace(SU7, charging=None), HIGH_POWER, from_soc_frac=0.1, to_soc_frac=0.8)
