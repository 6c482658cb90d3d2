"""Actors that drive by themselves: following, giving way, changing lanes, heeding the ego."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from segue.lanes import LaneMap
from segue.lanes.build import (
    Arm,
    CrossSection,
    arc,
    junction,
    lit_road,
    on_ramp,
    road,
    roundabout,
    straight,
)
from segue.schema.drive import Command, Objects, Wishes
from segue.world.scenes import (
    ActorSpec,
    EgoStart,
    LightSpec,
    Phase,
    Scenario,
    Simulation,
    TrafficSpec,
)
from segue.world.scenes.actors import LaneTable
from segue.world.scenes.actors._right_of_way import Mover, Now, RightOfWay

ROAD = road([straight(2000.0)], CrossSection(lanes=2, speed_limit_mps=30.0))
ARMS = [
    Arm(name=name, heading_rad=quarter * math.pi / 2, first=name in {"east", "west"})
    for quarter, name in enumerate(("east", "north", "west", "south"))
]
ROLL = Command(accel_mps2=0.0, steer_rad=0.0)
STAND = Command(accel_mps2=-5.0, steer_rad=0.0, hold=True)


def simulation(
    lanes: LaneMap, lane: str, s_m: float, speed_mps: float, *actors: ActorSpec, **more: object
) -> Simulation:
    """The ego where it is said, among actors."""
    scenario = Scenario(
        name="test",
        title="Test",
        lanes=lanes,
        ego=EgoStart(lane=lane, s_m=s_m, speed_mps=speed_mps),
        wishes=Wishes(set_speed_mps=20.0),
        duration_s=120.0,
        actors=actors,
        **more,  # pyright: ignore[reportArgumentType]
    )
    return Simulation(scenario, seed=3)


def run(
    sim: Simulation, seconds: float, command: Command, look: Callable[[Objects], None] | None = None
) -> Objects:
    """Drive on, look at the others ten times a second, and return where they end."""
    for step in range(round(seconds * 50)):
        sim.step(command)
        if look is not None and step % 5 == 0:
            look(sim.truth.objects)
    return sim.truth.objects


def car(name: str, lane: str, s_m: float, speed_mps: float, **more: object) -> ActorSpec:
    """One that drives by itself."""
    return ActorSpec(
        name=name,
        drives="traffic",
        lane=lane,
        s_m=s_m,
        speed_mps=speed_mps,
        **more,  # pyright: ignore[reportArgumentType]
    )


def test_a_car_stops_behind_the_ego_when_the_ego_stands() -> None:
    """Others react to the ego: they come to rest a car's gap behind it."""
    lanes = road([straight(2000.0)], CrossSection(speed_limit_mps=30.0))
    sim = simulation(lanes, "main.1", 400.0, 25.0, car("behind", "main.1", 350.0, 25.0))
    seen = run(sim, 40.0, STAND)
    gap_m = sim.truth.ego.x_m - seen.boxes[0, 0] - 0.5 * (sim.own_car.length_m + 4.5)
    assert sim.collision is None
    assert seen.boxes[0, 3] < 0.3
    assert 1.5 < gap_m < 4.0


def test_a_car_settles_at_its_time_gap_when_it_follows_another() -> None:
    """As the model says: s = (s0 + v T) / sqrt(1 - (v / v0)^4), and no faster than it wants."""
    sim = simulation(
        ROAD,
        "main.1",
        5.0,
        0.0,
        ActorSpec(name="lead", lane="main.2", s_m=200.0, speed_mps=20.0),
        car("follows", "main.2", 120.0, 25.0, wants_mps=25.0, route=("main.2",)),
    )
    seen = run(sim, 60.0, STAND)
    gap_m = seen.boxes[0, 0] - seen.boxes[1, 0] - 4.5
    assert seen.boxes[1, 3] == pytest.approx(20.0, abs=0.1)
    assert gap_m == pytest.approx((2.0 + 1.2 * 20.0) / math.sqrt(1.0 - 0.8**4), rel=0.03)


def test_a_car_overtakes_on_the_left_and_comes_back_when_a_lorry_is_slow() -> None:
    """Changing lanes is worth it, and so is keeping right afterwards."""
    offsets: list[float] = []
    sim = simulation(
        ROAD,
        "main.1",
        5.0,
        0.0,
        car("lorry", "main.2", 260.0, 18.0, kind="truck", wants_mps=18.0, route=("main.2",)),
        car("fast", "main.2", 150.0, 28.0, wants_mps=28.0),
    )
    run(sim, 45.0, STAND, lambda seen: offsets.append(float(seen.boxes[1, 1])))
    assert offsets[0] == pytest.approx(-5.25, abs=0.1)
    assert max(offsets) == pytest.approx(-1.75, abs=0.1)
    assert offsets[-1] == pytest.approx(-5.25, abs=0.1)


