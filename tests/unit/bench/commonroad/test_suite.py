"""A folder of scenarios driven, judged and counted."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from commonroad_file import along_x, write
from commonroad_problem import car, goal, problem
from steady_planner import SteadyPlanner

from segue.bench.commonroad import _suite as suite
from segue.bench.commonroad import drive, read_scenario, run, solution_xml
from segue.bench.commonroad.judge import Verdict
from segue.kernel import DataUnusable
from segue.schema.drive import OwnCar

ROAD = along_x(1, 0, 300)
LIMIT_MPS = 50 / 3.6
ON_ROAD = '<position><lanelet ref="1"/></position>'
FREE = problem((10, 0, 0, LIMIT_MPS), goal(20, 20, ON_ROAD))
STANDING = car(31, [(40.0, 0.0, 0.0, 0.0)])


def test_drive_ends_when_the_goal_is_reached(tmp_path: Path) -> None:
    """A state a step, from the first to the goal's, where a free road brings the car."""
    went = drive(read_scenario(write(tmp_path, ROAD, FREE)), SteadyPlanner, "predicted")
    assert went.solved
    assert went.reached_step == 20
    assert len(went.states) == 21
    assert went.states[-1].x_m == pytest.approx(10.0 + 2.0 * LIMIT_MPS, abs=0.01)
    assert len(went.cycles_s) == 20


def test_collision_is_told_when_the_planner_runs_into_somebody(tmp_path: Path) -> None:
    """First contact, and the drive goes on to the goal."""
    scenario = read_scenario(write(tmp_path, ROAD, FREE, STANDING))
    went = drive(scenario, SteadyPlanner, "predicted")
    assert went.collision is not None
    assert went.collision.at_fault
    bumper_m = 30.0 - 0.5 * (4.508 + 4.5)
    assert went.collision.step == math.ceil(bumper_m / LIMIT_MPS * 10)
    assert went.reached_step == 20
    assert not went.solved


@pytest.mark.parametrize(("futures", "ahead_m"), [("predicted", False), ("true", True)])
def test_planner_is_told_what_comes_only_when_futures_are_true(
    tmp_path: Path, futures: str, *, ahead_m: bool
) -> None:
    """A car that will turn off its lane is seen to do so only by who knows the recording."""
    turning = [(60.0 + step, max(step - 5, 0) * 1.0, 0.0, 10.0) for step in range(40)]
    scenario = read_scenario(write(tmp_path, ROAD, FREE, car(31, turning)))
    made: list[SteadyPlanner] = []

    def planner(own_car: OwnCar) -> SteadyPlanner:
        made.append(SteadyPlanner(own_car))
        return made[0]

    drive(scenario, planner, futures)
    first = made[0].scenes[0].futures
    sideways_m = abs(first.states[:, 10, 1])  # after 2 s
    assert (sideways_m.min() > 10.0) == ahead_m


def test_solution_has_a_state_a_step_when_it_is_written(tmp_path: Path) -> None:
    """In the format of CommonRoad's website: vehicle, scenario, every state to the last digit."""
    scenario = read_scenario(write(tmp_path, ROAD, FREE))
    went = drive(scenario, SteadyPlanner, "predicted")
    root = ET.fromstring(solution_xml(scenario, went))  # noqa: S314 (our own)
    assert root.get("benchmark_id") == "KS2:SM1:ZAM_Test-1_1_T-1:2020a"
    (trajectory,) = root
    assert (trajectory.tag, trajectory.get("planningProblem")) == ("ksTrajectory", "900")
    assert [state.findtext("time") for state in trajectory] == [str(step) for step in range(21)]
    last = {one.tag: one.text for one in trajectory[-1]}
    assert float(last["x"] or "") == went.states[-1].x_m
    assert set(last) == {"x", "y", "steeringAngle", "velocity", "orientation", "time"}


def test_suite_counts_what_went_wrong_when_it_runs_a_folder(tmp_path: Path) -> None:
    """A file that cannot be read is a case of its own, named, and stops nothing."""
    folder = tmp_path / "commonroad"
    folder.mkdir()
    for name, elements in (
        ("a-free", (ROAD, FREE)),
        ("b-standing", (ROAD, FREE, STANDING)),
        ("c-broken", (ROAD,)),
        ("d-late", (ROAD, problem((10, 0, 0, 1), goal(5, 5, BEYOND)))),
    ):
        write(folder, *elements).rename(folder / f"{name}.xml")
    told: list[tuple[str, int, int]] = []
    result = run(
        tmp_path,
        SteadyPlanner,
        jobs=1,
        sample=1,
        progress=lambda what, done, total: told.append((what, done, total)),
    )
    assert (result.suite, result.cases, result.crashes) == ("commonroad", 8, 2)
    now, true = result.parts
    assert (now.name, true.name) == ("objects now", "true futures")
    for part in (now, true):
        assert part.cases == 4
        assert part.figures["solved"] == 1
        assert part.figures["reached"] == 2
        assert part.figures["crashes_at_fault"] == 1
        assert part.figures["unreadable"] == 1
        assert part.figures["valid"] is None
    wrong = {(one.case["scenario"], one.what) for one in result.failures}
    broken = "c-broken.xml: commonRoad has 0 planning problems; one car is driven."
    assert wrong == {
        ("b-standing", "collided with 31 (its fault)"),
        ("c-broken", broken),
        ("d-late", "missed the goal"),
    }
    assert told[-1] == ("true futures", 4, 4)


def test_a_judge_that_cannot_tell_says_neither_yes_nor_no(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that the judge could not make is told with its reason, and counts as no failure."""
    folder = tmp_path / "commonroad"
    folder.mkdir()
    write(folder, ROAD, FREE)
    unsure = Verdict(feasible=None, free=True, reached=True, on_road=None, starts=True, why="odd")
    monkeypatch.setattr(suite, "verdicts", lambda *_, **__: [unsure])
    result = run(
        tmp_path, SteadyPlanner, jobs=1, sample=1, progress=lambda *_: None, judge=Path("python")
    )
    assert result.figures["valid"] == 0
    assert result.figures["infeasible"] == result.figures["disagreements"] == 0
    assert [one.what for one in result.failures] == ["the judge cannot tell: odd"] * 2


def test_folder_is_refused_when_it_has_no_scenario(tmp_path: Path) -> None:
    """The folder is named."""
    with pytest.raises(DataUnusable, match="commonroad holds no scenario"):
        run(tmp_path, SteadyPlanner, jobs=1, sample=1, progress=lambda *_: None)


BEYOND = (
    "<position><circle><radius>2</radius><center><x>290</x><y>0</y></center></circle></position>"
)
