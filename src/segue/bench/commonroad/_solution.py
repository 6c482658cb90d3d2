"""A drive in CommonRoad's solution format, as their judge and their website take it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from segue.bench.commonroad._drive import Drive
from segue.bench.commonroad._scenario import Scenario

_VEHICLE, _COST = "KS2", "SM1"
"""Kinematic single-track model of vehicle 2; the cost function, which no verdict depends on."""


def solution_xml(scenario: Scenario, drive: Drive) -> str:
    """Return the solution of a scenario: the states of a drive, one a step."""
    benchmark = f"{_VEHICLE}:{_COST}:{scenario.benchmark_id}:{scenario.version}"
    root = ET.Element("CommonRoadSolution", benchmark_id=benchmark)
    problem_id = str(scenario.problem.problem_id)
    trajectory = ET.SubElement(root, "ksTrajectory", planningProblem=problem_id)
    for step, state in enumerate(drive.states, start=drive.first_step):
        node = ET.SubElement(trajectory, "ksState")
        values = {
            "x": state.x_m,
            "y": state.y_m,
            "steeringAngle": state.steer_rad,
            "velocity": state.speed_mps,
            "orientation": state.heading_rad,
        }
        for name, value in values.items():
            ET.SubElement(node, name).text = repr(float(value))
        ET.SubElement(node, "time").text = str(step)
    return ET.tostring(root, encoding="unicode")
