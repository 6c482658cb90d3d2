"""Assisted driving in a car's node: a world, a pilot and a planner in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import AsyncIterator

import pytest
from assisted_car import AssistedCar, assisted_car

from segue.kernel import Rejected
from segue.schema.assist import AssistDrive

ACTIVE = "Vehicle.ADAS.CruiseControl.IsActive"
LEVEL = "Vehicle.ADAS.ActiveAutonomyLevel"
HAZARDS = "Vehicle.Body.Lights.Hazard.IsSignaling"


@pytest.fixture
async def car() -> AsyncIterator[AssistedCar]:
    """Return a car that drives on a motorway."""
    async with assisted_car() as made:
        yield made


def planner_of(drive_process: int) -> int:
    """Return the process id of a drive process's planner."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(drive_process)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(found.stdout.split()[0])


async def test_the_pilot_drives_when_engaged_and_the_person_when_they_brake(car: AssistedCar):
    """A preview, then one speed in world, car and signals; the brake takes it back in one step."""
    await car.look()
    assert car.view.state == "ready"
    assert car.view.lines
    assert car.view.objects
    assert car.value(LEVEL) == "SAE_0"
    assert car.car.plant.speed_mps == pytest.approx(car.view.speed_mps, abs=0.5)
    car.assist.press("engage")
    await car.pass_time(0.5)
    assert car.view.state == "engaged"
    assert car.view.plan is not None
    assert car.value(ACTIVE) is True
    assert car.value(LEVEL) == "SAE_2"
    assert car.value("Vehicle.Segue.Pilot.Objects.Id")
    assert len(car.value("Vehicle.Segue.Pilot.Plan.Ahead")) == len(car.view.plan.speeds_mps)
    await car.pass_time(5.0)
    assert car.car.plant.speed_mps == pytest.approx(car.view.speed_mps, abs=0.3)
    with pytest.raises(Rejected, match="real time"):
        car.assist.refuse_speedup()
    car.does = AssistDrive(brake_frac=0.3)
    await car.pass_time(0.02)
    assert car.value(ACTIVE) is False
    assert car.view.autonomy == "SAE_0"
    car.does = AssistDrive()
    await car.pass_time(3.0)
    assert car.car.plant.speed_mps > 15.0  # the person drives on
    car.assist.press("cancel")
    await car.ended()
    assert car.view.state == "off"
    assert car.car.led_mps is None


async def test_the_car_comes_to_rest_with_hazards_when_nobody_answers(car: AssistedCar):
    """Hands off: warned, demanded after 15 s, stopped 10 s later and held until a person acts."""
    await car.engage()
    began_s = car.view.time_s
    car.does = AssistDrive(hands_on=False, attentive=False)
    await car.pass_time(60.0)
    first_s: dict[str, float] = {}
    for view in car.views:
        first_s.setdefault(view.state, view.time_s - began_s)
    assert first_s["warned"] == pytest.approx(2.0, abs=1.0)
    assert first_s["demanded"] == pytest.approx(15.0, abs=1.0)
    assert first_s["minimal_risk"] == pytest.approx(25.0, abs=1.0)
    assert car.view.state == "standstill"
    assert car.car.plant.speed_mps == pytest.approx(0.0, abs=0.05)
    assert car.value(HAZARDS) is True
    assert car.value("Vehicle.ADAS.DMS.IsWarning") is False  # it has ended


async def test_the_car_stops_safely_when_its_planner_is_killed(car: AssistedCar):
    """What keeps the car safe outlives the planner: a manoeuvre to standstill, and no crash."""
    await car.engage()
    assert car.assist.process is not None
    assert car.assist.process.process_id is not None
    os.kill(planner_of(car.assist.process.process_id), signal.SIGKILL)
    await car.pass_time(30.0)
    states = [view.state for view in car.views]
    assert "minimal_risk" in states
    assert car.view.state == "standstill"
    assert car.car.plant.speed_mps == pytest.approx(0.0, abs=0.05)


async def test_the_fault_is_said_and_the_car_brakes_when_the_drive_process_is_killed(
    car: AssistedCar,
):
    """A killed process does not take the node with it."""
    await car.engage()
    assert car.assist.process is not None
    assert car.assist.process.process_id is not None
    os.kill(car.assist.process.process_id, signal.SIGKILL)
    await car.ended()
    assert car.view.state == "fault"
    assert car.view.why.endswith("The car brakes to rest.")
    assert car.value("Vehicle.ADAS.CruiseControl.IsError") is True
    assert car.value(ACTIVE) is False
    with pytest.raises(Rejected):
        car.assist.press("engage")
    car.car.advance(30.0)
    assert car.car.plant.speed_mps == 0.0
    assert car.car.body.gear == "P"
    car.assist.refresh()
    assert car.view.state == "off"
