"""The safety boundary: what may be asked of an actuator, and when."""

from __future__ import annotations

import math

import pytest

from segue.kernel import LocalUseError, Rejected
from segue.vehicle.actuate import Actuations, Conditions, Permitted, permit
from segue.vehicle.signals import vss_catalogue

LOCK = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
TARGET_TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide.Position"
STANDING = Conditions(speed_mps=0.0)
MOVING = Conditions(speed_mps=20.0)

MOTION = (
    "Vehicle.ADAS.CruiseControl.SpeedSet",
    "Vehicle.ADAS.EBA.IsEnabled",
    "Vehicle.ADAS.ESC.IsEnabled",
    "Vehicle.Chassis.ParkingBrake.IsEngaged",
    "Vehicle.Powertrain.Transmission.SelectedGear",
    "Vehicle.Powertrain.Transmission.IsParkLockEngaged",
    "Vehicle.Powertrain.Transmission.IsElectricalPowertrainEngaged",
    "Vehicle.Body.Lights.Brake.IsActive",
    "Vehicle.Body.Lights.Beam.Low.IsOn",
)


@pytest.mark.parametrize("path", MOTION)
def test_a_motion_request_is_rejected_even_when_standing(path: str):
    """The reason says what may be set at all."""
    info = vss_catalogue().lookup(path)
    value = {"boolean": True, "string": next(iter(info.allowed), "")}.get(info.datatype, 1)
    with pytest.raises(Rejected, match="only access, comfort"):
        permit({path: value}, STANDING)


def test_a_forged_permit_is_rejected():
    """Actuations look at the list themselves, whoever made the permit."""
    forged = Permitted(targets={MOTION[0]: 100.0}, deadline_s=1.0)
    with pytest.raises(Rejected, match="only access, comfort"):
        Actuations().request(forged, request_id="a", due_s=1.0)


def test_a_motion_actuator_gets_no_provider():
    """Not even a provider may offer one."""
    with pytest.raises(Rejected):
        Actuations().serve("car", [MOTION[0]], lambda _order: None)


@pytest.mark.parametrize("speed_mps", [20.0, 0.3, -20.0, None, math.nan, math.inf])
def test_unlocking_and_seats_need_a_car_known_to_stand(speed_mps: float | None):
    """While the car moves, or its speed is not known, doors stay locked and seats stay put."""
    for targets in ({LOCK: False}, {SEAT: 300}):
        with pytest.raises(Rejected, match="known to stand"):
            permit(targets, Conditions(speed_mps=speed_mps))
        assert permit(targets, STANDING).targets == targets


@pytest.mark.parametrize("targets", [{LOCK: True}, {TARGET_TEMPERATURE: 21.0}])
def test_locking_and_climate_are_permitted_when_moving(targets: dict[str, object]):
    """What cannot harm is permitted at any speed."""
    assert permit(targets, MOVING).targets == targets


def test_all_are_refused_when_one_is():
    """A request is permitted as a whole or not at all."""
    with pytest.raises(Rejected):
        permit({TARGET_TEMPERATURE: 21.0, LOCK: False}, MOVING)


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({}, "Nothing was asked"),
        ({"Vehicle.Sped": 1.0}, "no signal"),
        ({"Vehicle.Speed": 1.0}, "not an actuator"),
        ({LOCK: "yes"}, "true or false"),
        ({TARGET_TEMPERATURE: math.nan}, "finite"),
    ],
)
def test_what_makes_no_sense_is_named(targets: dict[str, object], said: str):
    """A request that no car could carry out is the caller's error, not a refusal."""
    with pytest.raises(LocalUseError, match=said):
        permit(targets, STANDING)
