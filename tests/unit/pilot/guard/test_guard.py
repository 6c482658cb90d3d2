"""The guard brakes for what is in the way, and lets pass what is asked on a free road."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from guard_road import CAR, FRONT_M, Thing, ask, braking_mps2, ego, judged, seen

from segue.kernel import LocalUseError
from segue.pilot.guard import LIMITS, Guard
from segue.schema.drive import Kind


def test_request_passes_unchanged_when_the_road_is_free() -> None:
    """What is asked within limits is what is done, and no rule is named."""
    command = ask(0.1, 0.001, indicator="left")
    verdict = Guard(CAR).judge(0.0, command, ego(), seen())
    assert verdict.command == command
    assert not verdict.intervened


@pytest.mark.parametrize("speed_mps", [5.0, 10.0, 15.0, 20.0, 30.0, 40.0])
def test_car_stops_short_when_another_stands_in_its_lane(speed_mps: float) -> None:
    """Braked as the guard says, the car comes to rest before what stands ahead."""
    guard, x_m, speed, hardest = Guard(CAR), 0.0, speed_mps, 0.0
    stands = Thing(x_m=120.0)
    for number in range(2000):
        now_s = 0.02 * number
        verdict = guard.judge(
            now_s, ask(), ego(speed, time_s=now_s, x_m=x_m), seen(stands, time_s=now_s)
        )
        hardest = max(hardest, -verdict.command.accel_mps2)
        after = max(speed + verdict.command.accel_mps2 * 0.02, 0.0)
        x_m, speed = x_m + 0.01 * (speed + after), after
    assert speed < 0.05
    assert 0.3 < 120.0 - 2.25 - x_m - FRONT_M < 4.0
    assert hardest <= CAR.brake_mps2


def test_guard_waits_when_braking_later_still_mends_it() -> None:
    """Far enough from what stands, nothing is done."""
    assert braking_mps2(Thing(x_m=60.0)) == 0.0
    assert braking_mps2(Thing(x_m=40.0)) > 4.0


@pytest.mark.parametrize(("existence", "brake_mps2"), [(0.6, 3.0), (0.9, 9.0)])
def test_brake_is_gentle_when_what_stands_ahead_is_doubtful(
    existence: float, brake_mps2: float
) -> None:
    """15 m before it at 20 m/s: all that the tyres hold, but for what may be a ghost 3 m/s²."""
    thing = Thing(x_m=15.0 + FRONT_M, existence=existence)
    assert judged(thing).command.accel_mps2 == pytest.approx(-brake_mps2)


@pytest.mark.parametrize("across_m", [3.0, 3.5, -3.0, -3.5])
@pytest.mark.parametrize("speed_mps", [0.0, 10.0, -20.0])
@pytest.mark.parametrize("ahead_m", [5.0, 10.0, 20.0, 30.0, 50.0, 80.0])
def test_traffic_is_left_alone_when_in_the_next_lane(
    across_m: float, speed_mps: float, ahead_m: float
) -> None:
    """Standing, slow and oncoming cars beside the lane are not braked for."""
    heading_rad = math.pi if speed_mps < 0 else 0.0
    thing = Thing(x_m=ahead_m, y_m=across_m, vx_mps=speed_mps, heading_rad=heading_rad)
    assert braking_mps2(thing) == 0.0


def test_cut_in_is_left_alone_when_it_opens_the_gap() -> None:
    """A faster car that comes in 8 m ahead needs no brake, only no more speed."""
    thing = Thing(x_m=8.0 + 2.25 + FRONT_M, y_m=-1.5, vx_mps=24.0, vy_mps=1.0)
    assert braking_mps2(thing) == 0.0
    settled = Thing(x_m=6.0 + 2.25 + FRONT_M, vx_mps=22.0)
    verdict = judged(settled, command=ask(1.0))
    assert verdict.command.accel_mps2 == 0.0
    assert verdict.rules == ("rss",)


def test_person_is_braked_for_when_walking_into_the_way() -> None:
    """One who will be before the car when it arrives is braked for; one who has passed is not."""
    into = Thing(x_m=18.0, y_m=-2.0, vy_mps=1.4, length_m=0.5, width_m=0.5, kind=Kind.PEDESTRIAN)
    assert braking_mps2(into, speed_mps=14.0) > 4.0
    beyond = Thing(x_m=18.0, y_m=1.4, vy_mps=1.4, length_m=0.5, width_m=0.5, kind=Kind.PEDESTRIAN)
    assert braking_mps2(beyond, speed_mps=14.0) == 0.0


def test_car_in_own_lane_is_braked_for_when_it_comes_towards() -> None:
    """A head-on course ends in an emergency brake."""
    thing = Thing(x_m=45.0, vx_mps=-20.0, heading_rad=math.pi)
    verdict = judged(thing)
    assert verdict.command.accel_mps2 == pytest.approx(-CAR.brake_mps2)
    assert "oncoming" in verdict.rules


@pytest.mark.parametrize("plan_age_s", [0.6, 3.0, math.inf, math.nan])
def test_car_comes_gently_to_rest_when_the_plan_is_old(plan_age_s: float) -> None:
    """A stale plan is a smooth stop with hazard lights, never beyond UN R157's 4 m/s²."""
    guard, speed, accel = Guard(CAR), 30.0, 0.0
    for number in range(700):
        now_s = 0.02 * number
        command = guard.judge(
            now_s, ask(1.0, 0.01), ego(speed, time_s=now_s), seen(), plan_age_s=plan_age_s
        ).command
        assert -4.0 <= command.accel_mps2 <= 0.0
        assert accel - command.accel_mps2 <= LIMITS.stop_mps3 * 0.02 + 1e-9
        assert command.hazards
        accel = command.accel_mps2
        speed = max(speed + accel * 0.02, 0.0)
    assert speed == 0.0
    assert command.hold


