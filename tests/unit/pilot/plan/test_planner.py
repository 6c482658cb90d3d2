"""What the planner does, drive by drive."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from driving import CAR, Drive, Traffic, nobody, objects_of

from segue.lanes import LaneMap
from segue.lanes.build import (
    Arm,
    CrossSection,
    arc,
    clothoid,
    junction,
    lane_drop,
    lit_road,
    road,
    straight,
)
from segue.pilot.plan import SeguePlanner
from segue.pilot.plan._parameters import Parameters
from segue.schema.drive import (
    PLAN_HEADING,
    PLAN_SPEED,
    PLAN_STEP_S,
    PLAN_X,
    PLAN_Y,
    EgoState,
    NoPlan,
    Objects,
    Plan,
    Wishes,
)

LANES = CrossSection(lanes=3, speed_limit_mps=40.0)
ROAD = road([straight(2500.0)], LANES)
PAR = Parameters()


def ego_on(
    lanes: LaneMap, lane_id: str, s_m: float, speed_mps: float, offset_m: float = 0.0
) -> EgoState:
    """Return a car on a lane."""
    x_m, y_m, heading_rad = lanes.path(lane_id).at(s_m, offset_m)[0]
    return EgoState(time_s=0.0, x_m=x_m, y_m=y_m, heading_rad=heading_rad, speed_mps=speed_mps)


def drive_on(
    lanes: LaneMap,
    lane_id: str,
    s_m: float,
    speed_mps: float,
    *,
    traffic: Traffic = nobody,
    offset_m: float = 0.0,
    **wishes: Any,
) -> Drive:
    """Return a drive that begins on a lane, wanting the speed it has."""
    wanted = Wishes(**({"set_speed_mps": speed_mps} | wishes))
    ego = ego_on(lanes, lane_id, s_m, speed_mps, offset_m)
    return Drive(lanes=lanes, planner=SeguePlanner(CAR), wishes=wanted, ego=ego, traffic=traffic)


def on_lane(
    lanes: LaneMap,
    lane_id: str,
    s_of: Callable[[float], float],
    speed_of: Callable[[float], float],
) -> Traffic:
    """Return traffic of one object along a lane: place and speed by time."""

    def there(time_s: float, ego: EgoState) -> Objects:
        del ego
        x, y, heading = lanes.path(lane_id).at(s_of(time_s))[0]
        return objects_of([[x, y, heading, speed_of(time_s), 4.5, 1.9]], time_s=time_s)

    return there


def test_a_free_road_is_driven_at_the_set_speed_in_the_middle():
    """Alone, the car comes to its speed and its lane's middle, and stays."""
    drive = drive_on(ROAD, "main.2", 50.0, 20.0, offset_m=0.8, set_speed_mps=30.0).run(20.0)
    assert drive.ego.speed_mps == pytest.approx(30.0, abs=0.3)
    middle_y = ROAD.path("main.2").at(500.0)[0, 1]
    assert drive.ego.y_m == pytest.approx(middle_y, abs=0.05)
    assert np.abs(drive.column("accel_mps2")).max() <= PAR.comfort_accel_mps2 + 0.01


@pytest.mark.parametrize("speed_mps", [8.0, 15.0, 25.0, 35.0])
def test_a_standing_car_is_stopped_behind_gently(speed_mps: float):
    """The car stops 3 to 6 m behind, braking little more than it takes from where it sees it."""
    ahead_m = 30.0 + speed_mps**2 / 3.0
    drive = drive_on(
        ROAD,
        "main.2",
        50.0,
        speed_mps,
        traffic=on_lane(ROAD, "main.2", lambda _: 50.0 + ahead_m, lambda _: 0.0),
    ).run(8.0 + 2.0 * speed_mps)
    gap_m = 50.0 + ahead_m - drive.ego.x_m - 0.5 * (CAR.length_m + 4.5)
    least = speed_mps**2 / (2.0 * (ahead_m - 4.6 - PAR.standstill_gap_m))
    assert drive.ego.speed_mps == pytest.approx(0.0, abs=0.1)
    assert 3.0 <= gap_m <= 6.0
    assert -drive.column("accel_mps2").min() <= max(1.6 * least, 2.6)


