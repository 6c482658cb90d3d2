"""What sensors say of the world, and each way in which they are wrong."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from segue.lanes.build import CrossSection, road, straight
from segue.schema.drive import Command, Detections, Inputs, Kind, Wishes
from segue.world.scenes import (
    ActorSpec,
    EgoStart,
    OwnSensorsSpec,
    Scenario,
    SensorSpec,
    Simulation,
    SpeedLie,
    Window,
)

ROAD = road([straight(1000.0)], CrossSection(lanes=3))
ROLL = Command(accel_mps2=0.0, steer_rad=0.0)
LEAD = ActorSpec(name="lead", lane="main.2", s_m=140.0, speed_mps=20.0)


def said(sensor: SensorSpec, *actors: ActorSpec, seconds: float = 4.0) -> list[Inputs]:
    """Everything that is said while the ego drives at 20 m/s from 100 m on in the middle lane."""
    scenario = Scenario(
        name="test",
        title="Test",
        lanes=ROAD,
        ego=EgoStart(lane="main.2", s_m=100.0, speed_mps=20.0),
        wishes=Wishes(set_speed_mps=20.0),
        duration_s=seconds,
        actors=actors,
        sensors=(sensor,),
        own_sensors=OwnSensorsSpec(gnss_dropouts=(Window(from_s=1.0, to_s=2.0),)),
    )
    sim = Simulation(scenario, seed=2)
    heard = [sim.inputs()]
    while not sim.over:
        sim.step(ROLL)
        heard.append(sim.inputs())
    return heard


def looks(inputs: list[Inputs]) -> list[Detections]:
    """Every look that came through."""
    return [look for moment in inputs for look in moment.detections]


def test_every_object_is_told_exactly_when_the_sensor_is_perfect() -> None:
    """On the car's own axes; velocity over ground."""
    first = looks(said(SensorSpec(name="perfect"), LEAD))[0]
    assert first.boxes[0] == pytest.approx([40.0, 0.0, 0.0, 20.0, 0.0, 4.5, 1.8])
    assert first.kinds.tolist() == [Kind.CAR]
    assert first.measured_s == 0.0


@pytest.mark.parametrize(
    ("sensor", "seen"),
    [
        (SensorSpec(name="short", range_m=30.0), False),
        (SensorSpec(name="long", range_m=50.0), True),
        (SensorSpec(name="behind", mount_heading_rad=math.pi, field_of_view_rad=1.0), False),
        (SensorSpec(name="ahead", field_of_view_rad=0.2), True),
        (SensorSpec(name="beside", mount_heading_rad=0.6, field_of_view_rad=1.0), False),
    ],
)
def test_an_object_is_seen_when_it_is_in_range_and_in_view(sensor: SensorSpec, seen: bool) -> None:
    """Range counts from the nearest corner, the view from where the sensor is."""
    assert all(len(look.boxes) == seen for look in looks(said(sensor, LEAD)))


def test_an_object_is_hidden_when_another_stands_in_the_way() -> None:
    """A car behind a lorry is seen by nobody who cannot see through lorries."""
    lorry = ActorSpec(name="lorry", kind="truck", lane="main.2", s_m=130.0, speed_mps=20.0)
    hidden = ActorSpec(name="hidden", lane="main.2", s_m=160.0, speed_mps=20.0)
    beside = ActorSpec(name="beside", lane="main.1", s_m=160.0, speed_mps=20.0)
    through = looks(said(SensorSpec(name="radar"), lorry, hidden, beside))[0]
    past = looks(said(SensorSpec(name="camera", occlusion=True), lorry, hidden, beside))[0]
    assert len(through.boxes) == 3
    assert past.boxes[:, 0] == pytest.approx([30.0, 60.0])
    assert past.boxes[1, 1] == pytest.approx(3.5)


def test_an_object_is_seen_when_a_larger_one_stands_behind_it() -> None:
    """What is farther away hides nothing."""
    near = ActorSpec(name="near", kind="motorcycle", lane="main.2", s_m=115.0, speed_mps=20.0)
    lorry = ActorSpec(name="lorry", kind="truck", lane="main.2", s_m=130.0, speed_mps=20.0)
    seen = looks(said(SensorSpec(name="camera", occlusion=True), near, lorry, seconds=0.1))[0]
    assert seen.kinds.tolist() == [Kind.MOTORCYCLE, Kind.TRUCK]


def test_a_look_comes_late_when_the_sensor_has_latency() -> None:
    """It says when it was measured, and tells the place of then."""
    inputs = said(SensorSpec(name="slow", latency_s=0.2, period_s=0.1), LEAD)
    assert all(not moment.detections for moment in inputs[:10])
    assert inputs[10].detections[0].measured_s == 0.0
    delays = [moment.time_s - look.measured_s for moment in inputs for look in moment.detections]
    assert delays == pytest.approx([0.2] * len(delays))
    assert len(delays) == 39