@pytest.mark.parametrize(
    ("times_s", "steps"),
    [((1.0, math.nan, 1.02, 1.04), (1, 2, 2, 3)), ((math.nan, 0.02, 0.04), (1, 2, 3))],
)
def test_time_goes_on_as_usual_when_the_clock_tells_none(
    times_s: tuple[float, ...], steps: tuple[int, ...]
) -> None:
    """A step of no time is one of the usual length, the next is not longer; the first is at 0."""
    guard = Guard(CAR)
    built_mps2 = [
        guard.judge(now_s, ask(), ego(), seen(), plan_age_s=math.inf).command.accel_mps2
        for now_s in times_s
    ]
    step_mps2 = -LIMITS.stop_mps3 * LIMITS.usual_step_s
    assert built_mps2 == pytest.approx([step_mps2 * count for count in steps])


def test_drive_goes_at_once_when_the_car_is_to_stop() -> None:
    """The smooth stop builds up from no drive, not from the drive there was."""
    guard = Guard(CAR)
    for number in range(10):
        driven = guard.judge(0.02 * number, ask(0.8), ego(), seen())
    assert driven.command.accel_mps2 == pytest.approx(0.8)
    stopping = guard.judge(0.2, ask(0.8), ego(), seen(), plan_age_s=math.inf)
    assert stopping.command.accel_mps2 == pytest.approx(-0.02 * LIMITS.stop_mps3)


@pytest.mark.parametrize("gap_m", [0.25 * number for number in range(100, 320)])
def test_nobody_who_asks_counts_as_one_who_asks_for_nothing(gap_m: float) -> None:
    """What stands ahead is braked for as if the car were asked to roll."""
    stands = Thing(x_m=gap_m)
    nobody, nothing = (
        [
            guard.judge(
                0.02 * number,
                command,
                ego(),
                seen(stands, time_s=0.02 * number),
                plan_age_s=math.inf,
            ).command.accel_mps2
            for number in range(12)
        ]
        for guard, command in ((Guard(CAR), None), (Guard(CAR), ask()))
    )
    assert nobody == nothing


