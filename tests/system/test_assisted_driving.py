"""Assisted driving in a car's node: a world, a pilot and a planner in processes of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from assisted_car import AssistedCar, assisted_car
from car_process import MakeCar

from segue.kernel import Rejected
from segue.schema.activity import NavigationState
from segue.schema.assist import AssistDrive, AssistPress
from segue.schema.journey import Place
from segue.schema.surface import ActivityStart, PlanParams, SimParams, SpeedupParams

ACTIVE = "Vehicle.ADAS.CruiseControl.IsActive"
LEVEL = "Vehicle.ADAS.ActiveAutonomyLevel"
HAZARDS = "Vehicle.Body.Lights.Hazard.IsSignaling"


@pytest.fixture
async def car() -> AsyncIterator[AssistedCar]:
    """Return a car that drives on a motorway."""
    async with assisted_car() as made:
        yield made


def children_of(process: int) -> dict[int, str]:
    """Return the processes that a process has started: id and command."""
    found = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process)],
        capture_output=True,
        text=True,
        check=False,  # none is an error to it
    )
    rows = [line.split(maxsplit=1) for line in found.stdout.splitlines()]
    return {int(number): command for number, command in rows}


def child_of(process: int, module: str) -> int:
    """Return the id of a process's child by the module that it runs."""
    (number,) = (number for number, command in children_of(process).items() if module in command)
    return number


def planner_of(drive_process: int) -> int:
    """Return the process id of a drive process's planner."""
    return child_of(drive_process, "planner")


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


async def test_whole_node_drives_without_numpy_and_leaves_nothing_behind(make_car: MakeCar):
    """What the screen asks reaches the pilot, which lives in children that end with the node."""
    car = make_car(at="Beijing")
    screen = await car.start()
    there = Place(name="Shanghai", latitude_deg=31.22222, longitude_deg=121.45806)
    planned = await screen.call("trip.plan", PlanParams(destination=there))
    route = NavigationState(plan=planned.plan)
    await screen.call("activity.start", ActivityStart(state=route))
    for action in ("get_in", "drive"):
        await screen.call("sim.do", SimParams(action=action))
    await screen.call("sim.speedup", SpeedupParams(speedup=10.0))
    await screen.until(
        "assist", lambda view: view.why.startswith("Press"), within_s=60.0, what="a motorway"
    )
    for state in ("ready", "engaged"):
        await screen.call("assist.press", AssistPress(button="engage"))
        await screen.until(
            "assist", lambda view, state=state: view.state == state, within_s=120.0, what=state
        )
    drive = child_of(car.process.pid, "assist.drive")
    planner = planner_of(drive)
    if sys.platform == "linux":
        assert not has_loaded(car.process.pid, "numpy")
        assert has_loaded(drive, "numpy")
    await car.end(signal.SIGTERM)
    async with asyncio.timeout(10.0):
        while is_there(drive) or is_there(planner):  # noqa: ASYNC110 (no children of ours)
            await asyncio.sleep(0.05)


def has_loaded(process: int, package: str) -> bool:
    """Return whether a process has a package's compiled code in its memory."""
    return f"/{package}/" in Path(f"/proc/{process}/maps").read_text()


def is_there(process: int) -> bool:
    """Return whether a process has not ended yet."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
