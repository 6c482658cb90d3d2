"""Small lane maps and objects to predict on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from segue.lanes import Lane, LaneMap
from segue.schema.drive import EgoState, Floats, Futures, Kind, Objects

WIDTH_M = 3.5
EGO = EgoState(time_s=0.0, x_m=-500.0, y_m=0.0, heading_rad=0.0, speed_mps=0.0)
"""Far from everything."""


def lane(lane_id: str, centre_m: Floats, **more: object) -> Lane:
    """Return a lane of the usual width."""
    step = np.gradient(centre_m, axis=0)
    normal = np.column_stack((-step[:, 1], step[:, 0])) / np.hypot(step[:, 0], step[:, 1])[:, None]
    left_m, right_m = centre_m + 0.5 * WIDTH_M * normal, centre_m - 0.5 * WIDTH_M * normal
    row = {"speed_limit_mps": 30.0} | more
    return Lane(lane_id=lane_id, centre_m=centre_m, left_m=left_m, right_m=right_m, **row)  # type: ignore[arg-type]


def motorway() -> LaneMap:
    """Return two straight lanes along x, "right" at y = 0 and "left" beside it."""
    line = np.array([[0.0, 0.0], [2000.0, 0.0]])
    return LaneMap(
        {
            "right": lane("right", line, left="left"),
            "left": lane("left", line + np.array([0.0, WIDTH_M]), right="right"),
        }
    )


def bend(radius_m: float) -> LaneMap:
    """Return one lane along a left-hand circle that begins at the origin along x."""
    angle = np.linspace(0.0, 3.0, 200)
    line = radius_m * np.column_stack((np.sin(angle), 1.0 - np.cos(angle)))
    return LaneMap({"bend": lane("bend", line)})


def fork() -> LaneMap:
    """Return 100 m along x, then straight on or, by a 15 m bend, to the left."""
    angle = np.linspace(0.0, np.pi / 2.0, 20)
    turn = np.column_stack((100.0 + 15.0 * np.sin(angle), 15.0 - 15.0 * np.cos(angle)))
    return LaneMap(
        {
            "in": lane("in", np.array([[0.0, 0.0], [100.0, 0.0]]), successors=("on", "turn")),
            "on": lane(
                "on", np.array([[100.0, 0.0], [300.0, 0.0]]), predecessors=("in",), light="signal"
            ),
            "turn": lane("turn", turn, successors=("off",), predecessors=("in",), in_junction=True),
            "off": lane("off", np.array([[115.0, 15.0], [115.0, 200.0]]), predecessors=("turn",)),
        }
    )


def objects(
    rows: Sequence[tuple[float, float, float, float]],
    *,
    sideways_mps: float = 0.0,
    accel_mps2: float = 0.0,
    kind: Kind = Kind.CAR,
    speed_sigma_mps: float = 0.0,
) -> Objects:
    """Return objects of x, y, heading and speed."""
    boxes = np.array([
        (
            x, y, heading,
            speed * np.cos(heading) - sideways_mps * np.sin(heading),
            speed * np.sin(heading) + sideways_mps * np.cos(heading),
            4.3, 1.9, accel_mps2, 0.0,
        )
        for x, y, heading, speed in rows
    ]).reshape(-1, 9)  # fmt: skip
    count = len(boxes)
    exact = Objects.exact(0.0, np.arange(count), np.full(count, kind, dtype=np.int64), boxes)
    return replace(exact, speed_sigma_mps=np.full(count, speed_sigma_mps))


def likelihood(futures: Futures, kind: str, row: int = 0) -> float:
    """Return how likely an object does something of a kind."""
    return sum(
        float(share)
        for share, name, owner in zip(
            futures.probability, futures.kinds, futures.objects, strict=True
        )
        if name == kind and owner == row
    )


def way(futures: Futures, kind: str, row: int = 0) -> Floats:
    """Return the states of an object's first future of a kind."""
    for states, name, owner in zip(futures.states, futures.kinds, futures.objects, strict=True):
        if name == kind and owner == row:
            return states
    raise AssertionError(f"object {row} has no future {kind}: {futures.kinds}")
