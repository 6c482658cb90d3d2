"""UN R157's grids: the harness is the published one, and what it counts is what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from r157_models import careful_driver

from segue.bench import planner_factory
from segue.bench.r157 import run
from segue.bench.r157._gaps import steady_gap_m
from segue.bench.r157._grids import GridCase, read_grids
from segue.bench.r157._loop import drive
from segue.bench.r157._pilot_driver import PilotDriver
from segue.bench.r157._traffic import traffic_of
from segue.kernel import DataUnusable
from segue.pilot.scene import Scene
from segue.schema.drive import NoPlan, OwnCar

GRIDS = ("car_following", "cut_in_high", "cut_in_low", "cut_out")
IDM = planner_factory("idm")


def cut_in(**values: float) -> GridCase:
    """Return a cut-in at 70 km/h."""
    return GridCase("cut_in", {"ego_kmh": 70.0, **values}, {})


class Steady:
    """Drives on at the speed it has."""

    def next_speed_mps(self, step: int, x_m: float, speed_mps: float) -> float:
        """Return the speed it has."""
        del step, x_m
        return speed_mps


class Silent:
    """Never has a plan."""

    def __init__(self, own_car: OwnCar) -> None:
        del own_car

    def plan(self, scene: Scene) -> NoPlan:
        """Return none."""
        return NoPlan(made_s=scene.time_s, reason="It has none.")


@pytest.mark.data
@pytest.mark.parametrize("grid", GRIDS)
def test_harness_gives_the_published_outcome_when_the_careful_driver_drives(
    shared_data: Path, grid: str
) -> None:
    """In at least 99 % of a sample the regulation's driver crashes exactly where it is published.

    So the cars are where the published harness has them, at the same times.
    """
    (found,) = (one for one in read_grids(shared_data / "pilot" / "r157") if one.name == grid)
    same = 0
    sample = found.cases[::20]
    for case in sample:
        traffic, driver = careful_driver(case)
        went = drive(traffic, driver, case.ego_mps, to_the_end=True)
        same += (bool(went.crash) and not driver.is_over) == case.models["cc"]
    assert same >= 0.99 * len(sample)


@pytest.mark.data
@pytest.mark.parametrize("grid", GRIDS)
def test_outcome_is_that_of_all_steps_when_a_case_ends_early(shared_data: Path, grid: str) -> None:
    """A case ends early only where crash and hardest braking are settled."""
    (found,) = (one for one in read_grids(shared_data / "pilot" / "r157") if one.name == grid)
    for case in found.cases[7 :: len(found.cases) // 12]:
        traffic = traffic_of(case, 2.0 * case.ego_mps)
        early, full = (
            drive(
                traffic,
                PilotDriver(IDM, traffic, case.ego_mps),
                case.ego_mps,
                to_the_end=to_the_end,
            )
            for to_the_end in (False, True)
        )
        assert early.crash == full.crash, case
        assert np.diff(early.speeds_mps).min() == pytest.approx(np.diff(full.speeds_mps).min())


def test_other_car_ramps_up_sideways_when_it_begins_to_cut_in() -> None:
    """Before time 0 it speeds up sideways by 1.5 m/s², and once over the centre line it stops."""
    traffic = traffic_of(cut_in(cut_in_kmh=36.0, gap_m=20.0, lateral_mps=0.6), 0.0)
    (other,) = traffic.others
    assert other.sideways_mps[:6] == pytest.approx([0.0, -0.15, -0.3, -0.45, -0.6, -0.6])
    assert other.y_m[4] == pytest.approx(3.5)  # time 0: the sides 1.6 m apart
    assert other.y_m[0] == pytest.approx(3.5 + 0.09)
    assert other.x_m[4] == pytest.approx(24.3)
    assert traffic.ego_m == pytest.approx(-4 * 0.1 * 70.0 / 3.6)
    assert traffic.steps == 354
    assert -0.06 < other.y_m[-1] < 0.0
    assert other.sideways_mps[-1] == 0.0


def test_standing_car_is_seen_when_the_lead_is_far_enough_to_the_side() -> None:
    """What stands ahead of the lead is hidden until its centre is 0.375 m off the line."""
    case = GridCase("cut_out", {"ego_kmh": 50.0, "front_gap_m": 40.0, "lateral_mps": -1.0}, {})
    lead, standing = traffic_of(case, 20.0).others
    assert abs(lead.y_m[standing.seen]).min() == pytest.approx(0.4)
    assert abs(lead.y_m[~standing.seen]).max() == pytest.approx(0.3)


def test_lead_stops_dead_when_it_hits_the_standing_car() -> None:
    """A lead that moves out too late stands where it hits, seen, and is what is braked for."""
    case = GridCase("cut_out", {"ego_kmh": 50.0, "front_gap_m": 5.0, "lateral_mps": -0.1}, {})
    traffic = traffic_of(case, 20.0)
    lead, standing = traffic.others
    assert lead.along_mps[-1] == 0.0
    assert standing.x_m[0] - 4.3 < lead.x_m[-1] < standing.x_m[0]
    assert not standing.seen.any()
    assert drive(traffic, Steady(), case.ego_mps).crash == "front"


@pytest.mark.parametrize(
    ("gap_m", "cut_in_kmh", "crash"), [(20.0, 40.0, "front"), (-2.0, 69.0, "other")]
)
def test_crash_is_told_apart_when_the_other_drives_into_the_side(
    gap_m: float, cut_in_kmh: float, crash: str
) -> None:
    """Who is run into from the side did not run into anyone."""
    case = cut_in(cut_in_kmh=cut_in_kmh, gap_m=gap_m, lateral_mps=1.7)
    went = drive(traffic_of(case, 0.0), Steady(), case.ego_mps)
    assert went.crash == crash


def test_planner_settles_near_its_time_gap_when_it_follows() -> None:
    """A planner begins at the gap that it keeps of its own accord: a little more."""
    assert 32.0 < steady_gap_m(20.0, IDM) < 45.0


def test_pilot_brakes_when_there_is_no_plan() -> None:
    """No plan is an answer: the car brakes as a minimal risk manoeuvre may."""
    case = cut_in(cut_in_kmh=40.0, gap_m=60.0, lateral_mps=0.0)
    traffic = traffic_of(case, 0.0)
    went = drive(traffic, PilotDriver(Silent, traffic, case.ego_mps), case.ego_mps)
    assert -np.diff(went.speeds_mps).min() / 0.1 == pytest.approx(4.0)


def test_result_counts_crashes_by_kind_and_peer_when_a_grid_is_driven(tmp_path: Path) -> None:
    """Figures, peers and failures are of the same cases, and the same over two processes."""
    (tmp_path / "r157").mkdir()
    (tmp_path / "r157" / "mine.csv").write_text(
        "ego_kmh,cut_in_kmh,gap_m,lateral_mps,cc,fsm\n"
        "70,60,80,0.0,0,0\n"  # far away, and stays in its lane
        "70,10,22,1.5,0,1\n"  # comes over too near: nobody can brake for that
        "70,60,60,0.5,0,0\n"
    )
    one, two = (
        run(tmp_path, IDM, jobs=jobs, sample=1, progress=lambda *_: None) for jobs in (1, 2)
    )
    assert (one.cases, one.crashes) == (3, 1)
    assert one.figures == {
        "crashes_front": 1,
        "crashes_other": 0,
        "crashes_preventable_cc": 1,
        "crashes_preventable_fsm": 0,
        "calm_when_nothing_enters": 1.0,
    }
    assert one.peers == {"cc": {"crashes": 0}, "fsm": {"crashes": 1}}
    assert [(failure.case["gap_m"], failure.what) for failure in one.failures] == [
        (22.0, "ran into it")
    ]
    assert two.failures == one.failures
    assert two.driven == one.driven


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ego_kmh\n50\n", "none of the columns cut_in_kmh, front_gap_m, lead_decel_g is there"),
        ("ego_kmh,cut_in_kmh,gap_m\n50,40,3\n", "the column lateral_mps is missing"),
        ("ego_kmh,front_gap_m,lateral_mps\n0,40,1\n", "line 2, column ego_kmh: 0.0 is not above 0"),
        ("ego_kmh,front_gap_m,lateral_mps\n", "has no cases"),
    ],
)
def test_error_says_where_when_a_grid_is_malformed(tmp_path: Path, text: str, says: str) -> None:
    """A grid of the user's own is read by its columns, and refused with what is wrong with it."""
    (tmp_path / "mine.csv").write_text(text)
    with pytest.raises(DataUnusable, match=says):
        read_grids(tmp_path)
    with pytest.raises(DataUnusable, match="There is no grid"):
        read_grids(tmp_path / "nowhere")