def test_nobody_touches_anybody_when_thirty_drive_together() -> None:
    """Three lanes, a bend, lorries, lane changes."""
    lanes = road([straight(700.0), arc(400.0, 700.0), straight(2500.0)], CrossSection(lanes=3))
    rows = tuple(
        TrafficSpec(
            lane=f"main.{lane}",
            from_m=60.0 + 7.0 * lane,
            count=10,
            spacing_m=55.0,
            speed_mps=31.0 - 3.0 * lane,
            truck_share=0.4 if lane == 3 else 0.0,
        )
        for lane in (1, 2, 3)
    )
    scenario = Scenario(
        name="busy",
        title="Busy",
        lanes=lanes,
        ego=EgoStart(lane="main.3", s_m=20.0, speed_mps=15.0),
        wishes=Wishes(set_speed_mps=20.0),
        duration_s=60.0,
        traffic=rows,
    )
    sim = Simulation(scenario, seed=0)
    lanes_at_first = sim.truth.objects.boxes[:, 1].copy()

    def apart(seen: Objects) -> None:
        for one, two in combinations(range(len(seen)), 2):
            there = seen.boxes[[one, two]]
            if np.hypot(*(there[0, :2] - there[1, :2])) > 15.0:
                continue
            turned = there[0, 2]
            along, left = (there[1, :2] - there[0, :2]) @ np.array(
                [[math.cos(turned), -math.sin(turned)], [math.sin(turned), math.cos(turned)]]
            )
            assert abs(along) > there[:, 5].mean() or abs(left) > there[:, 6].mean()

    run(sim, 40.0, ROLL, lambda seen: apart(seen) if round(seen.time_s * 10) % 5 == 0 else None)
    assert len(sim.truth.objects) == 30
    assert (np.abs(sim.truth.objects.boxes[:, 1] - lanes_at_first) > 3.0).any()


def test_a_car_waits_at_the_line_when_the_ego_has_the_right_of_way() -> None:
    """It crosses behind the ego, not in front of it, and then goes."""
    lanes = junction(ARMS, CrossSection(speed_limit_mps=13.9))
    sim = simulation(
        lanes,
        "west.1",
        60.0,
        13.0,
        car("side", "south.1", 110.0, 9.0, route=("south.1", "south.1>north.-1", "north.-1")),
    )
    slowest = math.inf

    def look(seen: Objects) -> None:
        nonlocal slowest
        slowest = min(slowest, float(seen.boxes[0, 4]))

    seen = run(sim, 20.0, ROLL, look)
    assert sim.collision is None
    assert slowest < 1.0
    assert seen.boxes[0, 1] > 10.0


def test_a_car_that_turns_left_waits_when_another_comes_straight_on() -> None:
    """And of the two the one that goes straight on is not slowed."""
    lanes = junction(ARMS, CrossSection(speed_limit_mps=13.9))
    ways = {"left": [], "straight": []}
    sim = simulation(
        lanes,
        "south.-1",
        100.0,
        0.0,
        car("left", "west.1", 110.0, 10.0, route=("west.1", "west.1>north.-1", "north.-1")),
        car("straight", "east.1", 85.0, 13.0),
    )

    def look(seen: Objects) -> None:
        for row, way in enumerate(ways.values()):
            way.append(float(np.hypot(*seen.boxes[row, 3:5])))

    run(sim, 15.0, STAND, look)
    assert min(ways["left"]) < 4.0
    assert min(ways["straight"]) > 11.0


def test_cars_take_turns_when_they_come_to_a_roundabout_together() -> None:
    """Everybody gets through and leaves the map, the ring first."""
    lanes = roundabout(ARMS, CrossSection(speed_limit_mps=13.9))
    names = ("east", "north", "west", "south")
    actors = [
        car(
            name,
            f"{name}.1",
            100.0,
            9.0,
            route=(
                f"{name}.1",
                f"{name}.1>ring.{name}.1",
                f"ring.{name}.1",
                f"ring.{after}.by.1",
                f"ring.{after}.1",
                f"ring.{after}.1>{opposite}.-1",
                f"{opposite}.-1",
            ),
        )
        for name, after, opposite in zip(
            names, names[1:] + names[:1], names[2:] + names[:2], strict=True
        )
    ]
    sim = simulation(lanes, "east.1", 5.0, 0.0, *actors)
    assert len(run(sim, 60.0, STAND)) == 0


