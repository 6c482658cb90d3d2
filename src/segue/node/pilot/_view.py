"""What the car's screen is shown of a step of the pilot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np

from segue.lanes import Lane, LaneMap
from segue.pilot.pipeline import Output
from segue.pilot.supervise import Demanded, Fault, MinimalRisk, Standstill
from segue.schema.assist import (
    AssistLine,
    AssistObject,
    AssistPlan,
    AssistState,
    AssistView,
    AssistWarning,
    ObjectKind,
)
from segue.schema.drive import (
    FUTURE_STEP_S,
    HEADING,
    LENGTH,
    PLAN_SPEED,
    PLAN_STEP_S,
    PLAN_X,
    PLAN_Y,
    VX,
    VY,
    WIDTH,
    EgoState,
    Floats,
    Futures,
    Kind,
    Plan,
    X,
    Y,
)

_STATES: Mapping[str, AssistState] = {
    "Off": "off",
    "Ready": "ready",
    "Fault": "fault",
    "Engaged": "engaged",
    "Warned": "warned",
    "Demanded": "demanded",
    "MinimalRisk": "minimal_risk",
    "Standstill": "standstill",
    "TakenOver": "taken_over",
    "Locked": "locked",
}
_KINDS: Mapping[int, ObjectKind] = {
    Kind.UNKNOWN: "unknown",
    Kind.CAR: "car",
    Kind.TRUCK: "truck",
    Kind.MOTORCYCLE: "motorcycle",
    Kind.BICYCLE: "bicycle",
    Kind.PEDESTRIAN: "pedestrian",
    Kind.OBSTACLE: "obstacle",
}
_FUTURE_STRIDE = round(1.0 / FUTURE_STEP_S)
_PLAN_STRIDE = round(0.5 / PLAN_STEP_S)
_SEES_M = 160.0
"""So far lines are drawn: at 130 km/h, 4 s ahead."""
_LINE_SPACING_M = 8.0
_DECIMALS = 2
"""A centimetre is less than a screen can show."""


def assist_view(out: Output, lanes: LaneMap, futures: Futures | None) -> AssistView:
    """Return what is shown of a step.

    Args:
        out: The step.
        lanes: The map that is driven on.
        futures: What its objects may do, as predicted for it or shortly before; None: not known.
    """
    ego, directive, command = out.ego, out.directive, out.command
    here = lanes.at(ego.x_m, ego.y_m, ego.heading_rad)
    return AssistView(
        state=_STATES[type(directive.state).__name__],
        why=_why(out),
        autonomy=directive.autonomy,
        time_s=ego.time_s,
        speed_mps=ego.speed_mps,
        accel_mps2=ego.accel_mps2,
        steer_rad=ego.steer_rad,
        set_speed_mps=directive.set_speed_mps,
        time_gap_s=directive.time_gap_s,
        speed_limit_mps=lanes[here[0]].speed_limit_mps if here else None,
        indicator=command.indicator,
        hazards=command.hazards,
        warning=AssistWarning(
            urgency=int(directive.warning.urgency),
            text=directive.warning.text,
            sound=directive.warning.sound,
        ),
        guard=out.verdict.rules,
        plan=out.plan and _plan(out.plan, ego),
        objects=_objects(out, futures),
        lines=_lines(lanes, ego),
    )


def _why(out: Output) -> str:
    state = out.directive.state
    if isinstance(state, Fault | Demanded | MinimalRisk | Standstill):
        return state.why
    if out.directive.source == "driver" and out.directive.lacks:
        return out.directive.lacks[0].text
    return ""


def _plan(plan: Plan, ego: EgoState) -> AssistPlan:
    states = plan.states[::_PLAN_STRIDE]
    return AssistPlan(
        points_m=_flat(_on_axes(states[:, [PLAN_X, PLAN_Y]], ego)),
        speeds_mps=_flat(states[:, PLAN_SPEED]),
        behaviour=plan.behaviour,
        reason=plan.reason,
        emergency=plan.emergency,
    )


def _objects(out: Output, futures: Futures | None) -> tuple[AssistObject, ...]:
    objects, ego = out.objects, out.ego
    places = _on_axes(objects.boxes[:, [X, Y]], ego)
    likely = {} if futures is None else _most_likely(futures)
    follows = out.plan.follows if out.plan else None
    return tuple(
        AssistObject(
            id=int(objects.ids[row]),
            kind=_KINDS.get(int(objects.kinds[row]), "unknown"),
            x_m=round(float(places[row, 0]), _DECIMALS),
            y_m=round(float(places[row, 1]), _DECIMALS),
            heading_rad=round(math.remainder(box[HEADING] - ego.heading_rad, math.tau), 3),
            length_m=round(float(box[LENGTH]), _DECIMALS),
            width_m=round(float(box[WIDTH]), _DECIMALS),
            speed_mps=round(float(np.hypot(box[VX], box[VY])), _DECIMALS),
            existence=round(float(objects.existence[row]), _DECIMALS),
            followed=int(objects.ids[row]) == follows,
            future_m=_flat(_on_axes(likely[row], ego)) if row in likely else (),
        )
        for row, box in enumerate(objects.boxes)
    )


def _most_likely(futures: Futures) -> dict[int, Floats]:
    """Return where each object most likely goes, every second from now: (8, 2)."""
    best: dict[int, int] = {}
    for future, row in enumerate(map(int, futures.objects)):
        if row not in best or futures.probability[future] > futures.probability[best[row]]:
            best[row] = future
    return {
        row: futures.states[future, _FUTURE_STRIDE::_FUTURE_STRIDE, :2]
        for row, future in best.items()
    }


def _lines(lanes: LaneMap, ego: EgoState) -> tuple[AssistLine, ...]:
    lines: list[AssistLine] = []
    for lane_id in lanes.near(ego.x_m, ego.y_m, _SEES_M):
        lane = lanes[lane_id]
        if lane.kind != "driving":
            continue
        if lane.left is None:
            _add(lines, "edge", lane.left_m, ego)
        _add(lines, _kind_of_right(lane, lanes), lane.right_m, ego)
    return tuple(lines)


def _kind_of_right(lane: Lane, lanes: LaneMap) -> Literal["edge", "dashed", "solid"]:
    if lane.right is None or lanes[lane.right].kind != "driving":
        return "edge"
    return "dashed" if lane.may_change_right else "solid"


def _add(
    lines: list[AssistLine],
    kind: Literal["edge", "dashed", "solid"],
    border_m: Floats,
    ego: EgoState,
) -> None:
    """Add what of a border is near, with points no denser than can be seen."""
    near = np.hypot(border_m[:, 0] - ego.x_m, border_m[:, 1] - ego.y_m) <= _SEES_M
    points = border_m[near]
    if len(points) < 2:  # noqa: PLR2004 (a line has two ends)
        return
    apart_m = float(np.hypot(*(points[1] - points[0])))
    stride = max(int(_LINE_SPACING_M / apart_m), 1) if apart_m > 0.0 else 1
    kept = np.unique(np.append(np.arange(0, len(points), stride), len(points) - 1))
    lines.append(AssistLine(kind=kind, points_m=_flat(_on_axes(points[kept], ego))))


def _on_axes(points_m: Floats, ego: EgoState) -> Floats:
    """Return points of the map (N, 2) on the car's own axes."""
    cos, sin = math.cos(ego.heading_rad), math.sin(ego.heading_rad)
    x, y = points_m[:, 0] - ego.x_m, points_m[:, 1] - ego.y_m
    return np.column_stack((x * cos + y * sin, y * cos - x * sin))


def _flat(numbers: Floats) -> tuple[float, ...]:
    return tuple(np.round(numbers, _DECIMALS).ravel().tolist())
