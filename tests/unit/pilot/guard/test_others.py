"""Of all that is around, the one that asks for most is braked for, once it has asked twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from guard_road import CAR, Thing, ask, braking_mps2, ego, judged, seen

from segue.pilot.guard import LIMITS, Guard
from segue.pilot.guard._own import steer_rad
from segue.schema.drive import Kind

STANDS = Thing(x_m=26.0)
FARTHER = Thing(x_m=29.0, identity=2)


def test_hardest_counts_when_several_ask() -> None:
    """Whichever is named first, and by its nearest end."""
    near, far = replace(STANDS, x_m=36.0), replace(FARTHER, x_m=38.0)
    alone, slower = braking_mps2(near), braking_mps2(far)
    assert alone == pytest.approx(200.0 / (36.0 - 2.25 - 2.35 - 1.0 - 5.0))
    assert slower == pytest.approx(200.0 / (38.0 - 2.25 - 2.35 - 1.0 - 5.0))
    assert braking_mps2(near, far) == braking_mps2(far, near) == alone


def test_brake_waits_when_an_object_asks_for_the_first_time() -> None:
    """0.06 s, for each object by itself; one that stops asking begins anew."""
    guard = Guard(CAR)
    for step, things in enumerate(((STANDS,), (FARTHER,), (STANDS,), (FARTHER,), (STANDS,))):
        now_s = 0.02 * step
        verdict = guard.judge(now_s, ask(), ego(time_s=now_s), seen(*things, time_s=now_s))
        assert not verdict.intervened
    braked: list[bool] = []
    for step in range(5, 9):
        now_s = 0.02 * step
        verdict = guard.judge(now_s, ask(), ego(time_s=now_s), seen(STANDS, time_s=now_s))
        braked.append("ahead" in verdict.rules)
    assert braked == [False, False, True, True]


@pytest.mark.parametrize(("pause_s", "at_once"), [(0.9, True), (1.1, False)])
def test_brake_is_at_once_when_the_same_object_asks_again(pause_s: float, at_once: bool) -> None:
    """Within a second it need not ask twice."""
    guard = Guard(CAR)
    for step in range(8):
        now_s = 0.02 * step
        guard.judge(now_s, ask(), ego(time_s=now_s), seen(STANDS, time_s=now_s))
    guard.judge(0.16, ask(), ego(time_s=0.16), seen(time_s=0.16))
    now_s = 0.14 + pause_s
    verdict = guard.judge(now_s, ask(), ego(time_s=now_s), seen(STANDS, time_s=now_s))
    assert ("ahead" in verdict.rules) == at_once


def test_object_counts_when_it_is_in_the_way_on_both_circles() -> None:
    """Neither one that the car turns away from, nor one that it is only asked to turn to."""
    person = Thing(x_m=16.0, length_m=0.5, width_m=0.5, kind=Kind.PEDESTRIAN)
    assert braking_mps2(person, speed_mps=14.0) > 0.0
    turning = ego(14.0, yaw_rate_radps=0.5)
    guard = Guard(CAR)
    for step in range(6):
        now_s = 0.02 * step
        state = replace(turning, time_s=now_s)
        assert not guard.judge(now_s, ask(), state, seen(person, time_s=now_s)).intervened
    verdict = judged(person, speed_mps=14.0, command=ask(steer_rad=0.05))
    assert verdict.command.accel_mps2 == 0.0


def test_doubtful_object_is_braked_for_gently() -> None:
    """One without a speed, that may not be there, or touches the car out of nowhere; others not."""
    unknown = replace(STANDS, vx_mps=float("nan"))
    assert braking_mps2(unknown, times=10) == pytest.approx(LIMITS.stop_mps2)
    doubted = replace(STANDS, existence=0.79)
    assert braking_mps2(doubted) == pytest.approx(LIMITS.stop_mps2)
    assert braking_mps2(replace(STANDS, existence=0.8)) > 2.0 * LIMITS.stop_mps2
    touches = Thing(x_m=4.0, age_s=0.5)
    assert braking_mps2(touches) == pytest.approx(LIMITS.stop_mps2)
    assert braking_mps2(replace(touches, age_s=1.0)) == pytest.approx(CAR.brake_mps2)
    near = Thing(x_m=2.35 + 2.25 + 0.1, age_s=0.5)
    assert braking_mps2(near) == pytest.approx(CAR.brake_mps2)


def test_far_object_is_not_looked_at() -> None:
    """Beyond 4 s of both speeds and 30 m nothing is asked for, however fast it comes."""
    for x_m, looked_at in ((2000.0, False), (30.0, True)):
        assert (
            "oncoming" in judged(Thing(x_m=x_m, vx_mps=-50.0), speed_mps=30.0).rules
        ) == looked_at


def braking_on(now_per_m: float, asked_per_m: float) -> float:
    """Return the braking for a car 14 m ahead, as the car drives and as it is asked to."""
    guard, lead = Guard(CAR), Thing(x_m=14.0, y_m=0.5, vx_mps=4.0, heading_rad=0.1)
    for step in range(25):
        now_s = 0.02 * step
        state = ego(12.0, time_s=now_s, yaw_rate_radps=12.0 * now_per_m)
        command = ask(steer_rad=steer_rad(CAR, 12.0, asked_per_m))
        verdict = guard.judge(now_s, command, state, seen(lead, time_s=now_s))
    return -verdict.command.accel_mps2


def test_least_counts_when_the_circles_ask_for_more_and_less() -> None:
    """An object in the way on both is braked for as the milder one needs it."""
    straight, bent = braking_on(0.0, 0.0), braking_on(0.012, 0.012)
    assert straight > 0.0
    assert bent > 0.0
    assert straight != pytest.approx(bent, abs=1e-3)
    assert braking_on(0.0, 0.012) == pytest.approx(min(straight, bent), abs=1e-6)
    assert braking_on(0.012, 0.0) == pytest.approx(min(straight, bent), abs=1e-6)


def test_object_counts_when_both_are_far_from_the_maps_origin() -> None:
    """What matters is how far they are from each other."""
    guard = Guard(CAR)
    for step in range(8):
        now_s = 0.02 * step
        state = ego(20.0, time_s=now_s, x_m=-5000.0, y_m=3000.0)
        there = seen(Thing(x_m=-4974.0, y_m=3000.0), time_s=now_s)
        verdict = guard.judge(now_s, ask(), state, there)
    assert "ahead" in verdict.rules
