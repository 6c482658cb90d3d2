"""What the simulated car says of what it is. It has no VIN: no such car was built."""

from __future__ import annotations

import re
from functools import cache

from segue.world._car import SimulatedCar
from segue.world._row import Row

_TITLE = re.compile(r"(?P<brand>\S+) (?P<model>.+) \((?P<year>\d{4})\)")
"""How the files of cars write their titles."""
_IDENTITY = "Vehicle.VehicleIdentification"


@cache
def _parts(title: str) -> dict[str, str]:
    """Return what a title says; nothing where somebody's own car is titled otherwise."""
    match = _TITLE.fullmatch(title)
    return match.groupdict() if match else {}


def _year(car: SimulatedCar) -> int | None:
    year = _parts(car.model.title).get("year")
    return int(year) if year else None


IDENTITY_ROWS = (
    Row(f"{_IDENTITY}.Brand", lambda car: _parts(car.model.title).get("brand")),
    Row(f"{_IDENTITY}.Model", lambda car: _parts(car.model.title).get("model")),
    Row(f"{_IDENTITY}.Year", _year),
    Row("Vehicle.Powertrain.Type", lambda _car: "ELECTRIC"),
    Row("Vehicle.Chassis.Wheelbase", lambda car: round(1000.0 * car.model.chassis.wheelbase_m)),
)
