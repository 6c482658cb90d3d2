"""Which actuators may be asked for at all. This list is a safety boundary.

What is not on it is refused, whoever asks and whatever the car: brakes, steering, drive torque,
gear, cruise control, airbags and everything that VSS may add later. A row names a pattern and never
a branch that holds anything else than its kind. Motion is for the pilot, behind its own guard; it
does not come through here.

Some things near comfort are left out on purpose, because they belong to who drives: wipers, beams
and the light switch decide what the driver and others see; the horn, the brake lights and the
direction indicators speak to traffic; a steering wheel that moves is no comfort to who holds it.
Hazard and parking lights may be switched on a car that stands: they find it in a car park. A seat's
buttons are for a finger that lets go; orders name the position that is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from segue.vehicle.signals import vss_catalogue

Kind = Literal["access", "comfort", "charging", "infotainment"]


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
    kind: Kind
    deadline_s: float
    standing_for: tuple[object, ...] | Literal["any"] = ()

    def needs_standing(self, value: object) -> bool:
        """Return whether that value may be asked for only while the car stands."""
        return self.standing_for == "any" or value in self.standing_for


def _rows(
    kind: Kind,
    deadline_s: float,
    *patterns: str,
    standing_for: tuple[object, ...] | Literal["any"] = (),
) -> tuple[Allowance, ...]:
    return tuple(
        Allowance(
            pattern=f"Vehicle.{pattern}",
            kind=kind,
            deadline_s=deadline_s,
            standing_for=standing_for,
        )
        for pattern in patterns
    )


_SWITCH_S = 2.0
"""For what a relay or a computer does."""
_WINDOW_S = 10.0
"""A window takes about 4 s from end to end, a roof shade twice that."""
_LEAF_S = 15.0
"""A powered trunk takes about 6 s, a door less."""
_SEAT_S = 25.0
"""A seat takes about 15 s from end to end."""

ALLOWED = (
    # Access. Nothing opens or unlocks unless the car is known to stand.
    *_rows(
        "access",
        _SWITCH_S,
        "Cabin.Door.*.*.IsLocked",
        "Body.Trunk.*.IsLocked",
        "Cabin.IsWindowChildLockEngaged",
        standing_for=(False,),
    ),
    *_rows(
        "access",
        _LEAF_S,
        "Cabin.Door.*.*.IsOpen",
        "Cabin.Door.*.*.Position",
        "Cabin.Door.*.*.Switch",
        "Body.Trunk.*.IsOpen",
        "Body.Trunk.*.Position",
        "Body.Trunk.*.Switch",
        standing_for="any",
    ),
    # The guard against pinching is the window's own (UN R21, 5.8), as with its switch.
    *_rows(
        "comfort",
        _WINDOW_S,
        "Cabin.Door.*.*.Window.*",
        "Cabin.Door.*.*.Shade.*",
        "Cabin.Sunroof.**",
        "Cabin.RearShade.*",
    ),
    # Lights.
    *_rows("comfort", _SWITCH_S, "Cabin.Light.**", "Body.Trunk.*.IsLightOn"),
    *_rows(
        "access",
        _SWITCH_S,
        "Body.Lights.Hazard.IsSignaling",
        "Body.Lights.Parking.IsOn",
        standing_for="any",
    ),
    # Warmth.
    *_rows(
        "comfort",
        _SWITCH_S,
        "Cabin.HVAC.**",
        "Cabin.Seat.*.*.HeatingCooling",
        "Cabin.Seat.*.*.*.HeatingCooling",
        "Cabin.Seat.*.*.NeckScarf.FanSpeed",
        "Cabin.Seat.*.*.Massage.*",
        "Chassis.SteeringWheel.HeatingCooling",
        "Body.Mirrors.*.IsHeatingOn",
        "Body.Windshield.*.IsHeatingOn",
    ),
    # Seats and mirrors carry and show: they move only under somebody who does not drive.
    *_rows(
        "comfort",
        _SEAT_S,
        "Cabin.Seat.*.*.Position",
        "Cabin.Seat.*.*.Height",
        "Cabin.Seat.*.*.Tilt",
        "Cabin.Seat.*.*.SeatBeltHeight",
        "Cabin.Seat.*.*.Backrest.Recline",
        "Cabin.Seat.*.*.Backrest.LumbarHeight",
        "Cabin.Seat.*.*.Backrest.*Support",
        "Cabin.Seat.*.*.Backrest.SideBolsterSupport*",
        "Cabin.Seat.*.*.Headrest.Angle",
        "Cabin.Seat.*.*.Headrest.Height",
        "Cabin.Seat.*.*.Seating.Length",
        "Cabin.Seat.*.*.Seating.SideBolster*",
        "Body.Mirrors.*.IsFolded",
        "Body.Mirrors.*.Pan",
        "Body.Mirrors.*.Tilt",
        "Body.Mirrors.*.Yaw",
        standing_for="any",
    ),
    # Charging. A limit, a start and a time; how the battery is treated stays with the car.
    *_rows(
        "charging",
        _SWITCH_S,
        "Powertrain.TractionBattery.Charging.StartStopCharging",
        "Powertrain.TractionBattery.Charging.ChargeLimit",
        "Powertrain.TractionBattery.Charging.Timer.*",
        "Powertrain.TractionBattery.BatteryConditioning.RequestedMode",
        "Powertrain.TractionBattery.BatteryConditioning.StartTime",
        "Powertrain.TractionBattery.BatteryConditioning.TargetTime",
    ),
    *_rows(
        "charging",
        _WINDOW_S,
        "Powertrain.TractionBattery.Charging.ChargingPort.*.IsFlapOpen",
        "Powertrain.TractionBattery.Charging.ChargingPort.*.IsChargingCableLocked",
        standing_for="any",
    ),
    # Infotainment. Units and screens stay as they are before the eyes of who drives.
    *_rows(
        "infotainment",
        _SWITCH_S,
        "Cabin.Infotainment.Navigation.**",
        "Cabin.Infotainment.Media.**",
    ),
    *_rows("infotainment", _SWITCH_S, "Cabin.Infotainment.HMI.*", standing_for="any"),
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
