"""Boxes on the ground: their corners, and whether two overlap."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segue.schema.drive import HEADING, LENGTH, WIDTH, X, Y

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Side = Literal["front", "rear", "left", "right"]

_CORNERS = np.array([[0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5], [0.5, -0.5]])


def corners_m(boxes: Floats) -> Floats:
    """Return the corners of boxes: (N, 4, 2), from front left counter-clockwise."""
    along = boxes[:, LENGTH, None] * _CORNERS[:, 0]
    across = boxes[:, WIDTH, None] * _CORNERS[:, 1]
    cos, sin = np.cos(boxes[:, HEADING, None]), np.sin(boxes[:, HEADING, None])
    x = boxes[:, X, None] + along * cos - across * sin
    y = boxes[:, Y, None] + along * sin + across * cos
    return np.stack((x, y), axis=2)


def overlapping(box: Floats, boxes: Floats) -> Bools:
    """Return which of N boxes share ground with one: no line along a side parts them."""
    reach = np.hypot(boxes[:, LENGTH], boxes[:, WIDTH]) + np.hypot(box[LENGTH], box[WIDTH])
    apart = np.hypot(boxes[:, X] - box[X], boxes[:, Y] - box[Y])
    hit = apart < 0.5 * reach
    for row in np.flatnonzero(hit):
        hit[row] = _overlap(corners_m(np.stack((box[:7], boxes[row, :7]))))
    return hit


def side_hit(box: Floats, other: Floats) -> Side:
    """Return the side of a box that another has come in by: where it is in the least."""
    corners = corners_m(other[None])[0] - box[[X, Y]]
    cos, sin = np.cos(box[HEADING]), np.sin(box[HEADING])
    along, left = corners @ [cos, sin], corners @ [-sin, cos]
    half_m, beside_m = 0.5 * box[LENGTH], 0.5 * box[WIDTH]
    depths_m: dict[Side, float] = {
        "front": half_m - along.min(),
        "rear": half_m + along.max(),
        "left": beside_m - left.min(),
        "right": beside_m + left.max(),
    }
    return min(depths_m, key=depths_m.__getitem__)


def _overlap(corners: Floats) -> bool:
    sides = corners[:, :2] - corners[:, 1:3]
    axes = sides.reshape(-1, 2)
    spans = corners @ axes.T  # (2 boxes, 4 corners, 4 axes)
    low, high = spans.min(axis=1), spans.max(axis=1)
    return bool(((low[0] < high[1]) & (low[1] < high[0])).all())
