"""What the simulated car says of its battery and of a charge; what flows in is positive in VSS.

One thermal node stands for the battery and nothing in it ages, so there are no temperatures of
cells and no state of health.
"""

from __future__ import annotations

from segue.kernel.units import celsius_from_kelvin, kmh_from_mps
from segue.vehicle.plant import AcOutlet
from segue.world._car import SimulatedCar
from segue.world._motors import CHARGE_PORT
from segue.world._plug import phases
from segue.world._row import Row, percent

_BATTERY = "Vehicle.Powertrain.TractionBattery"
_CHARGING = f"{_BATTERY}.Charging"
_KW_OVER_WH_PER_S = 3.6


def _time_to_complete_s(car: SimulatedCar) -> int | None:
    left_s = car.plug.time_left_s(car.settings, outside_k=car.outside_k)
    return None if left_s is None else round(left_s)


def _charge_rate_kmh(car: SimulatedCar) -> float:
    if car.charging is None:
        return 0.0
    return kmh_from_mps(max(-car.plant.power_w, 0.0) / car.range.energy_j_per_m)


def _average_power_kw(car: SimulatedCar) -> float:
    charger = car.charging
    if charger is None or not charger.elapsed_s:
        return 0.0
    return _KW_OVER_WH_PER_S * charger.plug_energy_wh / charger.elapsed_s


def _dc(car: SimulatedCar) -> tuple[float, float]:
    """Return the current [A] and voltage [V] at a DC station."""
    charger = car.charging
    if charger is None or isinstance(charger.station, AcOutlet):
        return 0.0, 0.0
    volt = min(charger.battery.voltage_v, charger.station.highest_v)
    return charger.plug_w / volt, volt


def _ac(car: SimulatedCar, phase: int) -> tuple[float, float]:
    """Return the current [A] and voltage [V] of a phase of an outlet."""
    charger = car.charging
    if charger is None or not isinstance(charger.station, AcOutlet) or phase > phases(charger):
        return 0.0, 0.0
    volt = charger.station.voltage_v
    return charger.plug_w / phases(charger) / volt, volt


def _phase_rows(phase: int) -> tuple[Row, Row]:
    return (
        Row(f"{_CHARGING}.ChargeCurrent.Phase{phase}", lambda car: _ac(car, phase)[0]),
        Row(f"{_CHARGING}.ChargeVoltage.Phase{phase}", lambda car: _ac(car, phase)[1]),
    )


BATTERY_ROWS = (
    Row(f"{_BATTERY}.StateOfCharge.Current", lambda car: percent(car.plant.soc_frac)),
    Row(f"{_BATTERY}.StateOfCharge.Displayed", lambda car: percent(car.plant.soc_frac)),
    Row(
        f"{_BATTERY}.StateOfCharge.CurrentEnergy",
        lambda car: car.plant.soc_frac * car.model.battery_energy_wh / 1000.0,
    ),
    Row(f"{_BATTERY}.CurrentPower", lambda car: -car.plant.power_w),
    Row(f"{_BATTERY}.CurrentVoltage", lambda car: car.plant.battery.voltage_v),
    Row(
        f"{_BATTERY}.CurrentCurrent",
        lambda car: -car.plant.power_w / car.plant.battery.voltage_v,
    ),
    Row(f"{_BATTERY}.PowerLoss", lambda car: car.plant.battery.loss_w),
    Row(
        f"{_BATTERY}.Temperature.Average",
        lambda car: celsius_from_kelvin(car.plant.battery.temperature_k),
    ),
    Row(f"{_BATTERY}.NetCapacity", lambda car: round(car.model.battery_energy_wh / 1000.0)),
    Row(f"{_BATTERY}.NominalVoltage", lambda car: round(car.model.battery.nominal_v)),
    Row(f"{_BATTERY}.MaxVoltage", lambda car: round(car.model.battery.highest_v)),
    Row(f"{_BATTERY}.Range", lambda car: int(car.range_m)),
    Row("Vehicle.Powertrain.Range", lambda car: int(car.range_m)),
)
CHARGING_ROWS = (
    Row(f"{CHARGE_PORT}.IsChargingCableConnected", lambda car: car.plug.station is not None),
    Row(f"{_CHARGING}.IsCharging", lambda car: car.charging is not None),
    Row(f"{_CHARGING}.TimeToComplete", _time_to_complete_s),
    Row(f"{_CHARGING}.ChargeRate", _charge_rate_kmh),
    Row(f"{_CHARGING}.AveragePower", _average_power_kw),
    Row(f"{_CHARGING}.ChargeCurrent.DC", lambda car: _dc(car)[0]),
    Row(f"{_CHARGING}.ChargeVoltage.DC", lambda car: _dc(car)[1]),
    *(row for phase in (1, 2, 3) for row in _phase_rows(phase)),
)
