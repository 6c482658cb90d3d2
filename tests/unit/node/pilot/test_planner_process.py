"""A car at speed comes safely to rest when the process that plans for it is killed or stopped."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lane_planner import Fails, KeepLane, KnowsNothing, unmakeable

from segue.kernel import DeviceUnavailable
from segue.node.pilot import PilotApart, PlannerProcess, Setup
from segue.pilot.pipeline import Ask, Executive, Output
from segue.pilot.scene import PlannerFactory
from segue.pilot.supervise import Supervisor
from segue.schema.drive import Command, NoPlan, OwnCar, Wishes
from segue.world.scenes import Scenario, Simulation, load_scenario

_ROAD = """
title = "A road that bends"
duration_s = 60
[road]
kind = "line"
pieces = [
    { length_m = 150 },
    { length_m = 60, to_radius_m = 450 },
    { length_m = 900, from_radius_m = 450, to_radius_m = 450 },
]
[ego]
lane = "main.1"
s_m = 20
speed_mps = 25
[wishes]
set_speed_mps = 25
"""
_STANDS = """
[[actors]]
name = "stands"
lane = "main.1"
s_m = 190
speed_mps = 0
"""


def driven_past(
    tmp_path: Path, planner: PlannerProcess, signal_number: signal.Signals, actors: str = ""
) -> tuple[Simulation, Output, list[Command]]:
    """Return a drive whose planner gets a signal after 4 s, until the car has stood for a while."""
    file = tmp_path / "bend.toml"
    file.write_text(_ROAD + actors)
    sim = Simulation(load_scenario(file), seed=1)
    executive = Executive(
        sim.own_car,
        sim.scenario.lanes,
        sim.scenario.wishes,
        Supervisor(sim.own_car),
        tuple(sensor.view() for sensor in sim.scenario.sensors),
    )
    pilot = PilotApart(executive, planner)
    while sim.time_s < 4.0:
        out = pilot.step(sim.inputs())
        sim.step(out.command)
        while planner.is_busy:  # so that a drive is the same on any machine
            time.sleep(0.0005)
            planner.newest()
    assert sim.truth.ego.speed_mps == pytest.approx(25.0, abs=1.0)
    assert out.directive.source == "plan"
    assert not out.verdict.intervened
    os.kill(planner.process_id, signal_number)
    commands: list[Command] = []
    while sim.time_s < 25.0 and not sim.over:
        out = pilot.step(sim.inputs())
        commands.append(out.command)
        sim.step(out.command)
        ego = sim.truth.ego
        _, beside_m, _ = sim.scenario.lanes.path("main.1").locate(np.array([[ego.x_m, ego.y_m]]))[0]
        assert abs(beside_m) < 0.5 * (3.5 - sim.own_car.width_m), "the car left its lane"
    return sim, out, commands


@pytest.fixture
def planner(tmp_path: Path) -> Iterator[PlannerProcess]:
    """A planner in a process of its own, for the road of these tests."""
    file = tmp_path / "road.toml"
    file.write_text(_ROAD)
    with started(load_scenario(file), KeepLane) as process:
        yield process


def started(scenario: Scenario, planner: PlannerFactory) -> PlannerProcess:
    """Return a process that plans on a scenario's road."""
    return PlannerProcess(
        Setup(own_car=OwnCar(), lanes=scenario.lanes, planner=planner, predictor=KnowsNothing)
    )


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGSTOP])
def test_car_stops_in_its_lane_when_the_planner_is_killed_or_hangs(
    tmp_path: Path, planner: PlannerProcess, signal_number: signal.Signals
) -> None:
    """From 25 m/s in a bend: at rest, in the lane, hazard lights on, never above 4 m/s²."""
    sim, output, commands = driven_past(tmp_path, planner, signal_number)
    assert sim.truth.ego.speed_mps == 0.0
    assert commands[-1].hazards
    assert commands[-1].hold
    assert min(command.accel_mps2 for command in commands) >= -4.0
    assert "stale_plan" in output.verdict.rules
    assert planner.lost


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGSTOP])
def test_nothing_is_hit_when_the_planner_is_gone_and_a_car_stands_ahead(
    tmp_path: Path, planner: PlannerProcess, signal_number: signal.Signals
) -> None:
    """The guard brakes for what stands in the way, without any plan."""
    sim, _, commands = driven_past(tmp_path, planner, signal_number, _STANDS)
    assert sim.collision is None
    assert sim.truth.ego.speed_mps == 0.0
    assert min(command.accel_mps2 for command in commands) < -4.0


def test_no_plan_is_taken_when_a_planner_that_hung_goes_on(
    tmp_path: Path, planner: PlannerProcess
) -> None:
    """One that was given up is ended for good: its late answers count for nothing."""
    driven_past(tmp_path, planner, signal.SIGSTOP)
    before = planner.newest()
    os.kill(planner.process_id, signal.SIGCONT)
    assert planner.lost == "The planner did not answer for 1 s."
    assert planner.newest() is before


def test_answer_is_no_plan_when_the_planner_fails(tmp_path: Path) -> None:
    """A defect in a planner is an answer, and the process lives."""
    file = tmp_path / "road.toml"
    file.write_text(_ROAD)
    sim = Simulation(load_scenario(file), seed=1)
    with started(sim.scenario, Fails) as process:
        for number in range(2):
            ego = replace(sim.truth.ego, time_s=0.1 * number)
            wishes = Wishes(set_speed_mps=25.0)
            process.ask(Ask(ego=ego, objects=sim.truth.objects, wishes=wishes, lights={}))
            while process.is_busy:
                process.newest()
            answer = process.newest()
            assert isinstance(answer, NoPlan)
            assert answer.made_s == ego.time_s
        assert not process.lost


def test_start_is_refused_when_no_planner_can_be_made(tmp_path: Path) -> None:
    """A planner that cannot be made is said so before the drive."""
    file = tmp_path / "road.toml"
    file.write_text(_ROAD)
    with pytest.raises(DeviceUnavailable, match="before it had made its planner"):
        started(load_scenario(file), unmakeable)