def test_a_car_stops_at_a_red_light_and_goes_when_it_is_green() -> None:
    """It stands before the line, and not long after."""
    lanes = lit_road(300.0, 300.0, CrossSection(lanes=2, speed_limit_mps=13.9), light="light")
    light = LightSpec(
        name="light",
        phases=(Phase(state="red", for_s=25.0), Phase(state="green", for_s=60.0)),
    )
    sim = simulation(
        lanes, "before.1", 20.0, 0.0, car("other", "before.2", 150.0, 13.0), lights=(light,)
    )
    seen = run(sim, 24.9, STAND)
    assert seen.boxes[0, 3] < 0.1
    assert 294.0 < seen.boxes[0, 0] + 2.25 < 300.0
    assert run(sim, 10.0, STAND).boxes[0, 0] > 310.0


def test_a_car_stops_first_when_there_is_a_stop_sign() -> None:
    """Also when nobody comes."""
    arms = [*ARMS[:3], Arm(name="south", heading_rad=-math.pi / 2, stop_sign=True)]
    lanes = junction(arms, CrossSection(speed_limit_mps=13.9))
    slowest = math.inf
    sim = simulation(lanes, "north.-1", 100.0, 0.0, car("signed", "south.1", 60.0, 10.0))

    def look(seen: Objects) -> None:
        nonlocal slowest
        if len(seen):
            slowest = min(slowest, float(np.hypot(*seen.boxes[0, 3:5])))

    seen = run(sim, 25.0, STAND, look)
    assert slowest < 0.5
    assert not len(seen) or seen.boxes[0, 1] > -10.0


def test_a_car_stops_again_when_it_comes_to_the_stop_sign_again() -> None:
    """As one that is set down again before the sign that it has passed."""
    arms = [*ARMS[:3], Arm(name="south", heading_rad=-math.pi / 2, stop_sign=True)]
    table = LaneTable(junction(arms, CrossSection(speed_limit_mps=13.9)))
    nobody, goes_by = table.standing(np.empty((0, 9))), np.zeros((1, len(table.ids)))
    rule, now = RightOfWay(table), Now({}, nobody, goes_by)
    lines = rule.lines_m(("south.1", "south.1>north.-1", "north.-1"))

    def waits(left_m: float, speed_mps: float) -> bool:
        mover = Mover(
            row=0,
            s_m=lines[0][0] - left_m,
            speed_mps=speed_mps,
            accel_mps2=1.4,
            length_m=4.5,
        )
        return rule.wait_at_m(mover, lines, now) == lines[0][0]

    for _ in range(2):
        assert waits(left_m=20.0, speed_mps=8.0)
        assert waits(left_m=2.0, speed_mps=0.0)  # it has stopped now
        assert not waits(left_m=2.0, speed_mps=0.0)
        assert not waits(left_m=-1.0, speed_mps=3.0)


def test_a_car_merges_when_its_lane_ends() -> None:
    """From the acceleration lane into the motorway, between those who drive there."""
    lanes = on_ramp(300.0, 250.0, 900.0, CrossSection(lanes=2, speed_limit_mps=27.8))
    sim = simulation(
        lanes,
        "before.1",
        5.0,
        0.0,
        car("merges", "ramp.1", 60.0, 18.0),
        *(car(f"main {row}", "before.2", 80.0 + 60.0 * row, 25.0) for row in range(4)),
    )
    seen = run(sim, 35.0, STAND)
    assert seen.ids[0] == 1
    assert seen.boxes[0, 0] > 600.0
    assert seen.boxes[0, 3] > 15.0


def test_two_rows_share_a_lane_when_one_drives_behind_the_ego_and_one_ahead() -> None:
    """Vehicles are counted through on a lane: each has a name of its own."""
    rows = tuple(
        TrafficSpec(lane="main.1", from_m=from_m, count=2, spacing_m=40.0, speed_mps=20.0)
        for from_m in (100.0, 300.0)
    )
    sim = simulation(ROAD, "main.1", 220.0, 20.0, traffic=rows)
    assert len(sim.truth.objects) == 4
