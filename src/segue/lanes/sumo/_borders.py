"""What a lane looks like: its centre without specks, and a border on each side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_SHORTEST_STEP_M = 0.05
"""Networks are drawn to a centimetre or ten: a shorter step says nothing of where it points."""
_SHORTEST_LANE_M = 0.1
"""SUMO gives a lane inside a junction of no extent this length."""
_LONGEST_MITRE = 2.0
"""How far out, in half widths, a border's corner may be where the centre turns sharply."""
_NO_MORE_APART_M = 0.5
"""Between the left borders of two lanes that share them, as they were drawn."""


def centre_and_borders(
    shape: Sequence[tuple[float, float]], width_m: float
) -> tuple[Floats, Floats, Floats] | None:
    """Return the points of centre, left and right border, (N, 2) each.

    None when the lane has no length to speak of.
    """
    centre_m = _without_specks(np.array(shape, dtype=np.float64).reshape(-1, 2))
    steps = np.diff(centre_m, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    if lengths.sum() <= _SHORTEST_LANE_M:
        return None
    normals = np.column_stack((-steps[:, 1], steps[:, 0])) / lengths[:, None]
    between = normals[:-1] + normals[1:]
    # Half of a corner's angle moves the border out by 1 / cos of it along the middle of both.
    squares = np.maximum(np.einsum("ij,ij->i", between, between), 2.0 / _LONGEST_MITRE)
    mitres = 2.0 * between / squares[:, None]
    out = 0.5 * width_m * np.concatenate((normals[:1], mitres, normals[-1:]))
    return centre_m, centre_m + out, centre_m - out


def share_a_border(one_m: Floats, other_m: Floats) -> bool:
    """Return whether the left borders of two lanes of opposite directions are the same line."""
    ends = np.abs(one_m[[0, -1]] - other_m[[-1, 0]])
    return bool((ends <= _NO_MORE_APART_M).all())


def _without_specks(points_m: Floats) -> Floats:
    """Return a line without points that are as good as the one before; its ends stay."""
    kept = [points_m[0]]
    for point in points_m[1:-1]:
        if np.hypot(*(point - kept[-1])) >= _SHORTEST_STEP_M:
            kept.append(point)
    last = points_m[-1]
    if len(kept) > 1 and np.hypot(*(last - kept[-1])) < _SHORTEST_STEP_M:
        kept.pop()
    return np.array([*kept, last])
