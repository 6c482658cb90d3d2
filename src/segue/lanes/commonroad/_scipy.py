"""What SciPy does for lines, with types: SciPy ships none."""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportArgumentType=false

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.interpolate import CubicHermiteSpline
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

Floats = NDArray[np.float64]


def components(links: Sequence[tuple[int, int]], count: int) -> list[int]:
    """Return, for each of `count` things, the number of the group that links join it to."""
    pairs = np.array(links, dtype=np.int64).reshape(-1, 2)
    graph = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (count, count))
    return list(map(int, connected_components(graph, directed=False)[1]))


def rounded(points: Floats, s: Floats, headings: Floats, at: Floats) -> Floats:
    """Return (M, 2) of places `at` along a curve through (N, 2) points with those headings."""
    toward = np.column_stack((np.cos(headings), np.sin(headings)))
    return np.asarray(CubicHermiteSpline(s, points, toward)(at))


def smooth(points: Floats, *, stiffness: float, begin: Floats, end: Floats) -> Floats:
    """Return the points that differ least from these and bend least: least squares of both.

    Args:
        points: (N, 2), N at least 5, at even distances.
        stiffness: Weight of second differences, against 1 of a point's own.
        begin: (2, 2): where the first two points stay.
        end: (2, 2): where the last two points stay.
    """
    count = len(points)
    bend = sparse.diags_array((1.0, -2.0, 1.0), offsets=(0, 1, 2), shape=(count - 2, count))
    matrix = (sparse.eye_array(count) + stiffness * (bend.T @ bend)).tocsc()
    known, free = np.r_[0, 1, count - 2, count - 1], np.arange(2, count - 2)
    result = points.copy()
    result[known] = np.concatenate((begin, end))
    wanted = points[free] - matrix[np.ix_(free, known)] @ result[known]
    result[free] = np.asarray(spsolve(matrix[np.ix_(free, free)], wanted)).reshape(-1, 2)
    return result
