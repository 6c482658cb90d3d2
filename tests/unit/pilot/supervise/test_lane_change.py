"""Lane changes keep the times and limits of UN R79 for category C."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from supervising import STEP_S, WELL, Run

from segue.pilot.supervise import LaneFacts, Refusal, Urgency
from segue.pilot.supervise._lane_change_reasons import earliest_move_s
from segue.pilot.supervise._sideways import Sideways


def _at(to_left_m: float, to_right_m: float) -> LaneFacts:
    return replace(WELL.lane, to_left_m=to_left_m, to_right_m=to_right_m)


def _asked() -> Run:
    run = Run().engage()
    run.step(button="left")
    return run


def _until_moving(run: Run) -> float:
    waited_s = 0.0
    while not run.last.lane_change:
        run.step()
        waited_s += STEP_S
    return waited_s


@pytest.mark.parametrize("line_m", [0.0, 0.1, 0.5, 0.8, 1.2, 1.9, 3.0])
def test_line_is_not_touched_before_three_seconds_when_moving_as_hard_as_allowed(line_m: float):
    """Nor does the car move in the first second (UN R79, 5.6.4.6.4)."""
    run = _asked().parts(lane=_at(line_m, 0.8))
    waited_s = _until_moving(run)
    assert waited_s >= 1.0 - STEP_S
    assert waited_s + (2.0 * line_m / 1.0) ** 0.5 >= 3.0 - STEP_S
    assert waited_s == pytest.approx(earliest_move_s(line_m), abs=2 * STEP_S)


def test_indicator_blinks_from_the_wish_to_the_end():
    """Through announcing, approaching and crossing; then no more (UN R79, 5.6.4.6.7)."""
    run = _asked()
    run.steps(3.1)
    run.parts(lane=_at(-0.2, 1.8)).steps(1.0)
    run.parts(lane=_at(1.5, -0.1)).steps(1.0)
    assert not [event for said in run.said for event in said.events if isinstance(event, Refusal)]
    assert {said.indicator for said in run.said[2:]} == {"left"}
    run.parts(lane=_at(0.8, 0.8)).step()
    assert (run.last.indicator, run.last.lane_change) == ("", "")


def test_change_is_given_up_when_it_does_not_cross_in_five_seconds():
    """The car stays in its lane (UN R79, 5.6.4.6.4)."""
    run = _asked()
    run.steps(4.9)
    assert run.last.lane_change == "left"
    run.steps(0.2)
    assert (run.last.lane_change, run.last.indicator) == ("", "")


@pytest.mark.parametrize(
    ("driver", "lane"),
    [
        ({"hands_on": False}, WELL.lane),
        ({}, replace(WELL.lane, free=frozenset({"right"}))),
        ({}, replace(WELL.lane, known=False)),
    ],
)
def test_change_is_given_up_before_the_line_when_something_is_in_the_way(
    driver: dict[str, Any], lane: LaneFacts
):
    """No hands, a lane that is needed by another, a lane that is not known."""
    run = _asked()
    run.steps(2.0)
    run.driver_does(**driver).parts(lane=lane).step()
    assert (run.last.lane_change, run.last.indicator) == ("", "")
    assert run.last.warning.text.startswith("No lane change. ")


def test_change_is_given_up_before_the_line_when_the_driver_is_warned():
    """One who does not watch is taken to no other lane."""
    run = _asked().driver_does(attentive=False)
    run.steps(1.98)
    assert run.last.lane_change == "left"
    run.steps(0.06)
    assert (run.state, run.last.lane_change, run.last.indicator) == ("Warned", "", "")


def test_change_is_refused_with_the_reason_when_the_lane_is_not_free():
    """The driver is told; nothing blinks."""
    run = Run().engage().parts(lane=replace(WELL.lane, free=frozenset()))
    run.step(button="left")
    assert run.last.indicator == ""
    assert run.last.warning.urgency is Urgency.NOTICE
    (refusal,) = [event for event in run.last.events if isinstance(event, Refusal)]
    assert refusal.why == run.last.warning.text == "The lane on the left is not free."


def test_nothing_is_refused_when_the_driver_drives():
    """The lever is an indicator then."""
    run = Run()
    run.step()
    run.step(button="left")
    assert run.last.events == ()


def test_change_over_the_line_is_ended_when_a_demand_comes():
    """Half a car in each lane is no place to be."""
    run = _asked()
    run.steps(3.1)
    run.parts(lane=_at(-0.2, 1.8)).driver_does(belted=False, hands_on=False).steps(0.1)
    assert run.state == "Demanded"
    assert run.last.lane_change == "left"
    run.parts(lane=replace(_at(0.8, 0.8), known=False)).step()
    assert run.last.lane_change == "left"
    run.parts(lane=_at(0.8, 0.8)).step()
    assert run.last.lane_change == ""


def test_log_says_so_when_a_change_took_too_long():
    """Over five seconds across (UN R79, 5.6.4.6.5)."""
    run = _asked()
    run.steps(3.1)
    run.parts(lane=_at(-0.2, 1.8)).steps(5.5)
    run.parts(lane=_at(0.8, 0.8)).step()
    assert "5 s are allowed" in run.last.events[0].why


def test_log_says_so_when_a_change_was_too_hard():
    """1.2 m/s² of lateral acceleration, with the curve's own taken off."""
    run = _asked()
    run.steps(3.1)
    run.yaw_rate_radps = 1.2 / run.speed_mps
    run.parts(lane=_at(-0.2, 1.8)).step()
    run.yaw_rate_radps = 0.0
    run.parts(lane=_at(0.8, 0.8)).step()
    assert "1.2 m/s² sideways, of 1" in run.last.events[0].why


def test_curve_is_not_the_changes_doing():
    """On a bend of 300 m the road itself asks for 2 m/s²."""
    run = _asked()
    run.yaw_rate_radps = run.speed_mps / 300.0
    run.parts(lane=replace(WELL.lane, curvature_per_m=1.0 / 300.0)).steps(3.1)
    run.parts(lane=replace(_at(-0.2, 1.8), curvature_per_m=1.0 / 300.0)).step()
    run.parts(lane=replace(_at(0.8, 0.8), curvature_per_m=1.0 / 300.0)).step()
    assert run.last.events[0].why == "In the lane after 0.0 s."


def test_jerk_is_averaged_over_half_a_second():
    """A ramp of 6 m/s³ for 0.3 s is 3.6 on average; one that swings from -1 to 1 in 0.3 s is 4."""
    brief, swinging = Sideways(), Sideways()
    for step in range(100):
        ramp = min(max(step * STEP_S - 1.0, 0.0), 0.3)
        brief.step(STEP_S, 6.0 * ramp - 0.9)
        swinging.step(STEP_S, 1.0 - 2.0 * (step >= 50))
    assert brief.jerk_mps3 == pytest.approx(3.6, rel=0.05)
    assert not brief.excess
    assert swinging.jerk_mps3 == pytest.approx(4.0, rel=0.05)


def test_jerk_is_told_beside_the_acceleration_when_it_is_too_much_on_average():
    """From -1.6 to 0.99 m/s² in half a second; 1.98 m/s² in that time is not too much."""
    watch = Sideways()
    for step in range(100):
        watch.step(STEP_S, 0.99 if step >= 50 else -0.99)
    assert not watch.excess
    for step in range(100):
        watch.step(STEP_S, 0.99 if step >= 50 else -1.6)
    assert watch.excess == "1.6 m/s² sideways, of 1; 5.2 m/s³ sideways, of 5"
