"""Every row of the tables is taken by something that happens, and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from supervising import WELL, Run

from segue.pilot.supervise import LaneFacts, SensorHealth
from segue.pilot.supervise._events import Transition
from segue.pilot.supervise._lane_change import LANE_CHANGE_TRANSITIONS
from segue.pilot.supervise._transitions import TRANSITIONS

BLIND = (SensorHealth(name="radar", age_s=2.0),)
LIMPING = (WELL.sensors[0], SensorHealth(name="camera", age_s=0.05, fault="dirty"))


def _off() -> Run:
    run = Run().parts(lane=LaneFacts(known=False))
    run.step()
    return run


def _ready() -> Run:
    run = Run()
    run.step()
    return run


def _fault() -> Run:
    run = Run().parts(sensors=LIMPING)
    run.step()
    return run


def _engaged() -> Run:
    return Run().engage()


def _warned() -> Run:
    run = _engaged().driver_does(attentive=False)
    run.steps(2.5)
    return run


def _demanded() -> Run:
    run = _engaged().driver_does(hands_on=False, belted=False)
    run.step()
    return run


def _stopping() -> Run:
    run = _engaged().parts(sensors=BLIND).driver_does(hands_on=False)
    run.step()
    return run


def _standing() -> Run:
    run = _stopping()
    run.speed_mps = 0.0
    run.steps(0.6)
    return run


def _taken() -> Run:
    run = _stopping()
    run.step(brake_frac=0.5)
    return run


Happening = Callable[[Run], object]
WAYS: dict[tuple[str, str, str], tuple[Callable[[], Run], Happening, str]] = {
    ("Off", "Fault", "a part fails"): (
        _off,
        lambda run: run.parts(sensors=LIMPING).step(),
        "camera (dirty)",
    ),
    ("Off", "Engaged", "engage"): (Run, lambda run: run.step(button="engage"), "engage"),
    ("Off", "Ready", "conditions met"): (
        _off,
        lambda run: run.parts(lane=WELL.lane).steps(1.1),
        "All conditions are met.",
    ),
    ("Ready", "Fault", "a part fails"): (
        _ready,
        lambda run: run.parts(plan_age_s=0.6).step(),
        "planner is late",
    ),
    ("Ready", "Off", "a condition is lost"): (
        _ready,
        lambda run: run.step(belted=False),
        "Fasten your belt.",
    ),
    ("Ready", "Engaged", "engage"): (_ready, lambda run: run.step(button="engage"), "engage"),
    ("Fault", "Off", "mended"): (
        _fault,
        lambda run: run.parts(sensors=WELL.sensors).steps(1.1),
        "work again",
    ),
    ("Engaged", "Off", "driver brakes, steers or cancels"): (
        _engaged,
        lambda run: run.step(steer_torque_nm=-3.1),
        "steers",
    ),
    ("Engaged", "MinimalRisk", "a severe fault"): (
        _engaged,
        lambda run: run.parts(sensors=BLIND).step(),
        "No sensor sees",
    ),
    ("Engaged", "Demanded", "belt, seat, a fault or a condition lost"): (
        _engaged,
        lambda run: run.parts(grip_share=0.3).steps(0.6),
        "too slippery",
    ),
    ("Engaged", "Warned", "away for 2 s"): (
        _engaged,
        lambda run: run.driver_does(hands_on=False).steps(2.1),
        "does not watch",
    ),
    ("Warned", "Off", "driver brakes, steers or cancels"): (
        _warned,
        lambda run: run.step(brake_frac=0.03),
        "brakes",
    ),
    ("Warned", "MinimalRisk", "a severe fault"): (
        _warned,
        lambda run: run.parts(sensors=BLIND).step(),
        "No sensor sees",
    ),
    ("Warned", "Demanded", "away for 15 s, or as when engaged"): (
        _warned,
        lambda run: run.steps(13.0),
        "does not watch",
    ),
    ("Warned", "Engaged", "driver watches again"): (
        _warned,
        lambda run: run.driver_does(attentive=True).steps(0.6),
        "watches again",
    ),
    ("Demanded", "Off", "driver brakes, steers or cancels"): (
        _demanded,
        lambda run: run.step(button="cancel"),
        "cancel",
    ),
    ("Demanded", "MinimalRisk", "a severe fault"): (
        _demanded,
        lambda run: run.parts(sensors=()).step(),
        "No sensor sees",
    ),
    ("Demanded", "Off", "hands and eyes back for 2 s"): (
        _demanded,
        lambda run: run.driver_does(hands_on=True, belted=True).steps(2.1),
        "holds the wheel",
    ),
    ("Demanded", "MinimalRisk", "no answer for 10 s"): (
        _demanded,
        lambda run: run.steps(10.1),
        "not answered",
    ),
    ("MinimalRisk", "Locked", "driver cancels"): (
        _stopping,
        lambda run: run.step(button="cancel"),
        "cancel",
    ),
    ("MinimalRisk", "TakenOver", "driver brakes, steers or drives on"): (
        _stopping,
        lambda run: run.step(brake_frac=0.2),
        "brakes",
    ),
    ("MinimalRisk", "Standstill", "at rest"): (
        _stopping,
        lambda run: _replace_speed(run, 0.0).steps(0.6),
        "come to rest",
    ),
    ("Standstill", "Locked", "driver cancels"): (
        _standing,
        lambda run: run.step(button="cancel"),
        "cancel",
    ),
    ("Standstill", "TakenOver", "driver drives away"): (
        _standing,
        lambda run: run.step(accelerator_frac=0.2),
        "drives away",
    ),
    ("TakenOver", "Locked", "driver cancels, hazard lights out"): (
        _taken,
        lambda run: run.step(button="cancel"),
        "cancel",
    ),
}


def _replace_speed(run: Run, speed_mps: float) -> Run:
    run.speed_mps = speed_mps
    return run


def test_each_way_has_its_case():
    """A row that is added to the table needs one here."""
    rows = [(row.before.__name__, row.after.__name__, row.label) for row in TRANSITIONS]
    assert sorted(WAYS) == sorted(rows)


@pytest.mark.parametrize(("before", "after", "label"), list(WAYS), ids=list(map(" ".join, WAYS)))
def test_way_is_taken_and_logged_when_its_reason_comes(before: str, after: str, label: str):
    """The log has from, to, when and a sentence that says why."""
    begin, happening, said = WAYS[before, after, label]
    run = begin()
    assert run.state == before
    already = len(run.said)
    happening(run)
    (first, *_) = [
        event
        for directive in run.said[already:]
        for event in directive.events
        if isinstance(event, Transition)
    ]
    assert (first.before, first.after) == (before, after)
    assert 100.0 < first.at_s <= run.now_s
    assert said in first.why


def test_driver_is_asked_before_all_else_wherever_the_pilot_drives():
    """In each of those states the rows to the driver by their own act come first."""
    for state in ("Engaged", "Warned", "Demanded", "MinimalRisk"):
        first = next(row for row in TRANSITIONS if row.before.__name__ == state)
        assert first.after.__name__ in ("Off", "Locked"), state


def test_nothing_leads_back_when_a_manoeuvre_has_begun():
    """Not even by a detour (UN R157, 5.5.5)."""
    reached = {"MinimalRisk"}
    while True:
        onward = {row.after.__name__ for row in TRANSITIONS if row.before.__name__ in reached}
        if onward <= reached:
            break
        reached |= onward
    assert reached == {"MinimalRisk", "Standstill", "TakenOver", "Locked"}


AT_THE_LINE = replace(WELL.lane, to_left_m=-0.1)
IN_THE_NEXT_LANE = replace(WELL.lane, to_right_m=0.1)


def _asking() -> Run:
    run = _engaged()
    run.step(button="left")
    return run


def _approaching() -> Run:
    run = _asking()
    run.steps(2.0)
    return run


def _crossing() -> Run:
    run = _approaching()
    run.steps(1.1)
    run.parts(lane=AT_THE_LINE).step()
    return run


CHANGES: dict[tuple[str, str, str], tuple[Callable[[], Run], Happening]] = {
    ("Resting", "Indicating", "asked for, and free"): (
        _engaged,
        lambda run: run.step(button="right"),
    ),
    ("Indicating", "Resting", "driver drives"): (_asking, lambda run: run.step(brake_frac=0.5)),
    ("Indicating", "Crossing", "line touched"): (
        _asking,
        lambda run: run.parts(lane=AT_THE_LINE).step(),
    ),
    ("Indicating", "Resting", "given up"): (_asking, lambda run: run.step(button="right")),
    ("Indicating", "Approaching", "announced for 1 s, and long enough"): (
        _asking,
        lambda run: run.steps(1.8),
    ),
    ("Approaching", "Resting", "driver drives"): (
        _approaching,
        lambda run: run.step(steer_torque_nm=9.0),
    ),
    ("Approaching", "Crossing", "line touched"): (
        _approaching,
        lambda run: run.parts(lane=AT_THE_LINE).step(),
    ),
    ("Approaching", "Resting", "given up"): (_approaching, lambda run: run.steps(3.1)),
    ("Crossing", "Resting", "driver drives"): (_crossing, lambda run: run.step(button="cancel")),
    ("Crossing", "Resting", "in the lane"): (
        _crossing,
        lambda run: run.parts(lane=IN_THE_NEXT_LANE).step(),
    ),
}


def test_each_way_of_a_lane_change_has_its_case():
    """A row that is added to the table needs one here."""
    rows = [(row.before.__name__, row.after.__name__, row.label) for row in LANE_CHANGE_TRANSITIONS]
    assert sorted(CHANGES) == sorted(rows)


@pytest.mark.parametrize(
    ("before", "after", "label"), list(CHANGES), ids=list(map(" ".join, CHANGES))
)
def test_way_of_a_lane_change_is_taken_when_its_reason_comes(before: str, after: str, label: str):
    """As above."""
    begin, happening = CHANGES[before, after, label]
    run = begin()
    already = len(run.said)
    happening(run)
    (first, *_) = [
        event
        for directive in run.said[already:]
        for event in directive.events
        if isinstance(event, Transition) and event.machine == "lane_change"
    ]
    assert (first.before, first.after) == (before, after)
