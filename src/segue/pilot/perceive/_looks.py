"""One sensor's look, cleaned: what cannot be is taken out, and counted."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from segue.pilot.perceive._odometry import Pose
from segue.schema.drive import (
    HEADING,
    LENGTH,
    VX,
    VY,
    WIDTH,
    Detections,
    Floats,
    Ints,
    Kind,
    OwnCar,
    X,
    Y,
)

_FARTHEST_M = 500.0
_FASTEST_MPS = 90.0
_LONGEST_M = 30.0
"""A longer vehicle needs a permit in Europe (Directive 96/53/EC: 25.25 m)."""
_INSIDE_M = 0.3
"""So far into the car's own box nothing else can be."""
_LEAST_POSITION_M, _LEAST_SPEED_MPS = 0.1, 0.1
"""Nothing is known better: what is seen of a box is not its middle."""
_MOST_SIGMA = 100.0


@dataclass(frozen=True, slots=True)
class Look:
    """What one sensor saw, in the odometry frame."""

    sensor: str
    time_s: float
    pose: Pose
    """Of the car then."""
    boxes: Floats
    """(N, 7), as `Detections.boxes`."""
    kinds: Ints
    bearings_rad: Floats
    """(N,): on the car's own axes."""
    ranges_m: Floats
    position_sigma_m: float
    speed_sigma_mps: float


def cleaned(
    seen: Detections, time_s: float, pose: Pose, own_car: OwnCar, rejected: Counter[str]
) -> Look:
    """Return a look without what cannot be: no place, too far, too fast, inside the car."""
    boxes = np.array(seen.boxes, dtype=np.float64).reshape(-1, 7)
    kinds = np.asarray(seen.kinds, dtype=np.int64)
    x, y = boxes[:, X], boxes[:, Y]
    with np.errstate(invalid="ignore", over="ignore"):
        nowhere = ~(np.hypot(x, y) < _FARTHEST_M)
        inside = (np.abs(x) < 0.5 * own_car.length_m - _INSIDE_M) & (
            np.abs(y) < 0.5 * own_car.width_m - _INSIDE_M
        )
        impossible = np.hypot(boxes[:, VX], boxes[:, VY]) > _FASTEST_MPS
        sizes = boxes[:, LENGTH : WIDTH + 1]
        sizes[~((sizes > 0.0) & (sizes < _LONGEST_M))] = np.nan
    rejected["nowhere"] += int(np.count_nonzero(nowhere))
    rejected["inside the car"] += int(np.count_nonzero(inside))
    rejected["too fast"] += int(np.count_nonzero(impossible & ~nowhere))
    keep = ~(nowhere | inside | impossible)
    boxes, kinds = boxes[keep], kinds[keep]
    kinds = np.where((kinds >= 0) & (kinds < len(Kind)), kinds, Kind.UNKNOWN)
    blind = ~np.isfinite(boxes[:, VX] + boxes[:, VY])
    boxes[blind, VX : VY + 1] = np.nan
    boxes[~np.isfinite(boxes[:, HEADING]), HEADING] = np.nan
    bearings = np.arctan2(boxes[:, Y], boxes[:, X])
    ranges = np.hypot(boxes[:, X], boxes[:, Y])
    _to_odometry(boxes, pose)
    return Look(
        sensor=seen.sensor,
        time_s=time_s,
        pose=pose,
        boxes=boxes,
        kinds=kinds,
        bearings_rad=bearings,
        ranges_m=ranges,
        position_sigma_m=_at_least(seen.position_sigma_m, _LEAST_POSITION_M),
        speed_sigma_mps=_at_least(seen.speed_sigma_mps, _LEAST_SPEED_MPS),
    )


def _to_odometry(boxes: Floats, pose: Pose) -> None:
    """Turn boxes on the car's axes into the odometry frame, in place."""
    cos, sin = math.cos(pose[2]), math.sin(pose[2])
    turn = np.array([[cos, sin], [-sin, cos]])
    boxes[:, X : Y + 1] = boxes[:, X : Y + 1] @ turn + pose[:2]
    boxes[:, VX : VY + 1] = boxes[:, VX : VY + 1] @ turn
    boxes[:, HEADING] += pose[2]


def _at_least(sigma: float, least: float) -> float:
    """Return a sensor's own word on its error, where that can be."""
    return min(max(sigma, least), _MOST_SIGMA) if math.isfinite(sigma) else least
