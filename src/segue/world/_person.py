"""What a person does with the car: each action, when it makes no sense, and what it begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from segue.kernel import Rejected
from segue.vehicle.plant import HIGH_POWER, AcOutlet
from segue.world._body import GET_IN, GET_OUT, SET_OFF
from segue.world._motors import FLAP

if TYPE_CHECKING:
    from segue.world._car import SimulatedCar

Action = Literal["get_in", "get_out", "drive", "stop", "plug_in", "plug_in_fast", "unplug"]
"""`plug_in` is at a wall box of 11 kW, `plug_in_fast` at a strong DC station."""


def _get_in(car: SimulatedCar) -> None:
    if car.after_pending().seat_occupied:
        raise Rejected("Someone sits in the driver's seat already.")
    car.queue(GET_IN)


def _get_out(car: SimulatedCar) -> None:
    if not car.after_pending().seat_occupied:
        raise Rejected("Nobody is in the car.", do="Get in first.")
    if car.driving or car.plant.speed_mps > 0.0:
        raise Rejected("The car is moving.", do="Stop first.")
    car.queue(GET_OUT)


def _drive(car: SimulatedCar) -> None:
    if not car.after_pending().seat_occupied:
        raise Rejected("Nobody is in the driver's seat.", do="Get in first.")
    if car.driver is None:
        raise Rejected("There is no route.", do="Choose a destination first.")
    if car.driver.arrived:
        raise Rejected("The car is there already.", do="Choose another destination.")
    if car.plant.is_empty:
        raise Rejected("The battery is empty.", do="Charge the car.")
    if car.plug.station is not None:
        raise Rejected("The car is plugged in.", do="Unplug it first.")
    car.refuse_if_open(car.after_pending(), do="Close it first.")
    car.queue(SET_OFF)
    car.driving = True


def _stop(car: SimulatedCar) -> None:
    if not car.driving and car.plant.speed_mps == 0.0:
        raise Rejected("The car stands already.")
    car.driving = False


def _unplug(car: SimulatedCar) -> None:
    car.plug.unplug()
    car.put_by_hand(FLAP, 0.0)


BEGIN: dict[Action, Callable[[SimulatedCar], None]] = {
    "get_in": _get_in,
    "get_out": _get_out,
    "drive": _drive,
    "stop": _stop,
    "plug_in": lambda car: car.plug_in(AcOutlet()),
    "plug_in_fast": lambda car: car.plug_in(HIGH_POWER),
    "unplug": _unplug,
}
"""May raise Rejected, with what to do first."""
