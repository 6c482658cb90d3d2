"""What the simulated car says of itself in VSS: a table of rows, and one loop.

Inside Segue everything is SI; VSS has its own units (km/h, degrees, percent, °C, kWh). The rows
convert, and nothing else does.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from segue.kernel.units import celsius_from_kelvin, kmh_from_mps
from segue.vehicle.signals import Provider, SignalStore, Value
from segue.world._battery_signals import BATTERY_ROWS, CHARGING_ROWS
from segue.world._car import SimulatedCar
from segue.world._identity_signals import IDENTITY_ROWS
from segue.world._motors import DOORS, FLAP, FRONT_SEATS, MIRRORS, TRUNK
from segue.world._row import Row, percent
from segue.world._settings import SETTINGS

_VSS_SELECTED_GEAR = {"P": 126, "R": -1, "N": 0, "D": 127}
_VSS_CURRENT_GEAR = {"P": 0, "R": -1, "N": 0, "D": 1}
_VSS_IGNITION = {"off": "OFF", "accessory": "ACC", "on": "ON"}


def _position(axis: str) -> Row:
    return Row(axis, lambda car: round(car.motors.positions[axis]))


def _angle(axis: str) -> Row:
    return Row(axis, lambda car: car.motors.positions[axis])


def _is_open(path: str, axis: str) -> Row:
    return Row(path, lambda car: car.motors.positions[axis] > 0.0)


def _setting(path: str) -> Row:
    return Row(path, lambda car: car.settings.values[path])


_SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide"
_HVAC = "Vehicle.Cabin.HVAC"
_PLAYED = "Vehicle.Cabin.Infotainment.Media.Played"
_DESTINATION = "Vehicle.Cabin.Infotainment.Navigation.DestinationSet"

_ROWS = (
    Row("Vehicle.Speed", lambda car: kmh_from_mps(car.plant.speed_mps)),
    Row("Vehicle.Acceleration.Longitudinal", lambda car: car.accel_mps2),
    Row("Vehicle.IsMoving", lambda car: car.plant.speed_mps > 0.0),
    Row("Vehicle.TraveledDistance", lambda car: int(car.plant.distance_m)),
    Row("Vehicle.CurrentLocation.Latitude", lambda car: car.latitude_deg),
    Row("Vehicle.CurrentLocation.Longitude", lambda car: car.longitude_deg),
    Row("Vehicle.CurrentLocation.Heading", lambda car: math.degrees(car.heading_rad)),
    *BATTERY_ROWS,
    *CHARGING_ROWS,
    *IDENTITY_ROWS,
    Row(
        "Vehicle.Powertrain.Transmission.SelectedGear",
        lambda car: _VSS_SELECTED_GEAR[car.body.gear],
    ),
    Row(
        "Vehicle.Powertrain.Transmission.CurrentGear", lambda car: _VSS_CURRENT_GEAR[car.body.gear]
    ),
    Row("Vehicle.LowVoltageSystemState", lambda car: _VSS_IGNITION[car.body.ignition]),
    *(
        row
        for leaf in (*DOORS, TRUNK.removesuffix(".Position"))
        for row in (
            _position(f"{leaf}.Position"),
            _is_open(f"{leaf}.IsOpen", f"{leaf}.Position"),
            Row(f"{leaf}.IsLocked", lambda car: car.body.locked),
        )
    ),
    *(
        row
        for door in DOORS
        for row in (
            _position(f"{door}.Window.Position"),
            _is_open(f"{door}.Window.IsOpen", f"{door}.Window.Position"),
        )
    ),
    *(_position(f"{seat}.{leaf}") for seat in FRONT_SEATS for leaf in ("Position", "Height")),
    *(_angle(f"{seat}.Backrest.Recline") for seat in FRONT_SEATS),
    *(_is_open(path, path) for path in (*MIRRORS, FLAP)),
    *(_setting(row.path) for row in SETTINGS),
    Row(f"{_SEAT}.OccupancyStatus", lambda car: "OCCUPIED" if car.body.seat_occupied else "EMPTY"),
    Row(f"{_SEAT}.IsBelted", lambda car: car.body.belted),
    Row("Vehicle.Exterior.AirTemperature", lambda car: celsius_from_kelvin(car.outside_k)),
    Row(f"{_HVAC}.AmbientAirTemperature", lambda car: celsius_from_kelvin(car.cabin.temperature_k)),
    Row(f"{_HVAC}.IsAirConditioningActive", lambda car: car.climate.on),
    Row(f"{_HVAC}.IsRecirculationActive", lambda car: car.climate.recirculates),
    Row(f"{_HVAC}.IsFrontDefrosterActive", lambda car: car.climate.defrosts),
    Row(
        f"{_HVAC}.Station.Row1.Driver.FanSpeed",
        lambda car: round(percent(car.climate.fan_frac)),
    ),
    Row(
        f"{_HVAC}.Station.Row1.Driver.Temperature",
        lambda car: celsius_from_kelvin(car.climate.target_k),
    ),
    Row(f"{_PLAYED}.Track", lambda car: car.now_playing.title),
    Row(f"{_PLAYED}.Artist", lambda car: car.now_playing.artist),
    Row(f"{_PLAYED}.Album", lambda car: car.now_playing.album),
    Row(f"{_DESTINATION}.Latitude", lambda car: car.driver and car.driver.route.destination[0]),
    Row(f"{_DESTINATION}.Longitude", lambda car: car.driver and car.driver.route.destination[1]),
)


def signal_paths() -> tuple[str, ...]:
    """Return the VSS paths of all that the car gives."""
    return tuple(row.path for row in _ROWS)


def publish(
    car: SimulatedCar,
    store: SignalStore,
    provider: Provider,
    *,
    now_s: float,
    utc_s: float,
    without: Collection[str] = (),
) -> None:
    """Give the car's signals to the store, as one batch of one moment.

    Args:
        car: Whose.
        store: Where to.
        provider: As whom.
        now_s: Monotonic time now.
        utc_s: The time for which they are true.
        without: Paths that something else gives: a real car's bus.
    """
    values: dict[str, Value] = {}
    for row in _ROWS:
        if row.path in without:
            continue
        value = row.value(car)
        if value is not None:
            values[row.path] = value
    store.set_many(provider, values, now_s, utc_s)
