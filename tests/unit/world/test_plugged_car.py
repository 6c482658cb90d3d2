"""A plugged car charges with its curve, says so, stops where it is told, and stays where it is."""

from __future__ import annotations

import pytest

from segue.kernel import DataUnusable, Rejected
from segue.testing import VirtualCar
from segue.vehicle.plant import AcOutlet, DcStation, car_names, load_car, time_to_soc_s
from segue.world import carry_out, restore, save

BATTERY = "Vehicle.Powertrain.TractionBattery"
CHARGING = f"{BATTERY}.Charging"
IS_CHARGING = f"{CHARGING}.IsCharging"
LIMIT = f"{CHARGING}.ChargeLimit"
START_STOP = f"{CHARGING}.StartStopCharging"
LEFT = f"{CHARGING}.TimeToComplete"
FLAP = f"{CHARGING}.ChargingPort.AnyPosition.IsFlapOpen"
CABLE = f"{CHARGING}.ChargingPort.AnyPosition.IsChargingCableConnected"
CHARGE = f"{BATTERY}.StateOfCharge.Current"
CLIMATE = "Vehicle.Cabin.HVAC.IsAirConditioningActive"


def plugged(action: str = "plug_in_fast", *, soc_frac: float = 0.1) -> VirtualCar:
    """Return a car at a plug for a second."""
    car = VirtualCar(soc_frac=soc_frac)
    car.car.outside_k = 298.15
    car.car.plant.battery.temperature_k = 298.15
    car.do(action)  # pyright: ignore[reportArgumentType]
    car.advance(1)
    return car


def number(car: VirtualCar, path: str) -> float:
    """Return a signal's value as a number."""
    value = car.value(path)
    assert isinstance(value, int | float)
    return value


def test_a_fast_charge_takes_as_long_as_the_charging_model_says():
    """From 10 to 80 % in the time of the plant's own session, and no further than told."""
    car = plugged()
    carry_out(car.car, "1", {LIMIT: 80})
    expected_s = time_to_soc_s(
        car.car.model,
        DcStation(power_w=400_000),
        from_soc_frac=car.car.plant.soc_frac,
        to_soc_frac=0.8,
        battery_k=298.15,
        outside_k=298.15,
    )
    car.advance(0.1)
    assert number(car, LEFT) == pytest.approx(expected_s, abs=2)
    taken_s = car.advance_until(lambda: car.value(IS_CHARGING) is False, within_s=3_600)
    assert taken_s == pytest.approx(expected_s, rel=0.01)
    assert number(car, CHARGE) == pytest.approx(80, abs=0.1)
    assert car.value(LEFT) == 0
    car.advance(60)
    assert number(car, CHARGE) == pytest.approx(80, abs=0.1)


def test_the_time_left_falls_with_the_time_that_passes():
    """Between two forecasts and across them it never jumps by more than seconds."""
    car = plugged()
    before_s = number(car, LEFT)
    for _ in range(10):
        car.advance(60)
        left_s = number(car, LEFT)
        assert before_s - left_s == pytest.approx(60, abs=5)
        before_s = left_s


def test_what_flows_at_a_fast_station_is_said():
    """Power, current and voltage agree, positive into the battery, and the rate is in km/h."""
    car = plugged()
    power_w = number(car, f"{BATTERY}.CurrentPower")
    volt = number(car, f"{BATTERY}.CurrentVoltage")
    assert power_w > 150_000
    assert number(car, f"{BATTERY}.CurrentCurrent") * volt == pytest.approx(power_w, rel=1e-3)
    assert number(car, f"{CHARGING}.ChargeVoltage.DC") == pytest.approx(volt, rel=1e-3)
    plug_w = number(car, f"{CHARGING}.ChargeCurrent.DC") * volt
    assert power_w < plug_w < 1.1 * power_w
    assert number(car, f"{CHARGING}.AveragePower") == pytest.approx(plug_w / 1000, rel=0.05)
    assert number(car, f"{CHARGING}.ChargeCurrent.Phase1") == 0
    assert number(car, f"{CHARGING}.ChargeRate") > 500
    assert number(car, f"{BATTERY}.PowerLoss") > 0
    warm = number(car, f"{BATTERY}.Temperature.Average")
    car.advance(300)
    assert number(car, f"{BATTERY}.Temperature.Average") > warm + 1