@pytest.mark.parametrize("manoeuvre", ["drive", "stop_in_lane"])
def test_the_last_of_a_stop_is_soft(manoeuvre: str):
    """Behind a standing car, asked to stop or not, the brake is nearly off when the car stands."""
    traffic = on_lane(ROAD, "main.2", lambda _: 120.0, lambda _: 0.0)
    drive = drive_on(ROAD, "main.2", 50.0, 15.0, traffic=traffic, manoeuvre=manoeuvre).run(30.0)
    speeds, accels = drive.column("speed_mps"), drive.column("accel_mps2")
    last = accels[(speeds > 0.02) & (speeds < 0.2)]
    gap_m = 120.0 - drive.ego.x_m - 0.5 * (CAR.length_m + 4.5)
    assert len(last)
    assert last.min() > -0.8
    assert 3.0 <= gap_m <= 6.0


def test_a_car_ahead_is_followed_at_the_time_gap():
    """Behind a slower car the gap settles at standstill gap plus time gap times speed."""
    lead = on_lane(ROAD, "main.2", lambda t: 130.0 + 18.0 * t, lambda _: 18.0)
    drive = drive_on(ROAD, "main.2", 50.0, 25.0, traffic=lead).run(50.0)
    gap_m = 130.0 + 18.0 * drive.ego.time_s - drive.ego.x_m - 0.5 * (CAR.length_m + 4.5)
    assert drive.ego.speed_mps == pytest.approx(18.0, abs=0.2)
    assert gap_m == pytest.approx(PAR.standstill_gap_m + 1.6 * 18.0, abs=2.5)
    assert isinstance(drive.plans[-1], Plan)
    assert drive.plans[-1].follows == 1


@pytest.mark.parametrize(("existence", "least", "most"), [(0.6, 0.5, 2.1), (1.0, 4.0, 9.5)])
def test_hard_braking_is_only_for_what_is_surely_there(
    existence: float, least: float, most: float
) -> None:
    """25 m/s and 60 m before something that stands: gentle for what may be a ghost."""
    stands = on_lane(ROAD, "main.2", lambda _: 160.0, lambda _: 0.0)

    def doubted(time_s: float, ego: EgoState) -> Objects:
        objects = stands(time_s, ego)
        return replace(objects, existence=np.full(len(objects), existence))

    drive = drive_on(ROAD, "main.2", 100.0, 25.0, traffic=doubted)
    drive.run(1.5)
    assert least <= -drive.column("accel_mps2").min() <= most


def test_traffic_beside_is_not_braked_for():
    """A slow column in the next lane does not slow the car down."""

    def column(time_s: float, ego: EgoState) -> Objects:
        del ego
        y = ROAD.path("main.1").at(0.0)[0, 1]
        rows = [[60.0 + 30.0 * k + 12.0 * time_s, y, 0.0, 12.0, 4.5, 1.9] for k in range(12)]
        return objects_of(rows, time_s=time_s)

    drive = drive_on(ROAD, "main.2", 50.0, 25.0, traffic=column).run(15.0)
    assert drive.column("speed_mps").min() > 24.0


def test_a_bend_is_taken_no_faster_than_is_comfortable():
    """The car slows before a bend and its sideways acceleration stays at what is allowed."""
    bend = road(
        [
            straight(300.0),
            clothoid(60.0, from_radius_m=math.inf, to_radius_m=80.0),
            arc(150.0, 80.0),
            clothoid(60.0, from_radius_m=80.0, to_radius_m=math.inf),
            straight(200.0),
        ],
        CrossSection(speed_limit_mps=30.0),
    )
    drive = drive_on(bend, "main.1", 20.0, 28.0).run(35.0)
    steer = drive.column("steer_rad")
    sideways = drive.column("speed_mps") ** 2 * np.tan(steer) / CAR.wheelbase_m
    assert np.abs(sideways).max() < PAR.lateral_accel_mps2 * 1.15
    assert drive.column("accel_mps2").min() > -2.5
    path = bend.path("main.1")
    places = np.column_stack((drive.column("x_m"), drive.column("y_m")))
    assert np.abs(path.locate(places)[:, 1]).max() < 0.1


def test_a_lane_change_that_is_asked_for_is_indicated_first_and_done_in_time():
    """Indicator for a second, then over in 5 s with at most 1 m/s² sideways, once."""
    drive = drive_on(ROAD, "main.2", 50.0, 25.0, lane_change="left").run(9.0)
    start_y, end_y = (ROAD.path(lane).at(0.0)[0, 1] for lane in ("main.2", "main.1"))
    y = drive.column("y_m")
    indicated = [isinstance(plan, Plan) and plan.indicator == "left" for plan in drive.plans]
    moved = np.abs(y - start_y)
    begins = int(np.argmax(moved > 0.02))
    ends = int(np.argmax(np.abs(y - end_y) < 0.1))
    assert indicated[0]
    assert begins >= 10
    assert 30 <= ends - 10 <= 52
    assert drive.ego.y_m == pytest.approx(end_y, abs=0.1)
    sideways = drive.column("speed_mps") ** 2 * np.tan(drive.column("steer_rad")) / CAR.wheelbase_m
    assert np.abs(sideways).max() <= 1.05


