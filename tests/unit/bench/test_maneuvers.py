"""The longitudinal manoeuvres: what passes is what the published test lets pass."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from segue.bench.maneuvers import run
from segue.bench.maneuvers._loop import drive, needed_mps2
from segue.bench.maneuvers._maneuvers import Maneuver, Options, read_maneuvers
from segue.bench.peers import IdmPlanner, MpcPlanner
from segue.bench.peers._lane_ahead import lane_ahead, plan_along
from segue.kernel import DataUnusable
from segue.pilot.scene import Scene
from segue.schema.drive import PLAN_STEPS, NoPlan, OwnCar, Plan

FILE = "longitudinal_maneuvers.json"
STANDING = Maneuver(
    title="a car stands 60 m ahead",
    duration_s=14.0,
    ego_speed_mps=12.0,
    lead_relevant=True,
    lead_gap_m=60.0,
)
STARTING = Maneuver(
    title="the car in front starts",
    duration_s=6.0,
    ego_speed_mps=0.0,
    lead_relevant=True,
    lead_gap_m=6.0,
    breakpoints_s=[1.0, 4.0],
    lead_speed_mps=[0.0, 6.0],
    options=Options(ensure_start=True),
)
UPHILL = Maneuver(
    title="no accelerator uphill",
    duration_s=25.0,
    ego_speed_mps=20.0,
    lead_relevant=False,
    lead_gap_m=200.0,
    breakpoints_s=[0.0, 1.0],
    set_speed_mps=[20.0, 20.0],
    throttle_allowed=[0.0, 0.0],
    pitch_rad=[0.1, 0.1],
    options=Options(ensure_slowdown=True),
)
FREE_UPHILL = msgspec.structs.replace(UPHILL, throttle_allowed=None)


class Always:
    """Asks for one acceleration, whatever comes."""

    accel_mps2 = 0.0

    def __init__(self, own_car: OwnCar) -> None:
        del own_car

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return that acceleration for all steps."""
        ahead = lane_ahead(scene)
        assert ahead is not None
        return plan_along(scene, ahead, np.full(PLAN_STEPS, self.accel_mps2), "keep_lane")


class Rolls(Always):
    """Keeps its speed."""

    __module__ = "segue.bench.peers.rolls"  # a peer has no guard behind it


class Pushes(Rolls):
    """Accelerates."""

    accel_mps2 = 1.0


@pytest.mark.parametrize("planner", [IdmPlanner, MpcPlanner])
@pytest.mark.parametrize("maneuver", [STANDING, STARTING, UPHILL], ids=lambda one: one.title)
def test_peers_pass_when_they_drive_what_they_were_made_for(
    planner: type[IdmPlanner | MpcPlanner], maneuver: Maneuver
) -> None:
    """The peers stop behind a car, start behind one, and are slowed by a hill."""
    went = drive(maneuver, planner, forced=False)
    assert went.broken == ()
    if maneuver is STANDING:
        assert went.end_gap_m is not None
        assert 1.5 < went.end_gap_m < 7.5


@pytest.mark.parametrize(
    ("maneuver", "forced", "broken"),
    [
        (STANDING, False, ("crash",)),
        (STARTING, False, ("does not start",)),
        (UPHILL, False, ()),
        (FREE_UPHILL, False, ("does not slow down",)),
        (FREE_UPHILL, True, ("does not slow down", "does not stop")),
    ],
)
def test_rule_is_broken_when_the_planner_only_rolls(
    maneuver: Maneuver, forced: bool, broken: tuple[str, ...]
) -> None:
    """Each rule can be broken: a planner that does nothing breaks the one that is asked for."""
    planner = Rolls if not maneuver.throttle_allowed else Pushes
    assert drive(maneuver, planner, forced=forced).broken == broken


def test_car_is_not_seen_when_its_probability_is_low() -> None:
    """A car is seen from one half on, or always where the radar overrides."""
    hidden = msgspec.structs.replace(
        STANDING, breakpoints_s=[0.0, 2.0], lead_speed_mps=[0.0, 0.0],
        lead_seen_probability=[0.0, 1.0],
    )  # fmt: skip
    assert not hidden.is_seen(0.9)
    assert hidden.is_seen(1.1)
    assert msgspec.structs.replace(hidden, options=Options(only_radar=True)).is_seen(0.0)


def test_needed_braking_is_to_where_the_lead_comes_to_rest() -> None:
    """What just would do: to stop in 60 m from 12 m/s, and none behind a car that drives away."""
    assert needed_mps2(STANDING) == pytest.approx(1.2)
    assert needed_mps2(STARTING) == 0.0


def test_result_has_the_peers_beside_when_manoeuvres_are_driven(tmp_path: Path) -> None:
    """Each manoeuvre is a row, once more with forced deceleration unless it is about starting."""
    maneuvers = [msgspec.to_builtins(one) for one in (STANDING, STARTING)]
    (tmp_path / FILE).write_text(json.dumps(maneuvers))
    result = run(tmp_path, IdmPlanner, jobs=1, sample=1, progress=lambda *_: None)
    assert [part.name for part in result.parts] == [
        STANDING.title,
        STARTING.title,
        f"{STANDING.title}, forced to stop",
    ]
    assert (result.planner, result.cases, result.crashes, result.failures) == ("idm", 3, 0, ())
    assert list(result.peers) == ["mpc"]
    assert result.figures["passed"] == result.peers["mpc"]["passed"] == 3
    mpc = result.parts[0].peers["mpc"]
    assert result.parts[0].figures["stopping_gap_m"] == pytest.approx(2.0, abs=0.2)
    assert isinstance(mpc["brake_mps2"], float)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "Input data was truncated"),
        ("[]", "has no manoeuvres"),
        ('[{"title": "a"}]', r"missing required field `duration_s` - at `\$\[0\]`"),
        (
            json.dumps([{**msgspec.to_builtins(STARTING), "lead_speed_mps": [1.0]}]),
            r"manoeuvre 1 \(the car in front starts\): lead_speed_mps has 1 values, for 2",
        ),
        (
            json.dumps([{**msgspec.to_builtins(STARTING), "breakpoints_s": [4.0, 1.0]}]),
            "breakpoints_s do not rise",
        ),
        (
            json.dumps([{**msgspec.to_builtins(STARTING), "duration_s": 0.0}]),
            "duration_s is above 0",
        ),
    ],
)
def test_error_says_where_when_manoeuvres_are_malformed(
    tmp_path: Path, text: str, says: str
) -> None:
    """A file of the user's own is refused with the manoeuvre and the field that is wrong."""
    (tmp_path / FILE).write_text(text)
    with pytest.raises(DataUnusable, match=says):
        read_maneuvers(tmp_path / FILE)
    with pytest.raises(DataUnusable, match="is not there"):
        read_maneuvers(tmp_path / "nowhere" / FILE)