def test_wheels_stay_straight_when_nothing_is_known_and_nobody_asks() -> None:
    """From the first judgement on."""
    assert Guard(CAR).judge(0.0, None, None, seen()).command.steer_rad == 0.0


def test_curvature_is_held_when_nobody_asks() -> None:
    """Without a request the car goes on along its circle while it slows down."""
    guard = Guard(CAR)
    for number in range(50):
        now_s = 0.02 * number
        guard.judge(now_s, ask(0.0, 0.02), ego(10.0, time_s=now_s), seen())
    held = guard.judge(1.0, None, ego(10.0, time_s=1.0), seen()).command
    assert held.steer_rad == pytest.approx(0.02)
    slower = guard.judge(1.02, None, ego(5.0, time_s=1.02), seen()).command
    length_m = CAR.wheelbase_m
    assert math.tan(slower.steer_rad) / (length_m + 0.002 * 25.0) == pytest.approx(
        math.tan(0.02) / (length_m + 0.002 * 100.0)
    )


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
@pytest.mark.parametrize(
    "name",
    ["length_m", "width_m", "wheelbase_m", "largest_steer_rad", "steer_rate_radps", "accel_mps2",
     "brake_mps2", "brake_jerk_mps3", "rear_axle_m", "brake_delay_s", "understeer_rad_per_mps2"],
)  # fmt: skip
def test_car_is_refused_when_its_numbers_are_none(name: str, bad: float) -> None:
    """A guard is not made for a car that cannot be; some of its numbers may be 0."""
    may_be_none = ("rear_axle_m", "brake_delay_s", "understeer_rad_per_mps2")
    car = replace(CAR, **{name: bad})
    if bad == 0.0 and name in may_be_none:
        assert Guard(car).judge(0.0, ask(), ego(), seen()).command == ask()
        return
    with pytest.raises(LocalUseError, match="guard cannot keep"):
        Guard(car)


def test_rates_are_counted_from_the_car_when_others_have_driven() -> None:
    """After a pause the request is held to what the car does now, not to what was let through."""
    guard = Guard(CAR)
    guard.judge(0.0, ask(0.0, 0.0), ego(5.0), seen())
    state = ego(5.0, time_s=0.21, accel_mps2=-3.0, steer_rad=0.3)
    assert guard.judge(0.21, ask(-3.0, 0.3), state, seen()).command == ask(-3.0, 0.3)
    guard = Guard(CAR)
    guard.judge(0.0, ask(0.0, 0.0), ego(5.0), seen())
    state = ego(5.0, time_s=0.2, accel_mps2=-9.0, steer_rad=0.3)
    assert guard.judge(0.2, ask(-9.0, 0.3), state, seen()).rules == ("acceleration", "steering")


@pytest.mark.parametrize(("speed_mps", "held"), [(0.09, True), (0.1, False), (1.0, False)])
def test_car_is_held_when_it_has_stopped_for_an_old_plan(speed_mps: float, held: bool) -> None:
    """At rest, and not before; nor on a free road with a fresh plan."""
    verdict = Guard(CAR).judge(0.0, ask(), ego(speed_mps), seen(), plan_age_s=1.0)
    assert verdict.command.hold == held
    assert not Guard(CAR).judge(0.0, ask(), ego(speed_mps), seen()).command.hold


def test_car_does_not_drive_when_it_is_to_be_held() -> None:
    """Hold and drive at once is hold."""
    verdict = Guard(CAR).judge(0.0, ask(0.1, hold=True), ego(0.0), seen())
    assert verdict.command == ask(0.0, hold=True)


