"""One row of the table of what the simulated car says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segue.vehicle.signals import Value
from segue.world._car import SimulatedCar


@dataclass(frozen=True, slots=True)
class Row:
    """One signal the car gives.

    Args:
        path: In VSS 6.
        value: From the car, in the signal's own unit; None while there is nothing to say.
    """

    path: str
    value: Callable[[SimulatedCar], Value | None]


def percent(fraction: float) -> float:
    """Return a fraction as VSS counts it."""
    return 100.0 * fraction
