"""Each condition is lost and met where its row says, and a driver reads what to do."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from supervising import WELL, Run

from segue.pilot.supervise import Domain, Refusal, SensorHealth
from segue.pilot.supervise._conditions import conditions
from segue.pilot.supervise._monitor import MENDED_S

ROWS = {row.name: row for row in conditions(Domain())}
NAN = math.nan


def _lost(run: Run) -> set[str]:
    """Return what the supervisor lacks, by the sentences that its rows begin with."""
    state = run.supervisor.state
    why = getattr(state, "why", "")
    return {name for name, row in ROWS.items() if why.startswith(row.wrong)}


@pytest.mark.parametrize(
    ("name", "ego", "health"),
    [
        ("speed", {"speed_mps": 38.0}, {}),
        ("position", {"position_sigma_m": 1.1}, {}),
        ("position", {"position_sigma_m": NAN}, {}),
        ("own motion", {"speed_mps": NAN}, {}),
        ("own motion", {"speed_mps": math.inf}, {}),
        ("own motion in time", {"ego_age_s": 0.51}, {}),
        ("own motion in time", {"ego_age_s": -0.51}, {}),
        ("own motion in time", {"ego_age_s": NAN}, {}),
        ("grip", {}, {"grip_share": 0.39}),
        ("grip", {}, {"grip_share": NAN}),
        ("lane", {}, {"lane": replace(WELL.lane, known=False)}),
        ("road", {}, {"road": "unknown"}),
        ("sensors", {}, {"sensors": (WELL.sensors[0], SensorHealth(name="lidar", age_s=0.6))}),
        ("sensors", {}, {"sensors": (WELL.sensors[0], SensorHealth(name="lidar", age_s=NAN))}),
        ("sight", {}, {"sensors": ()}),
        ("sight", {}, {"sensors": (SensorHealth(name="lidar", age_s=0.0, fault="hot"),)}),
        ("planner in time", {}, {"plan_age_s": 0.51}),
        ("planner answers", {}, {"plan_age_s": 2.1}),
        ("planner answers", {}, {"plan_age_s": NAN}),
        ("way", {}, {"no_plan": "The road ends."}),
        ("guard", {}, {"guard_rules": ("gap ahead", "jerk")}),
    ],
)
def test_pilot_hands_over_when_a_condition_is_lost(
    name: str, ego: dict[str, Any], health: dict[str, Any]
):
    """After the row's time and not before it; with its words; at once to a stop when severe."""
    row = ROWS[name]
    run = Run().engage().parts(**health)
    for field, value in ego.items():
        setattr(run, field, value)
    if row.lost_s > 0.1:
        run.steps(row.lost_s - 0.06)
        assert run.state == "Engaged"
    run.steps(0.12)
    assert run.state == ("MinimalRisk" if row.severe else "Demanded")
    assert name in _lost(run)
    assert run.last.warning.text.endswith(row.do)


def test_details_are_told_when_there_are_any():
    """Which sensor, and what is wrong with it."""
    run = Run().parts(sensors=(WELL.sensors[0], SensorHealth(name="lidar", age_s=0.0, fault="hot")))
    run.step()
    assert run.step(button="engage").warning.text.startswith(
        "A sensor cannot be relied on: lidar (hot). Have it looked at."
    )


@pytest.mark.parametrize(("grip_share", "state"), [(0.45, "Engaged"), (0.39, "Demanded")])
def test_condition_stays_met_when_its_value_is_between_the_limits(grip_share: float, state: str):
    """Half-wet patches do not switch it on and off."""
    run = Run().engage().parts(grip_share=grip_share)
    run.steps(1.0)
    assert run.state == state


def test_all_that_is_lacking_is_told_when_assistance_is_not_offered():
    """In the order of the table, faults first, before anybody presses a button."""
    run = Run().parts(grip_share=0.3, road="unknown", plan_age_s=0.4)
    lacks = run.step().lacks
    assert [lack.name for lack in lacks] == ["planner in time", "grip", "road"]
    assert [lack.is_fault for lack in lacks] == [True, False, False]


def test_condition_stays_lost_when_its_value_is_between_the_limits():
    """Nor is it offered again before there is room to spare, for a second."""
    run = Run().parts(grip_share=0.3)
    run.step()
    run.parts(grip_share=0.45).steps(5.0)
    assert run.state == "Off"
    run.parts(grip_share=0.55).steps(MENDED_S - 0.1)
    assert run.state == "Off"
    run.steps(0.2)
    assert run.state == "Ready"


def test_lane_that_comes_and_goes_is_lost_when_it_is_mostly_gone():
    """Three steps without, one with: lost after two seconds of it, not never."""
    run = Run().engage()
    for step in range(110):
        run.parts(lane=replace(WELL.lane, known=step % 4 == 0)).step()
    assert run.state == "Demanded"


def test_all_reasons_to_refuse_are_sentences_with_advice():
    """For every row: what is wrong, then what to do."""
    for row in ROWS.values():
        assert row.wrong[0].isupper()
        assert not row.wrong.endswith(".")
        assert row.do.endswith(".")


@pytest.mark.parametrize("speed_kmh", [50.0, 90.0])
def test_own_domain_holds_when_one_is_given(speed_kmh: float):
    """A domain is data: here, a town at 60 km/h."""
    run = Run()
    run.supervisor = type(run.supervisor)(
        run.supervisor.own_car, Domain(fastest_mps=60.0 / 3.6, roads=frozenset({"motorway"}))
    )
    run.speed_mps = speed_kmh / 3.6
    run.engage()
    refused = [event for event in run.last.events if isinstance(event, Refusal)]
    assert bool(refused) == (speed_kmh > 60.0)