def test_nothing_is_said_of_an_object_when_it_has_not_been_seen_for_long_enough() -> None:
    """And it must be confirmed again after a dropout."""
    sensor = SensorSpec(name="sure", confirmation_s=0.5, dropouts=(Window(from_s=2.0, to_s=2.5),))
    when = [look.measured_s for look in looks(said(sensor, LEAD)) if len(look.boxes)]
    assert when[0] == pytest.approx(0.5)
    assert not [time_s for time_s in when if 1.99 < time_s < 2.99]
    assert max(np.diff(when)) == pytest.approx(3.0 - 1.98)


def test_the_sensor_says_nothing_at_all_when_it_drops_out() -> None:
    """Not even that it saw nothing."""
    sensor = SensorSpec(name="weak", dropouts=(Window(from_s=1.0, to_s=3.0),))
    when = np.array([look.measured_s for look in looks(said(sensor))])
    assert not ((when >= 1.0) & (when < 3.0 - 1e-6)).any()
    assert len(when) == 101


def test_noise_is_as_large_as_it_says_when_many_looks_are_taken() -> None:
    """Standard deviations of place and speed; none of them leans to a side."""
    sensor = SensorSpec(name="noisy", position_sigma_m=0.5, speed_sigma_mps=0.2)
    boxes = np.concatenate([look.boxes for look in looks(said(sensor, LEAD, seconds=20.0))])
    assert boxes[:, :2].std(axis=0) == pytest.approx([0.5, 0.5], rel=0.1)
    assert boxes[:, 3:5].std(axis=0) == pytest.approx([0.2, 0.2], rel=0.1)
    assert boxes[:, :2].mean(axis=0) == pytest.approx([40.0, 0.0], abs=0.06)


def test_an_object_is_missed_as_often_as_is_said() -> None:
    """Each look misses each object by itself."""
    sensor = SensorSpec(name="misses", miss_share=0.3)
    counts = [len(look.boxes) for look in looks(said(sensor, LEAD, seconds=20.0))]
    assert np.mean(counts) == pytest.approx(0.7, abs=0.05)


def test_ghosts_appear_when_the_sensor_sees_them() -> None:
    """As often and for as long as is said; they stand still on the map, and nobody knows them."""
    sensor = SensorSpec(name="haunted", ghosts_per_s=1.0, ghost_s=0.4)
    seen = looks(said(sensor, seconds=35.0))
    counts = [len(look.boxes) for look in seen]
    assert np.mean(counts) == pytest.approx(0.4, abs=0.15)
    ghosts = [look for look in seen if len(look.boxes)]
    assert all((look.kinds == Kind.UNKNOWN).all() for look in ghosts)
    assert all((look.boxes[:, 3:5] == 0.0).all() for look in ghosts)
    one, two = next(
        (one, two) for one, two in pairwise(seen) if len(one.boxes) == len(two.boxes) == 1
    )
    assert one.boxes[0, 0] - two.boxes[0, 0] == pytest.approx(20.0 * 0.02, abs=0.02)


def test_ghosts_stay_few_enough_when_there_are_said_to_be_millions() -> None:
    """A scenario cannot fill the memory with them."""
    sensor = SensorSpec(name="haunted", ghosts_per_s=1e6, ghost_s=1e6)
    assert max(len(look.boxes) for look in looks(said(sensor, seconds=0.1))) <= 1000


def test_speeds_are_wrong_when_the_sensor_lies() -> None:
    """While it lies and by as much as is said; places stay true."""
    sensor = SensorSpec(name="liar", lies=(SpeedLie(from_s=1.0, to_s=2.0, add_mps=-6.0),))
    for look in looks(said(sensor, LEAD)):
        lying = 1.0 - 1e-6 < look.measured_s < 2.0 - 1e-6
        assert look.boxes[0, 3] == pytest.approx(14.0 if lying else 20.0)
        assert look.boxes[0, 0] == pytest.approx(40.0, abs=0.1)


def test_the_place_is_known_ten_times_a_second_when_gnss_works() -> None:
    """Speed and turning are always known."""
    inputs = said(SensorSpec(name="perfect"))
    fixes = [moment.time_s for moment in inputs if moment.own.x_m is not None]
    assert len(fixes) == 31
    assert not [time_s for time_s in fixes if 1.0 <= time_s < 2.0 - 1e-6]
    assert all(moment.own.speed_mps == pytest.approx(20.0, abs=0.3) for moment in inputs)
