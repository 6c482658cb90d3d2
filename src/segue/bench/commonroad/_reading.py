"""The rest of a CommonRoad file: what was recorded, the lights, the problem."""

from __future__ import annotations

import math
from itertools import accumulate
from pathlib import Path

import numpy as np
import shapely

from segue.bench.commonroad._beyond import with_road_beyond
from segue.bench.commonroad._scenario import Colour, Cycle, Goal, Problem, Recorded, Scenario
from segue.bench.commonroad._shapes import area_of, box_of, outline_of
from segue.lanes import LaneMap
from segue.lanes.commonroad import Node, lanes_of, read_document
from segue.schema.drive import Kind

_KINDS = {
    "car": Kind.CAR, "parkedVehicle": Kind.CAR, "taxi": Kind.CAR, "priorityVehicle": Kind.CAR,
    "truck": Kind.TRUCK, "bus": Kind.TRUCK, "train": Kind.TRUCK, "motorcycle": Kind.MOTORCYCLE,
    "bicycle": Kind.BICYCLE, "pedestrian": Kind.PEDESTRIAN, "constructionZone": Kind.OBSTACLE,
    "roadBoundary": Kind.OBSTACLE, "pillar": Kind.OBSTACLE, "median_strip": Kind.OBSTACLE,
}  # fmt: skip
_COLOURS: dict[str, Colour] = {
    "red": "red", "redYellow": "red", "yellow": "amber", "green": "green", "inactive": "",
}  # fmt: skip


def read_scenario(path: Path) -> Scenario:
    """Return a scenario from a file, `.xml` or `.xml.gz`, of version 2018b or 2020a.

    Raises:
        DataUnusable: It cannot be read, or has what cannot be driven; says which element and why.
    """
    root = read_document(path)
    lanes = with_road_beyond(lanes_of(root))
    step_s = _attribute_number(root, "timeStepSize")
    if step_s <= 0.0:
        root.refuse("has a timeStepSize of 0 or less")
    problems = list(root.children("planningProblem"))
    if len(problems) != 1:
        root.refuse(f"has {len(problems)} planning problems; one car is driven")
    obstacles = root.children("obstacle", "dynamicObstacle", "staticObstacle")
    return Scenario(
        benchmark_id=root.attribute("benchmarkID"),
        version=root.attribute("commonRoadVersion"),
        step_s=step_s,
        lanes=lanes,
        recorded=tuple(_recorded(node) for node in obstacles),
        lights=_lights(root),
        problem=_problem(problems[0], lanes),
    )


def _recorded(node: Node) -> Recorded:
    first = node.child("initialState")
    box = box_of(node.child("shape"))
    kind = node.child("type").text
    if node.find("occupancySet") is not None:
        node.refuse("has an occupancySet; only trajectories are driven among")
    trajectory = node.find("trajectory")
    nodes = [first, *(trajectory.children("state") if trajectory is not None else ())]
    first_step = _step(first.child("time/exact"))
    for row, state in enumerate(nodes):
        if _step(state.child("time/exact")) != first_step + row:
            state.refuse(f"is not of step {first_step + row}, which comes next")
    states = np.array([_state(one) for one in nodes])
    cos, sin = np.cos(states[:, 2]), np.sin(states[:, 2])
    states[:, 0] += cos * box.ahead_m - sin * box.left_m
    states[:, 1] += sin * box.ahead_m + cos * box.left_m
    states[:, 2] += box.turned_rad
    return Recorded(
        object_id=_number_of_id(node),
        kind=_KINDS.get(kind, Kind.UNKNOWN),
        length_m=box.length_m,
        width_m=box.width_m,
        first_step=first_step,
        states=states,
        stands=trajectory is None,
    )


def _state(node: Node) -> tuple[float, float, float, float, float]:
    x_m, y_m = node.child("position/point").point()
    speed, accel = node.find("velocity/exact"), node.find("acceleration/exact")
    return (
        x_m,
        y_m,
        node.child("orientation/exact").number(),
        0.0 if speed is None else speed.number(),
        math.nan if accel is None else accel.number(),
    )


def _lights(root: Node) -> dict[str, Cycle]:
    found: dict[str, Cycle] = {}
    for node in root.children("trafficLight"):
        cycle = node.find("cycle")
        if cycle is None:
            continue
        colours: list[Colour] = []
        lasts: list[int] = []
        for element in cycle.children("cycleElement"):
            colour = element.child("color").text
            if colour not in _COLOURS:
                element.refuse(f"is {colour}, which is no colour of a light")
            colours.append(_COLOURS[colour])
            lasts.append(_step(element.child("duration")))
        if sum(lasts) <= 0:
            cycle.refuse("lasts no time")
        offset = cycle.find("timeOffset")
        found[node.attribute("id")] = Cycle(
            colours=tuple(colours),
            until_step=tuple(accumulate(lasts)),
            offset_steps=0 if offset is None else _step(offset),
        )
    return found


def _problem(node: Node, lanes: LaneMap) -> Problem:
    first = node.child("initialState")
    x_m, y_m = first.child("position/point").point()
    yaw_rate = first.find("yawRate/exact")
    goals = tuple(_goal(goal, lanes) for goal in node.children("goalState"))
    if not goals:
        node.refuse("has no goalState")
    speed_mps = first.child("velocity/exact").number()
    if speed_mps < 0.0:
        first.refuse("goes backwards; the pilot has no reverse")
    return Problem(
        problem_id=_number_of_id(node),
        first_step=_step(first.child("time/exact")),
        x_m=x_m,
        y_m=y_m,
        heading_rad=first.child("orientation/exact").number(),
        speed_mps=speed_mps,
        yaw_rate_radps=0.0 if yaw_rate is None else yaw_rate.number(),
        goals=goals,
    )


def _goal(node: Node, lanes: LaneMap) -> Goal:
    first_step, last_step = _interval(node.child("time"))
    position, heading, speed = (node.find(name) for name in ("position", "orientation", "velocity"))
    ids: tuple[str, ...] = ()
    area: shapely.Geometry | None = None
    if position is not None:
        ids = tuple(one.attribute("ref") for one in position.children("lanelet"))
        for one in ids:
            if one not in lanes.lanes:
                position.refuse(f"names lanelet {one}, which is nowhere")
        shapes = [outline_of(one) for one in position.children() if one.tag != "lanelet"]
        area = shapely.union_all([*shapes, *(area_of(lanes[one]) for one in ids)])
    return Goal(
        first_step=int(first_step),
        last_step=int(last_step),
        lanes=ids,
        area=area,
        heading_rad=None if heading is None else _interval(heading),
        speed_mps=None if speed is None else _interval(speed),
    )


def _interval(node: Node) -> tuple[float, float]:
    """Return a value's interval, or twice the value where it is exact."""
    exact = node.find("exact")
    if exact is not None:
        return exact.number(), exact.number()
    low, high = node.child("intervalStart").number(), node.child("intervalEnd").number()
    return (low, high) if low <= high else node.refuse("ends before it begins")


def _step(node: Node) -> int:
    value = node.number()
    return int(value) if value == int(value) else node.refuse("should be a whole number of steps")


def _number_of_id(node: Node) -> int:
    text = node.attribute("id")
    return int(text) if text.lstrip("-").isdigit() else node.refuse("has an id that is no number")


def _attribute_number(node: Node, name: str) -> float:
    text = node.attribute(name)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    return value if math.isfinite(value) else node.refuse(f"has {text!r} as its {name}")
