"""The car as its screens show it, from its signals: VSS units in, SI out.

Screens see what the signal store holds, so a simulated and a real car look the same to them, and a
value that is stale says so by its age.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from segue.kernel.units import kelvin_from_celsius, mps_from_kmh
from segue.schema.surface import CarState
from segue.vehicle.signals import SignalStore

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide.OccupancyStatus"
DOORS = tuple(
    f"Vehicle.Cabin.Door.{row}.{side}Side"
    for row in ("Row1", "Row2")
    for side in ("Driver", "Passenger")
)
LOCK = f"{DOORS[0]}.IsLocked"
STATE_OF_CHARGE = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Current"
LATITUDE = "Vehicle.CurrentLocation.Latitude"
LONGITUDE = "Vehicle.CurrentLocation.Longitude"
CLIMATE_ON = "Vehicle.Cabin.HVAC.IsAirConditioningActive"
CLIMATE_TARGET = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"

_SAFETY_RELEVANT = (SPEED, GEAR)
_POWER = "Vehicle.Powertrain.TractionBattery.CurrentPower"
_RANGE = "Vehicle.Powertrain.Range"
_HEADING = "Vehicle.CurrentLocation.Heading"
_ODOMETER = "Vehicle.TraveledDistance"
_CABIN = "Vehicle.Cabin.HVAC.AmbientAirTemperature"
_OUTSIDE = "Vehicle.Exterior.AirTemperature"
_NEEDED = (
    *_SAFETY_RELEVANT,
    *(STATE_OF_CHARGE, _POWER, _RANGE, LATITUDE, LONGITUDE, _HEADING, _ODOMETER),
    *(CLIMATE_TARGET, _CABIN, _OUTSIDE),
)
"""Numbers that a screen shows: a guess instead of one of them would be taken for the car's."""
_GEARS: dict[int, Literal["P", "R", "N", "D"]] = {126: "P", -1: "R", 0: "N"}
_IGNITION: dict[str, Literal["off", "accessory", "on"]] = {"ON": "on", "ACC": "accessory"}


@dataclass(frozen=True, slots=True)
class CarFacts:
    """What no signal says."""

    model: str
    title: str
    simulated: bool


def car_state(
    signals: SignalStore, facts: CarFacts, *, now_s: float, speedup: float
) -> CarState | None:
    """Return the car now; None before it has said all that is shown."""
    if any(signals.get(path).value is None for path in _NEEDED):
        return None

    def value(path: str) -> Any:
        return signals.get(path).value

    gear = _GEARS.get(value(GEAR), "D")
    return CarState(
        model=facts.model,
        model_name=facts.title,
        age_s=max(now_s - signals.get(path).received_s for path in _SAFETY_RELEVANT),
        speed_mps=mps_from_kmh(value(SPEED)),
        gear=gear,
        ignition=_IGNITION.get(value("Vehicle.LowVoltageSystemState"), "off"),
        # VSS counts what flows into the battery as positive.
        power_w=-value(_POWER),
        soc_frac=value(STATE_OF_CHARGE) / 100.0,
        range_m=float(value(_RANGE)),
        latitude_deg=value(LATITUDE),
        longitude_deg=value(LONGITUDE),
        heading_rad=math.radians(value(_HEADING)),
        odometer_m=float(value(_ODOMETER)),
        door_open=any_door_open(signals),
        locked=bool(value(LOCK)),
        seat_occupied=seat_occupied(signals),
        belted=bool(value("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted")),
        climate_on=bool(value(CLIMATE_ON)),
        climate_target_k=kelvin_from_celsius(value(CLIMATE_TARGET)),
        cabin_k=kelvin_from_celsius(value(_CABIN)),
        outside_k=kelvin_from_celsius(value(_OUTSIDE)),
        speedup=speedup,
        parked=gear == "P",
        simulated=facts.simulated,
    )


def any_door_open(signals: SignalStore) -> bool:
    """Return whether a door is known to be open."""
    return any(signals.get(f"{door}.IsOpen").value is True for door in DOORS)


def seat_occupied(signals: SignalStore) -> bool:
    """Return whether somebody is known to sit in the driver's seat."""
    return signals.get(SEAT).value == "OCCUPIED"