def test_a_lane_change_waits_for_who_comes_from_behind():
    """Nobody is made to brake hard: the change happens after the fast car has passed."""
    y = ROAD.path("main.1").at(0.0)[0, 1]

    def fast(time_s: float, ego: EgoState) -> Objects:
        del ego
        return objects_of([[20.0 + 38.0 * time_s, y, 0.0, 38.0, 4.5, 1.9]], time_s=time_s)

    drive = drive_on(ROAD, "main.2", 50.0, 25.0, traffic=fast, lane_change="left").run(14.0)
    start_y = ROAD.path("main.2").at(0.0)[0, 1]
    over = int(np.argmax(np.abs(drive.column("y_m") - start_y) > 0.8))
    assert over > 0
    passed_at = int(np.argmax(20.0 + 38.0 * drive.column("time_s") > drive.column("x_m")))
    assert over > passed_at
    assert drive.ego.y_m == pytest.approx(y, abs=0.2)


def test_a_lane_that_ends_is_left_for_the_one_that_goes_on():
    """Where the lane is dropped and the route goes on, the car changes lanes in time."""
    lanes = lane_drop(400.0, 400.0, CrossSection(lanes=2, speed_limit_mps=30.0))
    ends = [
        lane.lane_id for lane in lanes.lanes.values() if not lane.successors and lane.predecessors
    ]
    route = next(
        way
        for start in lanes.lanes
        if not lanes[start].predecessors and lanes[start].left is not None
        for way in [lanes.route(start, ends)]
        if way
    )
    drive = drive_on(lanes, route[0], 20.0, 22.0, route=route).run(25.0)
    assert drive.ego.x_m > 450.0
    assert drive.column("speed_mps").min() > 10.0


def test_a_red_light_is_stopped_at_and_green_is_driven_on():
    """The front stands before the line while it is red; it is crossed once it is green."""
    lanes = lit_road(150.0, 150.0, CrossSection(speed_limit_mps=15.0), light="lamp")
    lit = next(lane for lane in lanes.lanes.values() if lane.light)
    before = lit.predecessors[0]
    length_m = lanes.path(before).length_m
    drive = drive_on(lanes, before, length_m - 70.0, 13.0)
    drive.lights = {"lamp": "red"}
    drive.run(20.0)
    line = lanes.path(before).at(length_m)[0]
    away_m = math.hypot(line[0] - drive.ego.x_m, line[1] - drive.ego.y_m) - 0.5 * CAR.length_m
    assert drive.ego.speed_mps == pytest.approx(0.0, abs=0.1)
    assert 0.0 < away_m < 8.0
    drive.lights = {"lamp": "green"}
    drive.run(8.0)
    assert drive.ego.speed_mps > 5.0


CROSSING = junction(
    [
        Arm(name="west", heading_rad=math.pi),
        Arm(name="south", heading_rad=-math.pi / 2.0, first=True),
        Arm(name="north", heading_rad=math.pi / 2.0, first=True),
    ],
    CrossSection(speed_limit_mps=14.0),
)


def test_who_has_priority_is_let_pass_and_then_the_turn_is_driven():
    """At a junction the car waits for one that comes on the main road, and goes when it is gone."""
    route = ("west.1", "west.1>north.-1", "north.-1")
    south = CROSSING.path("south.1")

    def passing(time_s: float, ego: EgoState) -> Objects:
        del ego
        way = [CROSSING.path(one) for one in ("south.1", "south.1>north.-1", "north.-1")]
        s_m = south.length_m - 95.0 + 12.0 * time_s
        for path in way:
            if s_m <= path.length_m or path is way[-1]:
                break
            s_m -= path.length_m
        x, y, heading = path.at(s_m)[0]
        return objects_of([[x, y, heading, 12.0, 4.5, 1.9]], time_s=time_s)

    west_m = CROSSING.path("west.1").length_m
    drive = drive_on(CROSSING, "west.1", west_m - 75.0, 11.0, traffic=passing, route=route).run(
        25.0
    )
    apart_m = min(
        math.hypot(state.x_m - there.boxes[0, 0], state.y_m - there.boxes[0, 1])
        for state in drive.states
        for there in [passing(state.time_s, state)]
    )
    assert apart_m > 4.0
    assert "north.-1" in CROSSING.at(drive.ego.x_m, drive.ego.y_m)


