"""Which actuators may be asked for at all. This list is a safety boundary.

What is not on it is refused, whoever asks and whatever the car: brakes, steering, drive torque,
gear, cruise control, airbags, exterior lights and everything that VSS may add later. A row names a
pattern and never a branch that holds anything else than comfort or access. Motion is for the pilot,
behind its own guard; it does not come through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from segue.vehicle.signals import vss_catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One kind of actuator that may be asked for.

    Args:
        pattern: Its paths.
        kind: What it is for.
        deadline_s: How long it may take before the request has failed.
        standing_for: Values for which the car must be known to stand; `"any"` for all values.
    """

    pattern: str
    kind: Literal["access", "comfort"]
    deadline_s: float
    standing_for: tuple[object, ...] | Literal["any"] = ()

    def needs_standing(self, value: object) -> bool:
        """Return whether that value may be asked for only while the car stands."""
        return self.standing_for == "any" or value in self.standing_for


ALLOWED = (
    Allowance(
        pattern="Vehicle.Cabin.Door.*.*.IsLocked",
        kind="access",
        deadline_s=2.0,
        standing_for=(False,),
    ),
    Allowance(
        pattern="Vehicle.Body.Trunk.*.IsLocked",
        kind="access",
        deadline_s=2.0,
        standing_for=(False,),
    ),
    Allowance(pattern="Vehicle.Cabin.HVAC.**", kind="comfort", deadline_s=2.0),
    Allowance(pattern="Vehicle.Cabin.Light.**", kind="comfort", deadline_s=1.0),
    Allowance(pattern="Vehicle.Cabin.Seat.*.*.HeatingCooling", kind="comfort", deadline_s=2.0),
    Allowance(
        pattern="Vehicle.Cabin.Seat.*.*.Position",
        kind="comfort",
        deadline_s=15.0,
        standing_for="any",
    ),
)


@cache
def allowances() -> dict[str, Allowance]:
    """Return path → its row, for the actuators of VSS 6 that may be asked for."""
    catalogue = vss_catalogue()
    return {
        path: row
        for row in ALLOWED
        for path in catalogue.expand(row.pattern)
        if catalogue.lookup(path).entry == "actuator"
    }
