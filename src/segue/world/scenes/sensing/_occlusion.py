"""What stands in the way of a look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segue.schema.drive import HEADING, LENGTH, WIDTH, X, Y
from segue.world.scenes._boxes import corners_m

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_LEAST_FREE = 2
"""Of an object's corners and middle, how many must be in sight to see it; estimated."""


def in_sight(boxes: Floats, from_m: Floats) -> Bools:
    """Return which of N boxes are seen from a place (2,) past the others.

    A box is seen when the straight ways to enough of its corners and its middle cross no other.
    """
    count = len(boxes)
    if count <= 1:
        return np.ones(count, dtype=np.bool_)
    targets = np.concatenate((corners_m(boxes), boxes[:, None, [X, Y]]), axis=1)
    to_m = (targets - from_m).reshape(-1, 2)  # (5 N, 2): box by box
    cos, sin = np.cos(boxes[:, HEADING, None]), np.sin(boxes[:, HEADING, None])
    at_x, at_y = from_m[0] - boxes[:, X, None], from_m[1] - boxes[:, Y, None]
    # Each way in the axes of each box, whose sides it enters and leaves: (N, 5 N).
    enters, leaves = _between(
        at_x * cos + at_y * sin, cos * to_m[:, 0] + sin * to_m[:, 1], boxes[:, LENGTH, None]
    )
    enters_y, leaves_y = _between(
        at_y * cos - at_x * sin, cos * to_m[:, 1] - sin * to_m[:, 0], boxes[:, WIDTH, None]
    )
    enters, leaves = np.maximum(enters, enters_y), np.minimum(leaves, leaves_y)
    blocked = (enters < leaves) & (leaves > 0.0) & (enters < 1.0)
    blocked = blocked.reshape(count, count, 5)
    blocked[np.arange(count), np.arange(count)] = False  # nobody hides himself
    return (~blocked.any(axis=0)).sum(axis=1) >= _LEAST_FREE


def _between(at: Floats, along: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Return the shares of a way at which it enters and leaves a strip about the origin."""
    along = np.where(np.abs(along) < 1e-12, 1e-12, along)  # noqa: PLR2004 (parallel to it)
    one, two = (-0.5 * size - at) / along, (0.5 * size - at) / along
    return np.minimum(one, two), np.maximum(one, two)
