"""CommonRoad's own checker, unmodified, takes our solutions and sees what is wrong with others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from client_env import client_env
from commonroad_file import along_x, write
from commonroad_problem import car, goal, problem
from steady_planner import SteadyPlanner

from segue.bench.commonroad import drive, read_scenario, solution_xml
from segue.bench.commonroad.judge import REQUIREMENTS, verdicts
from segue.kernel import DeviceUnavailable

HEAD = (
    "<location><geoNameId>-999</geoNameId><gpsLatitude>999</gpsLatitude><gpsLongitude>999"
    "</gpsLongitude></location><scenarioTags><urban/></scenarioTags>"
)
ROAD = HEAD + along_x(1, -50, 300)
ON_ROAD = '<position><lanelet ref="1"/></position>'
LIMIT_MPS = 50 / 3.6
FREE = problem((10, 0, 0, LIMIT_MPS), goal(20, 20, ON_ROAD)).replace(
    "</initialState>",
    "<yawRate><exact>0</exact></yawRate><slipAngle><exact>0</exact></slipAngle></initialState>",
)


def test_judge_says_what_is_wrong_when_a_solution_is(tmp_path: Path) -> None:
    """One that is right; one that collides; one that jumps, and leaves the road."""
    python = client_env("commonroad", *REQUIREMENTS)
    free, occupied = tmp_path / "free", tmp_path / "occupied"
    free.mkdir()
    occupied.mkdir()
    free_path = write(free, ROAD, FREE)
    occupied_path = write(occupied, ROAD, car(31, [(40.0, 0.0, 0.0, 0.0)]), FREE)
    scenario = read_scenario(free_path)
    went = drive(scenario, SteadyPlanner, "predicted")
    jumped = (*went.states[:10], *(replace(one, y_m=1.5) for one in went.states[10:]))
    said = verdicts(
        python,
        [
            (free_path, solution_xml(scenario, went)),
            (occupied_path, solution_xml(scenario, went)),
            (free_path, solution_xml(scenario, replace(went, states=jumped))),
        ],
        jobs=1,
        progress=lambda _: None,
    )
    right, collides, jumps = said
    assert right.valid, right
    assert (collides.free, collides.feasible, collides.valid) == (False, True, False)
    assert (jumps.feasible, jumps.on_road, jumps.free, jumps.valid) == (False, False, True, False)


def test_scenario_is_named_when_the_judge_ends(tmp_path: Path) -> None:
    """A Python that cannot judge is an answer, not a hang."""
    path = write(tmp_path, ROAD, FREE)
    with pytest.raises(DeviceUnavailable, match=r"judge ended at map\.xml"):
        verdicts(Path("/bin/false"), [(path, "")], jobs=1, progress=lambda _: None)
