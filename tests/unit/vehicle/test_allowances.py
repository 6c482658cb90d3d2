"""The list of what may be asked for, swept against every actuator that VSS 6 has."""

from __future__ import annotations

import pytest

from segue.kernel import Rejected
from segue.vehicle.actuate import Conditions, allowances, permit
from segue.vehicle.signals import vss_catalogue

ACTUATORS = tuple(info for info in vss_catalogue() if info.entry == "actuator")

FORBIDDEN = (
    # Motion, and what watches over it.
    "Vehicle.ADAS.",
    "Vehicle.MotionManagement.",
    "Vehicle.Chassis.ParkingBrake.",
    "Vehicle.Powertrain.Transmission.",
    "Vehicle.Powertrain.CombustionEngine.",
    "Vehicle.Powertrain.ElectricMotor.",
    "Vehicle.Body.RearMainSpoilerPosition",
    # What the driver holds and looks through.
    "Vehicle.Chassis.SteeringWheel.Extension",
    "Vehicle.Chassis.SteeringWheel.Tilt",
    "Vehicle.Body.Windshield.Front.Wiping.",
    "Vehicle.Body.Windshield.Rear.Wiping.",
    "Vehicle.Cabin.RearviewMirror.",
    # What speaks to traffic and lights the road.
    "Vehicle.Body.Horn.",
    "Vehicle.Body.Lights.Backup.",
    "Vehicle.Body.Lights.Beam.",
    "Vehicle.Body.Lights.Brake.",
    "Vehicle.Body.Lights.DirectionIndicator.",
    "Vehicle.Body.Lights.Fog.",
    "Vehicle.Body.Lights.IsHighBeamSwitchOn",
    "Vehicle.Body.Lights.LicensePlate.",
    "Vehicle.Body.Lights.LightSwitch",
    "Vehicle.Body.Lights.Running.",
    # A bonnet in the wind, fuel, and what would switch off whole domains to save power.
    "Vehicle.Body.Hood.",
    "Vehicle.Powertrain.FuelSystem.",
    "Vehicle.Powertrain.TractionBattery.BatteryConditioning.TargetTemperature",
    "Vehicle.Body.IsAutoPowerOptimize",
    "Vehicle.Body.PowerOptimizeLevel",
    "Vehicle.IsAutoPowerOptimize",
    "Vehicle.PowerOptimizeLevel",
    "Vehicle.Powertrain.IsAutoPowerOptimize",
    "Vehicle.Powertrain.PowerOptimizeLevel",
)
"""Branches and leaves of which no actuator may ever be asked for."""

ALLOWED_BRANCHES = {
    "access": (
        "Vehicle.Cabin.Door.",
        "Vehicle.Cabin.IsWindowChildLockEngaged",
        "Vehicle.Body.Trunk.",
        "Vehicle.Body.Lights.Hazard.",
        "Vehicle.Body.Lights.Parking.",
    ),
    "comfort": (
        "Vehicle.Cabin.Door.",
        "Vehicle.Cabin.HVAC.",
        "Vehicle.Cabin.Light.",
        "Vehicle.Cabin.RearShade.",
        "Vehicle.Cabin.Seat.",
        "Vehicle.Cabin.Sunroof.",
        "Vehicle.Body.Mirrors.",
        "Vehicle.Body.Trunk.Front.IsLightOn",
        "Vehicle.Body.Trunk.Rear.IsLightOn",
        "Vehicle.Body.Windshield.Front.IsHeatingOn",
        "Vehicle.Body.Windshield.Rear.IsHeatingOn",
        "Vehicle.Chassis.SteeringWheel.HeatingCooling",
    ),
    "charging": (
        "Vehicle.Powertrain.TractionBattery.Charging.",
        "Vehicle.Powertrain.TractionBattery.BatteryConditioning.",
    ),
    "infotainment": (
        "Vehicle.Cabin.Infotainment.HMI.",
        "Vehicle.Cabin.Infotainment.Media.",
        "Vehicle.Cabin.Infotainment.Navigation.",
    ),
}


