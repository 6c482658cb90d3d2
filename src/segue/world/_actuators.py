"""What the simulated car can be asked for in VSS: tables of rows, and one loop.

Some things are so at once; others a motor brings about, over seconds. `carry_out` begins both, and
`car.orders.next_event` says when an order has ended, and how.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segue.kernel import LocalUseError, Rejected
from segue.kernel.units import kelvin_from_celsius
from segue.vehicle.signals import Value
from segue.world._car import SimulatedCar
from segue.world._motors import AXES, AXIS_OF, DOORS, FLAP, OPEN, TRUNK
from segue.world._settings import SETTINGS, START_STOP


@dataclass(frozen=True, slots=True)
class _AtOnce:
    """One actuator that does what it is asked there and then.

    Args:
        path: In VSS 6.
        apply: Gives the car a value in the actuator's own unit; may raise Rejected.
    """

    path: str
    apply: Callable[[SimulatedCar, Value], None]


@dataclass(frozen=True, slots=True)
class _ByMotor:
    """One actuator that a motor moves.

    Args:
        path: In VSS 6.
        axis: What moves, as `_motors` names it.
        target: The actuator's value as a position of the axis.
        check: May raise Rejected for a position that the car will not go to now.
    """

    path: str
    axis: str
    target: Callable[[Value], float]
    check: Callable[[SimulatedCar, float], None] = lambda _car, _target: None


def _number(value: Value) -> float:
    return float(value)  # pyright: ignore[reportArgumentType] - its datatype was checked


def _open_or_closed(value: Value) -> float:
    return OPEN if value else 0.0


def _setting(path: str) -> _AtOnce:
    def apply(car: SimulatedCar, value: Value) -> None:
        car.set(path, value)

    return _AtOnce(path, apply)


def _start_or_stop_charging(car: SimulatedCar, value: Value) -> None:
    if value == "START" and car.plug.station is None:
        raise Rejected("The car is not plugged in.", do="Plug it in first.")
    car.set(START_STOP, value)


def _keeps_cable(car: SimulatedCar, target: float) -> None:
    if not target and car.plug.station is not None:
        raise Rejected("A cable is plugged in.", do="Unplug it first.")


def _may_open(car: SimulatedCar, target: float) -> None:
    if not target:
        return
    if car.body.locked:
        raise Rejected("The car is locked.", do="Unlock it first.")
    if car.driving or car.body.gear != "P":
        raise Rejected("The car is not parked.", do="Put it in park first.")


_TRUNK = TRUNK.removesuffix(".Position")
_HVAC = "Vehicle.Cabin.HVAC"
_DRIVER_AIR = f"{_HVAC}.Station.Row1.Driver"

_AT_ONCE = (
    # One motor locks them all: any door's lock is the car's.
    *(
        _AtOnce(f"{leaf}.IsLocked", lambda car, value: car.lock(locked=bool(value)))
        for leaf in (*DOORS, _TRUNK)
    ),
    _AtOnce(f"{_HVAC}.IsAirConditioningActive", lambda car, value: car.set_climate(on=bool(value))),
    _AtOnce(
        f"{_HVAC}.IsRecirculationActive",
        lambda car, value: car.set_climate(recirculates=bool(value)),
    ),
    _AtOnce(
        f"{_HVAC}.IsFrontDefrosterActive", lambda car, value: car.set_climate(defrosts=bool(value))
    ),
    _AtOnce(
        f"{_DRIVER_AIR}.Temperature",
        lambda car, value: car.set_climate(target_k=kelvin_from_celsius(_number(value))),
    ),
    _AtOnce(
        f"{_DRIVER_AIR}.FanSpeed",
        lambda car, value: car.set_climate(fan_frac=_number(value) / 100.0),
    ),
    *(_setting(row.path) for row in SETTINGS if row.path != START_STOP),
    _AtOnce(START_STOP, _start_or_stop_charging),
)
_BY_MOTOR = (
    *(
        _ByMotor(f"{door}.{leaf}", f"{door}.Position", target, _may_open)
        for door in (*DOORS, _TRUNK)
        for leaf, target in (("Position", _number), ("IsOpen", _open_or_closed))
    ),
    *(
        _ByMotor(f"{door}.Window.IsOpen", f"{door}.Window.Position", _open_or_closed)
        for door in DOORS
    ),
    *(
        _ByMotor(axis.path, axis.path, _number)
        for axis in AXES
        if not axis.opens_car and axis.path != FLAP
    ),
    _ByMotor(FLAP, FLAP, _number, _keeps_cable),
)
_ROWS = {row.path: row for row in (*_AT_ONCE, *_BY_MOTOR)}


def actuator_paths() -> tuple[str, ...]:
    """Return the VSS paths of all that the car can be asked for."""
    return tuple(_ROWS)


def carry_out(car: SimulatedCar, order_id: str, targets: Mapping[str, Value]) -> None:
    """Begin what was asked of the car's actuators, all of it or nothing.

    Args:
        car: Which.
        order_id: Under which `car.orders` tells the end.
        targets: Path to value, of one order.

    Raises:
        Rejected: The car will not do one of them now; then none has begun.
        LocalUseError: The car has no such actuator.
    """
    if missing := sorted(set(targets) - set(_ROWS)):
        raise LocalUseError(f"The simulated car has no actuator {', '.join(missing)}.")
    before = car.asked_for
    moves: dict[str, float] = {}
    try:
        for path, value in targets.items():
            row = _ROWS[path]
            if isinstance(row, _AtOnce):
                row.apply(car, value)
        for path, value in targets.items():
            row = _ROWS[path]
            if isinstance(row, _ByMotor):
                _add_move(moves, row, car, row.target(value))
    except Rejected:
        car.asked_for = before
        raise
    car.move(order_id, moves)


def _add_move(moves: dict[str, float], row: _ByMotor, car: SimulatedCar, target: float) -> None:
    axis = AXIS_OF[row.axis]
    if not axis.low <= target <= axis.high:
        raise Rejected(f"{row.path} goes from {axis.low:g} to {axis.high:g}.")
    if moves.setdefault(row.axis, target) != target:
        raise Rejected(f"{row.path} cannot be in two places.", do="Ask for one of them.")
    row.check(car, target)
