"""What moves over seconds because a motor moves it: a table of axes, and where each one is.

Doors and the trunk of the simulated car have motors, as its windows, front seats, mirrors and
charge port flap do. Positions are in the unit of their VSS signal; a flag is 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

OPEN = 100.0
"""Of a door, a window or the trunk, as far as it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One motor's travel.

    Args:
        path: Its name: the VSS signal of its position.
        low: One end.
        high: The other end.
        start: Where it is in a new car.
        full_s: From end to end.
        only_standing: It stops when the car begins to move.
        opens_car: Open, it keeps the car from being locked and driven.
    """

    path: str
    low: float = 0.0
    high: float = OPEN
    start: float = 0.0
    full_s: float
    only_standing: bool = True
    opens_car: bool = False

    @property
    def rate_per_s(self) -> float:
        """How fast it travels."""
        return (self.high - self.low) / self.full_s


DOORS = tuple(
    f"Vehicle.Cabin.Door.{row}.{side}"
    for row in ("Row1", "Row2")
    for side in ("DriverSide", "PassengerSide")
)
"""The first is the driver's."""
DRIVER_DOOR = f"{DOORS[0]}.Position"
PASSENGER_DOORS = tuple(f"{door}.Position" for door in DOORS[1:])
TRUNK = "Vehicle.Body.Trunk.Rear.Position"
FRONT_SEATS = tuple(f"Vehicle.Cabin.Seat.Row1.{side}" for side in ("DriverSide", "PassengerSide"))
MIRRORS = tuple(f"Vehicle.Body.Mirrors.{side}.IsFolded" for side in ("DriverSide", "PassengerSide"))
CHARGE_PORT = "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition"
FLAP = f"{CHARGE_PORT}.IsFlapOpen"

# Estimated: times and travels that are usual in cars of this class.
AXES = (
    *(Axis(path=f"{door}.Position", full_s=3.0, opens_car=True) for door in DOORS),
    *(Axis(path=f"{door}.Window.Position", full_s=4.0, only_standing=False) for door in DOORS),
    Axis(path=TRUNK, full_s=6.0, opens_car=True),
    *(Axis(path=f"{seat}.Position", high=260.0, start=130.0, full_s=15.0) for seat in FRONT_SEATS),
    *(Axis(path=f"{seat}.Height", high=60.0, start=20.0, full_s=6.0) for seat in FRONT_SEATS),
    *(
        Axis(path=f"{seat}.Backrest.Recline", high=60.0, start=24.0, full_s=15.0)
        for seat in FRONT_SEATS
    ),
    *(Axis(path=mirror, high=1.0, full_s=2.5) for mirror in MIRRORS),
    Axis(path=FLAP, high=1.0, full_s=1.5),
)
AXIS_OF = {axis.path: axis for axis in AXES}


class Motors:
    """Where every axis is, and where it is going."""

    __slots__ = ("positions", "targets")

    def __init__(self) -> None:
        self.positions = {axis.path: axis.start for axis in AXES}
        self.targets: dict[str, float] = {}
        """Of the axes that move now."""

    def aim(self, path: str, target: float) -> None:
        """Send an axis to a place; from where it is, if it is on its way elsewhere."""
        if self.positions[path] == target:
            self.targets.pop(path, None)
        else:
            self.targets[path] = target

    def put(self, path: str, position: float) -> None:
        """Take note that a hand moved it."""
        self.positions[path] = position
        self.targets.pop(path, None)

    def halt_for_driving(self) -> list[str]:
        """Stop what must not move in a moving car; return which."""
        halted = [path for path in self.targets if AXIS_OF[path].only_standing]
        for path in halted:
            del self.targets[path]
        return halted

    def step(self, dt_s: float) -> list[str]:
        """Let time pass; return the axes that have come to where they were sent."""
        reached: list[str] = []
        for path, target in self.targets.items():
            most = AXIS_OF[path].rate_per_s * dt_s
            gap = target - self.positions[path]
            if abs(gap) <= most:
                self.positions[path] = target
                reached.append(path)
            else:
                self.positions[path] += most if gap > 0.0 else -most
        for path in reached:
            del self.targets[path]
        return reached

    def is_closed(self, paths: Iterable[str]) -> bool:
        """Return whether these are closed, and none of them is about to open."""
        return not any(self.positions[path] or path in self.targets for path in paths)

    def opens(self, path: str) -> bool:
        """Return whether it is on its way to be open."""
        return self.targets.get(path, 0.0) > 0.0

    def moved(self) -> dict[str, float]:
        """Return the positions that a new car does not have."""
        return {
            axis.path: self.positions[axis.path]
            for axis in AXES
            if self.positions[axis.path] != axis.start
        }

    def take(self, positions: Mapping[str, float], targets: Mapping[str, float]) -> None:
        """Take saved positions and targets; those of an axis that is no more are nothing."""
        self.positions.update(_within_travel(positions))
        for path, target in _within_travel(targets):
            self.aim(path, target)


def _within_travel(values: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    for path, value in values.items():
        if (axis := AXIS_OF.get(path)) is not None:
            yield path, min(max(value, axis.low), axis.high)
