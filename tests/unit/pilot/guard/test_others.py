"""Of all that is around, the one that asks for most is braked for, once it has asked twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from guard_road import CAR, Thing, ask, braking_mps2, ego, judged, seen

from segue.pilot.guard import LIMITS, Guard
from segue.schema.drive import Kind

STANDS = Thing(x_m=26.0)
FARTHER = Thing(x_m=29.0, identity=2)


def test_hardest_counts_when_several_ask() -> None:
    """Whichever is named first, and by its nearest end."""
    alone = braking_mps2(STANDS)
    assert alone == 9.0
    assert braking_mps2(STANDS, FARTHER) == braking_mps2(FARTHER, STANDS) == alone
    slower = braking_mps2(replace(FARTHER, x_m=36.0))
    assert 0.0 < slower == pytest.approx(200.0 / (36.0 - 2.25 - 2.35 - 1.0 - 5.0), abs=0.01)


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
    """One without a speed, and one that touches the car out of nowhere; a known one in full."""
    unknown = replace(STANDS, vx_mps=float("nan"))
    assert braking_mps2(unknown, times=10) == pytest.approx(LIMITS.stop_mps2)
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
