"""Whatever comes in, what the guard lets through is permitted, and never less safe than asked."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from guard_road import CAR, Thing, ask, braking_mps2, ego, seen
from hypothesis import example, given, settings
from hypothesis import strategies as st

from segue.pilot.guard import LIMITS, Guard
from segue.schema.drive import Command, EgoState, Objects, Verdict

BAD = (math.nan, math.inf, -math.inf, 1e300, -1e300)
_ANY = st.floats(allow_nan=True, allow_infinity=True)
_LEAD = Thing(x_m=40.0, vx_mps=12.0, accel_mps2=-1.0)


def assert_permitted(verdict: Verdict, command: Command | None, last_mps2: float = 0.0) -> None:
    """Check limits, and that the request was changed towards the safer side only."""
    passed = verdict.command
    assert -CAR.brake_mps2 <= passed.accel_mps2 <= CAR.accel_mps2
    assert abs(passed.steer_rad) <= CAR.largest_steer_rad
    if command is None:
        assert passed.accel_mps2 <= 0.0
        assert passed.hazards
        return
    builds_mps2 = min(last_mps2, 0.0) - CAR.brake_jerk_mps3 * 0.02
    if not math.isnan(command.accel_mps2):
        assert passed.accel_mps2 <= max(command.accel_mps2, builds_mps2) + 1e-9
    assert passed.hold or not command.hold
    assert passed.hazards or not command.hazards


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("field", ["accel_mps2", "steer_rad"])
def test_output_is_permitted_when_a_field_of_the_request_is_bad(field: str, bad: float) -> None:
    """Pinned: no number in the request reaches an actuator."""
    command = replace(ask(), **{field: bad})
    assert_permitted(Guard(CAR).judge(0.0, command, ego(), seen(_LEAD)), command)


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("field", [field.name for field in fields(EgoState)])
def test_output_is_permitted_when_a_field_of_the_car_is_bad(field: str, bad: float) -> None:
    """Pinned: at the first judgement, and after good ones, when it stays what it was."""
    broken = replace(ego(20.0), **{field: bad})
    assert_permitted(Guard(CAR).judge(0.0, ask(), broken, seen(_LEAD)), ask())
    guard, near = Guard(CAR), Thing(x_m=25.0)
    for step in range(20):
        state = ego(20.0, time_s=0.02 * step)
        if step > 2 and not math.isfinite(bad):
            state = replace(state, **{field: bad})
        verdict = guard.judge(0.02 * step, ask(), state, seen(near, time_s=0.02 * step))
    assert verdict.command.accel_mps2 < -4.0


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(
    "field",
    ["x_m", "y_m", "heading_rad", "vx_mps", "vy_mps", "length_m", "width_m", "accel_mps2",
     "yaw_rate_radps", "existence", "age_s", "kind"],
)  # fmt: skip
def test_object_keeps_its_weight_when_one_of_its_fields_is_bad(field: str, bad: float) -> None:
    """Pinned: a car that stands ahead is braked for, whatever turns bad, once it has been seen."""
    guard, x_m = Guard(CAR), 0.0
    for step in range(30):
        now_s = 0.02 * step
        stands = Thing(x_m=50.0, age_s=5.0)
        says_it_is_not_there = field in ("existence", "age_s") and bad < 0.0
        if step > 2 and not math.isfinite(bad) and not says_it_is_not_there:
            stands = replace(stands, **{field: bad})
        state = ego(20.0, time_s=now_s, x_m=x_m)
        verdict = guard.judge(now_s, ask(), state, seen(stands, time_s=now_s))
        assert_permitted(verdict, ask(), last_mps2=-9.0)
        x_m += 0.4
    assert verdict.command.accel_mps2 < -3.0


@pytest.mark.parametrize("bad", [*BAD, -1.0, 0.0])
@pytest.mark.parametrize("name", ["plan_age_s", "sensor_age_s", "grip_share"])
def test_output_is_permitted_when_an_age_or_the_grip_is_bad(name: str, bad: float) -> None:
    """Pinned."""
    verdict = Guard(CAR).judge(0.0, ask(1.0), ego(), seen(_LEAD), **{name: bad})
    assert_permitted(verdict, ask(1.0))


@pytest.mark.parametrize("bad", [*BAD, -5.0])
def test_output_is_permitted_when_the_time_is_bad(bad: float) -> None:
    """Pinned: at first, later, and when time goes back."""
    guard = Guard(CAR)
    for now_s in (bad, 0.0, 0.02, bad, 0.04, 0.06):
        assert_permitted(guard.judge(now_s, ask(), ego(), seen(_LEAD)), ask(), last_mps2=-9.0)


def test_nothing_is_braked_hard_for_when_it_cannot_be_true() -> None:
    """A ghost inside the car, one of 200 m/s towards it, one seen once, one that hardly is."""
    inside = Thing(x_m=1.5, age_s=0.3)
    fast = Thing(x_m=40.0, vx_mps=-200.0)
    once = Thing(x_m=15.0, age_s=0.05)
    hardly = Thing(x_m=15.0, existence=0.3)
    for ghost, most_mps2 in ((inside, 3.0), (once, 0.0), (hardly, 0.0)):
        assert braking_mps2(ghost) <= most_mps2
    assert braking_mps2(fast, times=10) <= 3.0


_THINGS = st.lists(
    st.builds(
        Thing,
        x_m=_ANY | st.floats(-20, 80),
        y_m=_ANY | st.floats(-6, 6),
        heading_rad=_ANY | st.floats(-4, 4),
        vx_mps=_ANY | st.floats(-30, 40),
        vy_mps=_ANY | st.floats(-5, 5),
        length_m=_ANY | st.floats(0.3, 20),
        width_m=_ANY | st.floats(0.3, 3),
        accel_mps2=_ANY | st.floats(-9, 3),
        existence=_ANY | st.floats(0, 1),
        age_s=_ANY | st.floats(0, 2),
        identity=st.integers(-3, 3),
    ),
    max_size=4,
)
_COMMANDS = st.none() | st.builds(
    Command,
    accel_mps2=_ANY | st.floats(-12, 5),
    steer_rad=_ANY | st.floats(-1, 1),
    hazards=st.booleans(),
    hold=st.booleans(),
)
_STATES = st.none() | st.builds(
    EgoState,
    time_s=_ANY | st.just(0.0),
    x_m=_ANY | st.just(0.0),
    y_m=_ANY | st.just(0.0),
    heading_rad=_ANY | st.just(0.0),
    speed_mps=_ANY | st.floats(0, 50),
    accel_mps2=_ANY | st.floats(-9, 3),
    yaw_rate_radps=_ANY | st.floats(-0.5, 0.5),
    steer_rad=_ANY | st.floats(-0.6, 0.6),
)


@settings(max_examples=300, deadline=None)
@given(
    steps=st.lists(
        st.tuples(_ANY | st.floats(0, 1), _COMMANDS, _STATES, _THINGS, _ANY, _ANY, _ANY),
        min_size=1,
        max_size=4,
    )
)
@example(steps=[(math.nan, None, None, [], math.nan, math.nan, math.nan)])
def test_output_is_permitted_when_anything_comes_in(steps: list) -> None:  # type: ignore[type-arg]
    """Any sequence of any inputs, in every field at once."""
    guard, last_mps2, hardest_mps2, last_s = Guard(CAR), 0.0, CAR.brake_mps2, 0.0
    for number, (now_s, command, state, things, plan_age_s, sensor_age_s, grip_share) in enumerate(
        steps
    ):
        if LIMITS.least_grip_share <= grip_share <= 1.0:
            hardest_mps2 = CAR.brake_mps2 * grip_share
        goes_on = not math.isfinite(now_s) or now_s - last_s <= LIMITS.longest_step_s
        verdict = guard.judge(
            now_s,
            command,
            state,
            seen(*things, time_s=now_s),
            plan_age_s=plan_age_s,
            sensor_age_s=sensor_age_s,
            grip_share=grip_share,
        )
        passed = verdict.command
        assert -CAR.brake_mps2 <= passed.accel_mps2 <= CAR.accel_mps2
        assert abs(passed.steer_rad) <= CAR.largest_steer_rad
        if number and goes_on and command and not math.isnan(command.accel_mps2):
            # No less than before is braked where more is asked for, but as hard as the road allows.
            given_mps2 = max(min(last_mps2, 0.0), -hardest_mps2)
            assert passed.accel_mps2 <= max(command.accel_mps2, given_mps2 + 1e-9)
        last_mps2 = passed.accel_mps2
        if math.isfinite(now_s):
            last_s = now_s
        elif number:
            last_s += LIMITS.usual_step_s


@settings(max_examples=150, deadline=None)
@given(
    gap_m=st.floats(0.5, 120),
    nearer_m=st.floats(0.0, 30),
    speed_mps=st.floats(0.5, 40),
    faster_mps=st.floats(0.0, 10),
    lead_mps=st.floats(0.0, 35),
    accel_mps2=st.floats(-9, 2),
)
def test_guard_brakes_no_less_when_the_lead_is_closer_or_the_car_faster(
    gap_m: float,
    nearer_m: float,
    speed_mps: float,
    faster_mps: float,
    lead_mps: float,
    accel_mps2: float,
) -> None:
    """For a lead in the car's lane; below 1 m/s the last metre is kept gently."""

    def braking(gap: float, speed: float) -> float:
        lead = Thing(x_m=gap + 2.25 + 0.5 * CAR.length_m, vx_mps=lead_mps, accel_mps2=accel_mps2)
        return braking_mps2(lead, speed_mps=speed, times=18)

    plain = braking(gap_m, speed_mps)
    assert braking(max(gap_m - nearer_m, 0.1), speed_mps) >= plain - 1e-6
    assert braking(gap_m, speed_mps + faster_mps) >= plain - 1e-6


def test_empty_arrays_are_no_objects() -> None:
    """Nobody around is an answer."""
    nobody = np.zeros(0, dtype=np.int64)
    none = Objects.exact(0.0, nobody, nobody, np.zeros((0, 9)))
    assert not Guard(CAR).judge(0.0, ask(), ego(), none).intervened
