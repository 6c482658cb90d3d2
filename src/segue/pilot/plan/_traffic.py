"""The others' futures, told by one corridor: from where to where along it and across it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.lanes import Path
from segue.pilot.compiled import compiled
from segue.schema.drive import (
    ACCEL,
    LENGTH,
    WIDTH,
    Floats,
    Futures,
    Ints,
    Objects,
)

Bools = NDArray[np.bool_]

REAR, FRONT, RIGHT, LEFT, SPEED = range(5)
"""Columns of `Traffic.boxes`: along the corridor and across it, and the speed along it."""

_LOOK_POINTS = 25
"""How many points of the path the nearest may move in one step of a future."""
_CROSSING_COS = 0.5
"""Of the angle to the corridor, below which an object crosses it: 60 degrees."""
_CLEAR_S = 0.6
"""Time that is left free before who crosses; estimated."""
_CLEAR_BEHIND_S = 0.2
"""And behind it; estimated."""


class Traffic(NamedTuple):
    """All futures of all objects that come near a corridor."""

    boxes: Floats
    """(F, FUTURE_STEPS, 5): rear, front, right, left [m], speed along [m/s]."""
    probability: Floats
    """(F,)."""
    accel_mps2: Floats
    """(F,): the object's now, along its velocity."""
    rows: Ints
    """(F,): whose it is, a row of `Objects`."""
    reacts: Bools
    """(F,): whether its owner minds who is before it."""


@compiled
def _told_by(
    states: Floats,
    sizes: Floats,
    points: Floats,
    s_m: Floats,
    heading: Floats,
) -> Floats:
    """Return boxes (F, T, 5) of futures (F, T, 4) of objects of sizes (F, 2: length, width)."""
    futures, steps = states.shape[0], states.shape[1]
    count = len(s_m)
    boxes = np.empty((futures, steps, 5))
    for row in range(futures):
        length, width = sizes[row, 0], sizes[row, 1]
        nearest = 0
        for step in range(steps):
            x, y = states[row, step, 0], states[row, step, 1]
            low, high = 0, count
            if step > 0:
                low, high = max(nearest - _LOOK_POINTS, 0), min(nearest + _LOOK_POINTS + 1, count)
            best = np.inf
            for at in range(low, high):
                away = (points[at, 0] - x) ** 2 + (points[at, 1] - y) ** 2
                if away < best:
                    best, nearest = away, at
            cos, sin = math.cos(heading[nearest]), math.sin(heading[nearest])
            to_x, to_y = x - points[nearest, 0], y - points[nearest, 1]
            s = s_m[nearest] + to_x * cos + to_y * sin
            d = -to_x * sin + to_y * cos
            turned = states[row, step, 2] - heading[nearest]
            along, across = math.cos(turned), math.sin(turned)
            half_s = 0.5 * (length * abs(along) + width * abs(across))
            half_d = 0.5 * (length * abs(across) + width * abs(along))
            right, left = d - half_d, d + half_d
            speed = states[row, step, 3]
            if abs(along) < _CROSSING_COS:
                ahead = across * speed * _CLEAR_S
                behind = across * speed * _CLEAR_BEHIND_S
                right += min(ahead, -behind)
                left += max(ahead, -behind)
            boxes[row, step, REAR], boxes[row, step, FRONT] = s - half_s, s + half_s
            boxes[row, step, RIGHT], boxes[row, step, LEFT] = right, left
            boxes[row, step, SPEED] = speed * along
    return boxes


def traffic_on(
    path: Path,
    futures: Futures,
    objects: Objects,
    *,
    reach_m: float,
    around_m: Floats,
    least_existence: float = 0.0,
) -> Traffic:
    """Return the futures that come within reach of a corridor.

    Args:
        path: Its middle.
        futures: Of the objects.
        objects: Whose futures they are.
        reach_m: Objects that are farther from `around_m` and stay so are left out.
        around_m: (2,): where the car is.
        least_existence: Objects that are less surely there are left out.
    """
    rows = futures.objects
    away = np.hypot(
        futures.states[:, :, 0] - around_m[0], futures.states[:, :, 1] - around_m[1]
    ).min(axis=1, initial=np.inf)
    there = ~(objects.existence[rows] < least_existence)
    near = np.flatnonzero(there & (away < reach_m) & np.isfinite(futures.states).all(axis=(1, 2)))
    rows = rows[near]
    sizes = np.ascontiguousarray(objects.boxes[rows][:, [LENGTH, WIDTH]])
    boxes = _told_by(
        np.ascontiguousarray(futures.states[near]),
        sizes,
        path.points_m,
        path.s_m,
        path.heading_rad,
    )
    return Traffic(
        boxes,
        np.ascontiguousarray(futures.probability[near] * objects.existence[rows]),
        np.ascontiguousarray(np.nan_to_num(objects.boxes[rows, ACCEL])),
        np.ascontiguousarray(rows),
        np.array([futures.kinds[row] != "free" for row in near], dtype=np.bool_),
    )