def test_a_wall_box_charges_on_three_phases():
    """11 kW from three phases of 16 A, less the onboard charger's loss."""
    car = plugged("plug_in")
    for phase in (1, 2, 3):
        assert number(car, f"{CHARGING}.ChargeCurrent.Phase{phase}") == pytest.approx(16, abs=0.1)
        assert number(car, f"{CHARGING}.ChargeVoltage.Phase{phase}") == 230
    assert 8_500 < number(car, f"{BATTERY}.CurrentPower") < 10_500
    assert number(car, f"{CHARGING}.ChargeCurrent.DC") == 0
    single = VirtualCar(soc_frac=0.5)
    single.car.plug_in(AcOutlet(phases=1))
    single.advance(1)
    assert number(single, f"{CHARGING}.ChargeCurrent.Phase1") == pytest.approx(16, abs=0.1)
    assert number(single, f"{CHARGING}.ChargeCurrent.Phase2") == 0


def test_charging_stops_and_starts_when_asked():
    """STOP ends the flow, START resumes it, and both are said."""
    car = plugged()
    carry_out(car.car, "1", {START_STOP: "STOP"})
    car.advance(1)
    stopped_at = number(car, CHARGE)
    car.advance(60)
    assert car.value(IS_CHARGING) is False
    assert number(car, CHARGE) == stopped_at
    assert number(car, f"{BATTERY}.CurrentPower") == 0
    carry_out(car.car, "2", {START_STOP: "START"})
    car.advance(60)
    assert car.value(IS_CHARGING) is True
    assert number(car, CHARGE) > stopped_at


def test_charging_cannot_be_started_without_a_cable():
    """The reason says what to do; the limit may be set at any time."""
    car = VirtualCar()
    with pytest.raises(Rejected, match="not plugged in"):
        carry_out(car.car, "1", {START_STOP: "START"})
    carry_out(car.car, "2", {LIMIT: 60})
    car.do("plug_in")
    car.advance(1)
    assert car.value(LIMIT) == 60
    assert car.value(IS_CHARGING) is False, "it has more than that already"


def test_a_plugged_car_does_not_drive_off():
    """Unplugged, it does."""
    car = plugged(soc_frac=0.5)
    car.set_route(to_north_m=5_000)
    car.do("get_in")
    with pytest.raises(Rejected, match="Unplug it first"):
        car.do("drive")
    car.do("unplug")
    car.do("drive")
    car.advance(30)
    assert number(car, "Vehicle.Speed") > 10


def test_a_car_that_drives_is_not_plugged_in():
    """Nor one that has been told to."""
    car = VirtualCar()
    car.set_route(to_north_m=5_000)
    car.do("get_in")
    car.do("drive")
    with pytest.raises(Rejected, match="Stop first"):
        car.do("plug_in")
    assert car.value(CABLE) is False


def test_the_flap_opens_with_the_cable_and_closes_after_it():
    """While a cable is in it, the flap stays open, whoever asks."""
    car = plugged()
    assert (car.value(FLAP), car.value(CABLE)) == (True, True)
    with pytest.raises(Rejected, match="Unplug it first"):
        carry_out(car.car, "1", {FLAP: False})
    with pytest.raises(Rejected, match="plugged in already"):
        car.do("plug_in")
    car.do("unplug")
    car.advance(0.1)
    assert (car.value(FLAP), car.value(CABLE), car.value(IS_CHARGING)) == (False, False, False)
    with pytest.raises(Rejected, match="not plugged in"):
        car.do("unplug")