def test_stopping_in_the_lane_takes_no_more_than_the_manoeuvre_may():
    """Asked to stop in its lane on a free road, the car does so at up to 4 m/s², straight."""
    drive = drive_on(ROAD, "main.2", 50.0, 30.0, manoeuvre="stop_in_lane").run(25.0)
    assert drive.ego.speed_mps == pytest.approx(0.0, abs=0.1)
    assert -4.0 <= drive.column("accel_mps2").min() <= -1.5
    assert np.ptp(drive.column("y_m")) < 0.05


def test_pulling_over_ends_in_the_rightmost_lane():
    """Asked to pull over, the car goes to the right and stops there."""
    drive = drive_on(ROAD, "main.2", 50.0, 20.0, manoeuvre="pull_over").run(40.0)
    assert drive.ego.speed_mps == pytest.approx(0.0, abs=0.1)
    assert drive.ego.y_m == pytest.approx(ROAD.path("main.3").at(0.0)[0, 1], abs=0.3)


def test_no_lane_is_no_plan():
    """Off the map there is an answer, which says why."""
    drive = drive_on(ROAD, "main.2", 50.0, 20.0)
    drive.ego = replace(drive.ego, y_m=500.0)
    answer = drive.step()
    assert isinstance(answer, NoPlan)
    assert "no lane" in answer.reason


@pytest.mark.parametrize("field", ["x_m", "y_m", "heading_rad", "speed_mps"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_place_that_is_no_number_is_no_plan(field: str, value: float):
    """What is not known of the car itself is not guessed."""
    drive = drive_on(ROAD, "main.2", 50.0, 20.0)
    drive.ego = replace(drive.ego, **{field: value})
    assert isinstance(drive.planner.plan(drive.scene()), NoPlan)


@pytest.mark.parametrize("wanted", [math.nan, math.inf, -math.inf, -5.0])
def test_a_set_speed_that_is_none_leaves_a_plan_of_numbers(wanted: float):
    """Whatever is asked for, the plan is finite and no faster than the road allows."""
    drive = drive_on(ROAD, "main.2", 50.0, 20.0, set_speed_mps=wanted).run(1.0)
    plan = drive.plans[-1]
    assert isinstance(plan, Plan)
    assert np.isfinite(plan.states).all()
    assert plan.states[:, PLAN_SPEED].max() <= 40.0 + 0.01


def test_a_plan_is_a_drive_that_a_car_can_follow():
    """Places, speeds and headings of a plan belong together."""
    drive = drive_on(ROAD, "main.2", 50.0, 25.0, lane_change="left").run(2.0)
    plan = drive.plans[-1]
    assert isinstance(plan, Plan)
    steps = np.diff(plan.states[:, [PLAN_X, PLAN_Y]], axis=0)
    mean = 0.5 * (plan.states[1:, PLAN_SPEED] + plan.states[:-1, PLAN_SPEED])
    assert np.hypot(*steps.T) == pytest.approx(mean * PLAN_STEP_S, abs=0.02)
    along = np.arctan2(steps[:, 1], steps[:, 0])
    headings = 0.5 * (plan.states[1:, PLAN_HEADING] + plan.states[:-1, PLAN_HEADING])
    assert along == pytest.approx(headings, abs=0.005)


def test_the_same_drive_is_planned_the_same():
    """Two planners that see the same plan the same, to the last bit."""
    lead = on_lane(ROAD, "main.2", lambda t: 120.0 + 15.0 * t, lambda _: 15.0)
    one, two = (drive_on(ROAD, "main.2", 50.0, 25.0, traffic=lead).run(5.0) for _ in range(2))
    for a, b in zip(one.plans, two.plans, strict=True):
        assert isinstance(a, Plan)
        assert isinstance(b, Plan)
        assert a.states.tobytes() == b.states.tobytes()


def test_behaviour_does_not_dither_behind_a_car():
    """Following at a distance, the car keeps doing one thing, without jerks."""
    lead = on_lane(ROAD, "main.2", lambda t: 100.0 + 20.0 * t, lambda _: 20.0)
    drive = drive_on(ROAD, "main.2", 50.0, 21.0, traffic=lead, overtake=True).run(30.0)
    said = [plan.behaviour for plan in drive.plans if isinstance(plan, Plan)]
    changes = sum(a != b for a, b in pairwise(said))
    jerk = np.diff(drive.column("accel_mps2")) / 0.1
    assert changes <= 4
    assert np.abs(jerk[10:]).max() < 5.0
