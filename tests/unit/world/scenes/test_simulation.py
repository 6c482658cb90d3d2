"""The closed loop: the same again from the same seed, and what it says of what happened."""

from __future__ import annotations

import numpy as np
import pytest

from segue.lanes.build import CrossSection, road, straight
from segue.schema.drive import Command, Inputs, Wishes
from segue.world.scenes import (
    STEP_S,
    ActorSpec,
    EgoStart,
    OwnSensorsSpec,
    Scenario,
    SensorSpec,
    Simulation,
    load_scenario,
)

ROAD = road([straight(1000.0)], CrossSection(lanes=2))
NOISY = SensorSpec(name="radar", position_sigma_m=0.3, speed_sigma_mps=0.2, miss_share=0.1)
ROLL = Command(accel_mps2=0.0, steer_rad=0.0)


def scenario(*actors: ActorSpec, speed_mps: float = 20.0, **more: object) -> Scenario:
    """A straight road, the ego on its outer lane."""
    return Scenario(
        name="test",
        title="Test",
        lanes=ROAD,
        ego=EgoStart(lane="main.2", s_m=50.0, speed_mps=speed_mps),
        wishes=Wishes(set_speed_mps=20.0),
        duration_s=10.0,
        actors=actors,
        **more,  # pyright: ignore[reportArgumentType]
    )


def drive(sim: Simulation, command: Command = ROLL) -> list[Inputs]:
    """Drive to the end, and return all that was said on the way."""
    said = [sim.inputs()]
    while not sim.over:
        sim.step(command)
        said.append(sim.inputs())
    return said


def log(seed: int) -> bytes:
    """Every byte that a noisy drive behind a car says."""
    noisy = scenario(
        ActorSpec(name="lead", lane="main.2", s_m=100.0, speed_mps=20.0),
        sensors=(NOISY,),
        own_sensors=OwnSensorsSpec(speed_sigma_mps=0.1, gnss_sigma_m=0.5),
    )
    said = drive(Simulation(noisy, seed))
    looks = [look for inputs in said for look in inputs.detections]
    return (
        b"".join(look.boxes.tobytes() for look in looks)
        + repr([inputs.own for inputs in said]).encode()
    )


def test_every_byte_is_the_same_when_the_seed_is() -> None:
    """A drive can be had again."""
    assert log(7) == log(7)


def test_what_is_said_differs_when_the_seed_does() -> None:
    """Chance comes from the seed."""
    assert log(7) != log(8)


def test_impact_speed_is_the_difference_when_the_ego_runs_into_a_slower_car() -> None:
    """A collision says when, whom, how hard and on which side."""
    sim = Simulation(
        scenario(ActorSpec(name="slow", lane="main.2", s_m=80.0, speed_mps=5.0)), seed=1
    )
    drive(sim)
    assert sim.collision is not None
    assert (sim.collision.name, sim.collision.side) == ("slow", "front")
    assert sim.collision.impact_mps == pytest.approx(15.0, abs=0.2)
    gap_m = 80.0 - 50.0 - 0.5 * (sim.own_car.length_m + 4.5)
    assert sim.collision.time_s == pytest.approx(gap_m / 15.0, abs=0.1)


def test_nothing_is_hit_when_a_car_passes_in_the_lane_beside() -> None:
    """Boxes side by side do not touch."""
    sim = Simulation(
        scenario(ActorSpec(name="beside", lane="main.1", s_m=30.0, speed_mps=30.0)), seed=1
    )
    drive(sim)
    assert sim.collision is None
    assert sim.time_s == pytest.approx(10.0)


def test_the_car_stands_when_it_is_braked_and_held() -> None:
    """A command to hold keeps a car that has stopped where it is."""
    sim = Simulation(scenario(speed_mps=5.0), seed=1)
    drive(sim, Command(accel_mps2=-4.0, steer_rad=0.0, hold=True))
    assert sim.truth.ego.speed_mps == 0.0


def test_the_brake_builds_up_as_the_car_says_when_it_is_asked_for_all() -> None:
    """Nothing for its dead time, then with its jerk, up to what was asked."""
    sim = Simulation(scenario(), seed=1)
    slow, accels = Command(accel_mps2=-6.0, steer_rad=0.0), []
    for _ in range(30):
        sim.step(slow)
        accels.append(sim.truth.ego.accel_mps2)
    dead = round(sim.own_car.brake_delay_s / STEP_S)
    assert accels[: dead - 1] == pytest.approx([0.0] * (dead - 1), abs=0.1)
    assert np.diff(accels[dead : dead + 8]) == pytest.approx(
        -sim.own_car.brake_jerk_mps3 * STEP_S, rel=0.1
    )
    assert accels[-1] == pytest.approx(-6.0, abs=0.1)


def test_inputs_stay_as_they_are_when_they_are_read_twice() -> None:
    """Reading draws no chance."""
    sim = Simulation(scenario(), seed=1)
    assert sim.inputs() is sim.inputs()
    sim.step(ROLL)
    assert sim.inputs().time_s == STEP_S


def test_the_shipped_lead_slows_down_when_its_script_says_so() -> None:
    """An act changes the speed at its time, as hard as it says."""
    sim = Simulation(load_scenario("follow"), seed=1)
    speeds = []
    for _ in range(round(13.0 / STEP_S)):
        sim.step(Command(accel_mps2=-0.5, steer_rad=0.0))
        speeds.append(float(sim.truth.objects.boxes[0, 3]))
    assert speeds[399] == pytest.approx(25.0)
    assert speeds[449] == pytest.approx(25.0 - 2.5, abs=0.06)
    assert speeds[-1] == 15.0