def test_a_station_that_does_not_fit_is_rejected():
    """The reason names both voltages, and nothing is plugged in."""
    car = VirtualCar("model-3-rwd")
    with pytest.raises(Rejected, match="station begins at 800 V"):
        car.car.plug_in(DcStation(power_w=1e5, lowest_v=800.0))
    assert car.car.plug.station is None


def test_a_plugged_car_is_warmed_from_the_plug():
    """With the climate on the charge grows more slowly, and at its limit holds."""
    warm, cold = plugged("plug_in", soc_frac=0.5), plugged("plug_in", soc_frac=0.5)
    for car in (warm, cold):
        car.car.outside_k = 268.15
        car.car.cabin.temperature_k = 268.15
    carry_out(warm.car, "1", {CLIMATE: True})
    for car in (warm, cold):
        car.car.advance(1800)
    assert 0.5 < warm.car.plant.soc_frac < cold.car.plant.soc_frac - 0.005
    carry_out(warm.car, "2", {LIMIT: 50})
    warm.car.advance(7200)
    assert warm.car.plant.soc_frac == pytest.approx(0.5, abs=0.01)


def test_a_charging_car_cools_as_fast_when_it_is_awake():
    """Two things step the battery then; the air takes its heat once."""
    awake, asleep = plugged("plug_in", soc_frac=0.3), plugged("plug_in", soc_frac=0.3)
    awake.do("get_in")
    for car in (awake, asleep):
        car.car.outside_k = 263.15
        car.car.advance(3600)
    batteries = [car.car.plant.battery.temperature_k for car in (awake, asleep)]
    assert batteries[0] == pytest.approx(batteries[1], abs=0.05)
    assert batteries[1] < 297


def test_a_restarted_car_goes_on_charging():
    """Cable, limit and the battery's warmth outlive the process."""
    for car in (plugged(), plugged("plug_in")):
        carry_out(car.car, "1", {LIMIT: 70})
        car.advance(300)
        before = save(car.car)
        car.restart()
        assert save(car.car) == before
        charge = number(car, CHARGE)
        car.advance(60)
        assert car.value(IS_CHARGING) is True
        assert number(car, CHARGE) > charge


@pytest.mark.parametrize(
    ("field", "value"),
    [("outlet", {"phases": 9}), ("dc_station", {"power_w": -1.0}), ("battery_k", "warm")],
)
def test_a_saved_plug_that_does_not_fit_is_named(field: str, value: object):
    """A wall box with nine phases was never plugged in."""
    with pytest.raises(DataUnusable, match=r"saved state.*(phases|power_w|battery_k)"):
        restore({**save(VirtualCar().car), field: value})


def test_a_car_saved_before_it_could_charge_is_restored():
    """Unplugged, its battery as cold as the air."""
    old = save(VirtualCar().car)
    for field in ("battery_k", "outlet", "dc_station"):
        del old[field]
    car = restore({**old, "outside_k": 270.0})
    assert car.plug.station is None
    assert car.plant.battery.temperature_k == 270.0


@pytest.mark.parametrize("name", car_names())
def test_every_car_says_who_made_it_and_charges(name: str):
    """Brand, model and year make up its title; it has no VIN, for nobody built it."""
    car = VirtualCar(name, soc_frac=0.3)
    identity = "Vehicle.VehicleIdentification"
    brand, model, year = (car.value(f"{identity}.{part}") for part in ("Brand", "Model", "Year"))
    assert f"{brand} {model} ({year})" == load_car(name).title
    assert car.value(f"{identity}.VIN") is None
    assert 2_800 <= number(car, "Vehicle.Chassis.Wheelbase") <= 3_000
    for action in ("plug_in", "plug_in_fast"):
        car.do(action)
        car.advance(60)
        assert number(car, f"{BATTERY}.CurrentPower") > 3_000
        car.do("unplug")
