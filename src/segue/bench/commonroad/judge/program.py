"""The program that judges solutions, in an environment that has CommonRoad's own checker.

It is run by `segue.bench.commonroad` with that environment's Python and imports nothing of Segue.
It reads lines of JSON, {"scenario": PATH, "solution": XML}, and answers each with a line,
{"feasible": ..., "free": ..., "reached": ..., "on_road": ..., "starts": ..., "why": ...}: each as
the checker's own function says, true or false, or null with the reason where it cannot tell.
"""

# pyright: reportMissingImports=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commonroad.common.file_reader import CommonRoadFileReader
from commonroad.common.solution import CommonRoadSolutionReader, VehicleType
from commonroad.prediction.prediction import TrajectoryPrediction
from commonroad_dc.boundary.boundary import create_road_boundary_obstacle
from commonroad_dc.collision.collision_detection.pycrcc_collision_dispatch import (
    create_collision_object,
)
from commonroad_dc.feasibility import solution_checker as checker
from commonroad_dc.feasibility.vehicle_dynamics import VehicleDynamics
from commonroad_dc.pycrcc import CollisionChecker


def verdict(scenario_path: str, solution_xml: str) -> dict[str, object]:
    """Return what the checker says of one solution."""
    scenario, problems = _opened(Path(scenario_path))
    solution = CommonRoadSolutionReader.fromstring(solution_xml)
    asked: dict[str, Callable[[], bool]] = {
        "feasible": lambda: _feasible(checker.solution_feasible(solution, scenario.dt, problems)),
        "free": lambda: not checker.obstacle_collision(scenario, problems, solution),
        "reached": lambda: checker.goal_reached(scenario, problems, solution),
        "on_road": lambda: _on_road(scenario, solution),
        "starts": lambda: checker.starts_at_correct_state(solution, problems),
    }
    said: dict[str, object] = {}
    why: list[str] = []
    for name, ask in asked.items():
        try:
            said[name] = bool(ask())
        except checker.SolutionCheckerException:
            said[name] = False
        except Exception as error:  # noqa: BLE001 (their libraries raise anything)
            said[name] = None
            why.append(f"{name}: {type(error).__name__}: {error}"[:300])
    return {**said, "why": "; ".join(why)}


def _on_road(scenario: Any, solution: Any) -> bool:
    """Whether the car stays off the road's border.

    The border is the checker's own, by rectangles along it; its other way, by triangles, needs a
    library that is not free.
    """
    _, border = create_road_boundary_obstacle(scenario, method="obb_rectangles")
    checked = CollisionChecker()
    checked.add_collision_object(border)
    shape = VehicleDynamics.KS(VehicleType.BMW_320i).shape
    driven = (one.trajectory for one in solution.planning_problem_solutions)
    cars = (create_collision_object(TrajectoryPrediction(one, shape)) for one in driven)
    return not any(checked.collide(car) for car in cars)


def _opened(path: Path) -> tuple[Any, Any]:
    """Return scenario and problems; the checker's reader takes no packed file."""
    if path.suffix != ".gz":
        return CommonRoadFileReader(str(path)).open()
    with tempfile.NamedTemporaryFile(suffix=".xml") as unpacked:
        unpacked.write(gzip.decompress(path.read_bytes()))
        unpacked.flush()
        return CommonRoadFileReader(unpacked.name).open()


def _feasible(results: dict[int, tuple[Any, ...]]) -> bool:
    return all(result[0] for result in results.values())


def main() -> None:
    """Answer line by line until the input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        answer = verdict(asked["scenario"], asked["solution"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
