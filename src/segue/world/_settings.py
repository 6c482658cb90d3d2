"""What is switched or set at once, apart from the climate: a table of rows with their power."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segue.kernel import DataUnusable, LocalUseError
from segue.vehicle.signals import Value, checker, vss_catalogue

_FULL = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that can be set.

    Args:
        path: In VSS 6.
        start: In a new car.
        power_w: What it takes, switched on or at 100 %; estimated from cars of this class.
        outlasts_ignition: It stays as it is when the car is switched off.
    """

    path: str
    start: Value = False
    power_w: float = 0.0
    outlasts_ignition: bool = False


_SEATS = tuple(
    f"Vehicle.Cabin.Seat.{row}.{side}"
    for row in ("Row1", "Row2")
    for side in ("DriverSide", "PassengerSide")
)
_AMBIENT = tuple(
    f"Vehicle.Cabin.Light.AmbientLight.{row}.{side}.IsLightOn"
    for row in ("Row1", "Row2")
    for side in ("DriverSide", "PassengerSide")
)
CHARGE_LIMIT = "Vehicle.Powertrain.TractionBattery.Charging.ChargeLimit"
START_STOP = "Vehicle.Powertrain.TractionBattery.Charging.StartStopCharging"

SETTINGS = (
    *(Setting(path=f"{seat}.HeatingCooling", start=0, power_w=70.0) for seat in _SEATS),
    Setting(path="Vehicle.Chassis.SteeringWheel.HeatingCooling", start=0, power_w=50.0),
    Setting(path="Vehicle.Body.Mirrors.DriverSide.IsHeatingOn", power_w=20.0),
    Setting(path="Vehicle.Body.Mirrors.PassengerSide.IsHeatingOn", power_w=20.0),
    Setting(path="Vehicle.Cabin.HVAC.IsRearDefrosterActive", power_w=200.0),
    Setting(path="Vehicle.Cabin.Light.IsDomeOn", power_w=8.0),
    *(Setting(path=path, power_w=3.0) for path in _AMBIENT),
    Setting(path="Vehicle.Body.Lights.Hazard.IsSignaling", power_w=20.0, outlasts_ignition=True),
    Setting(path="Vehicle.Body.Lights.Parking.IsOn", power_w=10.0, outlasts_ignition=True),
    Setting(path=CHARGE_LIMIT, start=100, outlasts_ignition=True),
    Setting(path=START_STOP, start="START", outlasts_ignition=True),
)
_ROW_OF = {row.path: row for row in SETTINGS}


class Settings:
    """Everything that is set, and the power it takes. A value, to be replaced."""

    __slots__ = ("power_w", "values")

    def __init__(self, changed: Mapping[str, Value] | None = None) -> None:
        self.values: dict[str, Value] = {row.path: row.start for row in SETTINGS}
        self.values.update(changed or {})
        self.power_w = sum(row.power_w * _share(self.values[row.path]) for row in SETTINGS)

    def changed(self, path: str, value: Value) -> Settings:
        """Return these settings with one of them set."""
        return Settings({**self.values, path: value})

    def switched_off(self) -> Settings:
        """Return these settings without those that take power."""
        return Settings(
            {path: value for path, value in self.values.items() if not _ROW_OF[path].power_w}
        )

    def after_ignition(self) -> Settings:
        """Return what is left of them when the car is switched off."""
        return Settings(
            {path: value for path, value in self.values.items() if _ROW_OF[path].outlasts_ignition}
        )

    def not_as_new(self) -> dict[str, Value]:
        """Return the settings that a new car does not have."""
        return {
            row.path: self.values[row.path]
            for row in SETTINGS
            if self.values[row.path] != row.start
        }


def saved_settings(saved: Mapping[str, object]) -> Settings:
    """Return settings from saved values; those of a row that is no more are nothing.

    Raises:
        DataUnusable: A value does not fit; says which.
    """
    try:
        return Settings(
            {
                path: checker(vss_catalogue().lookup(path))(value)
                for path, value in saved.items()
                if path in _ROW_OF
            }
        )
    except LocalUseError as error:
        raise DataUnusable(f"The saved state of the car cannot be used: {error}.") from error


def _share(value: Value) -> float:
    """Return how much of its power a setting takes, 0 to 1."""
    if isinstance(value, bool):
        return float(value)
    return abs(value) / _FULL if isinstance(value, int | float) else 0.0