@pytest.mark.parametrize(
    ("shares", "brake_mps2"),
    [
        ((), 9.0),
        ((0.5,), 4.5),
        ((0.5, math.nan), 4.5),
        ((0.5, 1.5), 4.5),
        ((0.5, 0.04), 4.5),
        ((0.5, 0.05), 0.45),
        ((0.5, 1.0), 9.0),
        ((math.nan,), 9.0),
    ],
)
def test_brake_is_as_the_road_when_its_grip_is_known(
    shares: tuple[float, ...], brake_mps2: float
) -> None:
    """What cannot be a grip leaves the last one, and a dry road at first."""
    guard = Guard(CAR)
    for share in shares:
        guard.judge(0.0, ask(), ego(), seen(), grip_share=share)
    share = shares[-1] if shares else math.nan
    for step in range(1, 40):
        now_s = 0.02 * step
        command = guard.judge(
            now_s, ask(-20.0), ego(time_s=now_s), seen(), grip_share=share
        ).command
    assert command.accel_mps2 == pytest.approx(-brake_mps2)


def test_dry_road_is_taken_when_no_grip_is_told() -> None:
    """The default is a dry road, also after a slippery one."""
    guard = Guard(CAR)
    guard.judge(0.0, ask(), ego(), seen(), grip_share=0.3)
    for step in range(1, 40):
        now_s = 0.02 * step
        command = guard.judge(now_s, ask(-20.0), ego(time_s=now_s), seen()).command
    assert command.accel_mps2 == pytest.approx(-9.0)


def test_rules_are_named_when_they_change_a_request() -> None:
    """Each in its place: why the car stops, what is ahead, what was beyond a limit."""
    verdict = Guard(CAR).judge(0.0, ask(20.0, 0.5), ego(), seen(), sensor_age_s=1.0)
    assert verdict.rules == ("stale_sensors", "steering")
    assert Guard(CAR).judge(0.0, ask(20.0), ego(), seen()).rules == ("acceleration",)
    assert judged(Thing(x_m=26.0)).rules == ("ahead",)
    assert judged(Thing(x_m=26.0), command=ask(-9.0)).rules == ()


@pytest.mark.parametrize(("plan_age_s", "follows"), [(7.9, True), (8.0, True), (8.1, False)])
def test_steering_is_followed_when_the_plans_path_still_reaches(
    plan_age_s: float, follows: bool
) -> None:
    """A plan reaches 8 s; a car that stops in its lane follows its lane."""
    guard = Guard(CAR)
    for step in range(60):
        now_s = 0.02 * step
        command = guard.judge(
            now_s, ask(0.0, 0.02), ego(10.0, time_s=now_s), seen(), plan_age_s=plan_age_s
        ).command
    assert command.steer_rad == pytest.approx(0.02 if follows else 0.0)


def test_brake_stays_when_braking_has_begun() -> None:
    """What 0.5 s later would mend is braked for on, up to 0.75 s."""
    begins_m = 400.0 / 18.0 + 0.75 * 20.0 + 1.0
    guard, edge = Guard(CAR), Thing(x_m=begins_m + 2.25 + FRONT_M + 2.0)
    assert judged(edge).command.accel_mps2 == 0.0
    judged(Thing(x_m=edge.x_m - 4.0), guard=guard)
    now_s = 0.5
    verdict = guard.judge(now_s, ask(), ego(20.0, time_s=now_s), seen(edge, time_s=now_s))
    assert "ahead" in verdict.rules


def test_objects_are_braked_for_when_the_car_is_known_from_before() -> None:
    """Without a car there is no way to judge; with one that was, it goes on."""
    near = Thing(x_m=26.0)
    guard = Guard(CAR)
    for step in range(8):
        verdict = guard.judge(0.02 * step, ask(), None, seen(near, time_s=0.02 * step))
    assert set(verdict.rules) <= {"stale_ego", "acceleration"}
    assert judged(near, guard=Guard(CAR)).rules == ("ahead",)