def some_value(path: str) -> object:
    """Return a value that fits the actuator."""
    info = vss_catalogue().lookup(path)
    if info.allowed:
        return info.allowed[0]
    if info.datatype == "boolean":
        return True
    return "on" if info.datatype == "string" else max(info.low or 0, 0)


@pytest.mark.parametrize("path", [i.path for i in ACTUATORS if i.path.startswith(FORBIDDEN)])
def test_nothing_of_a_forbidden_branch_is_allowed_when_the_car_stands(path: str):
    """Neither list nor permit lets it through, and the reason says what may be set."""
    assert path not in allowances()
    with pytest.raises(Rejected, match="only access, comfort, charging and infotainment"):
        permit({path: some_value(path)}, Conditions(speed_mps=0.0))


@pytest.mark.parametrize("branch", FORBIDDEN)
def test_a_forbidden_branch_is_one_of_vss_when_it_is_named(branch: str):
    """A misspelt branch would forbid nothing; two of them hold no actuator and never may."""
    assert any(info.path.startswith(branch) for info in vss_catalogue())


def test_every_allowed_path_is_of_a_branch_for_its_kind():
    """The list reaches nothing but the named branches, whatever its patterns come to mean."""
    for path, row in allowances().items():
        assert path.startswith(ALLOWED_BRANCHES[row.kind]), path
        assert vss_catalogue().lookup(path).entry == "actuator"


def test_no_button_is_allowed():
    """A seat's switch is held by a finger; an order to hold it would never let go."""
    assert not [path for path in allowances() if path.endswith("SwitchEngaged")]


OPENS = (
    "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
    "Vehicle.Cabin.Door.Row2.PassengerSide.Position",
    "Vehicle.Body.Trunk.Rear.IsOpen",
    "Vehicle.Body.Trunk.Front.Switch",
    "Vehicle.Body.Lights.Hazard.IsSignaling",
    "Vehicle.Body.Lights.Parking.IsOn",
    "Vehicle.Body.Mirrors.DriverSide.IsFolded",
    "Vehicle.Body.Mirrors.PassengerSide.Pan",
    "Vehicle.Cabin.Seat.Row1.DriverSide.Backrest.Recline",
    "Vehicle.Cabin.Seat.Row1.PassengerSide.Headrest.Height",
    "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition.IsFlapOpen",
    "Vehicle.Cabin.Infotainment.HMI.SpeedUnit",
)


@pytest.mark.parametrize("path", OPENS)
@pytest.mark.parametrize("speed_mps", [None, 0.3, 30.0])
def test_what_opens_or_moves_the_driver_is_refused_when_the_car_may_move(
    path: str, speed_mps: float | None
):
    """Doors, trunks, lights, mirrors, seats, the flap and the units wait until it stands."""
    with pytest.raises(Rejected, match="known to stand"):
        permit({path: some_value(path)}, Conditions(speed_mps=speed_mps))
    assert permit({path: some_value(path)}, Conditions(speed_mps=0.0))


@pytest.mark.parametrize(
    "path",
    [
        "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position",
        "Vehicle.Cabin.Door.Row2.DriverSide.Shade.IsOpen",
        "Vehicle.Cabin.Sunroof.Shade.Position",
        "Vehicle.Cabin.Seat.Row1.DriverSide.Backrest.HeatingCooling",
        "Vehicle.Chassis.SteeringWheel.HeatingCooling",
        "Vehicle.Body.Windshield.Rear.IsHeatingOn",
        "Vehicle.Powertrain.TractionBattery.Charging.ChargeLimit",
        "Vehicle.Cabin.Infotainment.Navigation.Mute",
        "Vehicle.Cabin.Infotainment.Media.Volume",
    ],
)
def test_what_harms_nobody_is_permitted_when_moving(path: str):
    """Windows, shades, warmth, charging limits, destination and volume go at any speed."""
    assert permit({path: some_value(path)}, Conditions(speed_mps=30.0))
