"""What the simulated car can be asked for in VSS: a table of rows, and one loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segue.kernel import LocalUseError, Rejected
from segue.kernel.units import kelvin_from_celsius
from segue.vehicle.signals import Value
from segue.world._car import SimulatedCar


@dataclass(frozen=True, slots=True)
class _Row:
    """One actuator the car has.

    Args:
        path: In VSS 6.
        apply: Gives the car a value in the actuator's own unit; may raise Rejected.
    """

    path: str
    apply: Callable[[SimulatedCar, Value], None]


def _lock(car: SimulatedCar, value: Value) -> None:
    car.lock(locked=bool(value))


def _switch_climate(car: SimulatedCar, value: Value) -> None:
    car.set_climate(on=bool(value))


def _set_temperature(car: SimulatedCar, value: Value) -> None:
    car.set_climate(target_k=kelvin_from_celsius(float(value)))  # pyright: ignore[reportArgumentType]


_ROWS = (
    # One motor locks them all: any door's lock is the car's.
    _Row("Vehicle.Cabin.Door.Row1.DriverSide.IsLocked", _lock),
    _Row("Vehicle.Cabin.Door.Row1.PassengerSide.IsLocked", _lock),
    _Row("Vehicle.Cabin.Door.Row2.DriverSide.IsLocked", _lock),
    _Row("Vehicle.Cabin.Door.Row2.PassengerSide.IsLocked", _lock),
    _Row("Vehicle.Cabin.HVAC.IsAirConditioningActive", _switch_climate),
    _Row("Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature", _set_temperature),
)
_BY_PATH = {row.path: row for row in _ROWS}


def actuator_paths() -> tuple[str, ...]:
    """Return the VSS paths of all that the car can be asked for."""
    return tuple(_BY_PATH)


def carry_out(car: SimulatedCar, targets: Mapping[str, Value]) -> None:
    """Do what was asked of the car's actuators, all of it or nothing.

    Raises:
        Rejected: The car will not do one of them now.
        LocalUseError: The car has no such actuator.
    """
    if missing := sorted(set(targets) - set(_BY_PATH)):
        raise LocalUseError(f"The simulated car has no actuator {', '.join(missing)}.")
    before = car.body, car.climate
    try:
        for path, value in targets.items():
            _BY_PATH[path].apply(car, value)
    except Rejected:
        car.body, car.climate = before
        raise
