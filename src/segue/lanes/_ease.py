"""Corners of a drawn road, eased to what can be driven at its speed."""

# SciPy ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solveh_banded
from scipy.ndimage import maximum_filter1d

from segue.lanes._path import Path

Floats = NDArray[np.float64]
_EASED_OVER_S = 0.3
"""How long before and after a corner a car at the limit eases into it; estimated."""
_AWAY_M = 0.3
"""How far from the drawn line, about: what a car has on either side in a narrow lane."""
_SHORTEST = 0.3
"""Of the spacing of points: what eases nothing any more."""
_SMOOTH_RAD = 1e-3
"""A bend that grows by no more from one point to the next has no corner."""
_TRIES = 3
_ENDS_WEIGHT = 1e3
"""The ends stay where they are."""
_THIRD_DIFFERENCE = np.array([-1.0, 3.0, -3.0, 1.0])


def eased(path: Path, speed_mps: Floats) -> Path:
    """Return a path with its corners rounded, point beside point.

    Maps draw roads with a corner every some tens of metres; a car at the limit cannot turn there
    within a metre. A line without corners comes back as it is.

    Args:
        path: Its points are evenly spaced.
        speed_mps: (N,): the limit at each point.

    Source: Eilers, A perfect smoother, Anal. Chem. 75 (2003) 3631: penalised third differences,
    here with a reach that goes by speed, and less of it where the line would move too far.
    """
    points_m = path.points_m
    if len(points_m) < len(_THIRD_DIFFERENCE) or not _has_corner(path):
        return path
    spacing_m = path.length_m / (len(points_m) - 1)
    reach = np.maximum(_EASED_OVER_S * speed_mps, 1.0) / spacing_m
    window = 2 * int(reach.max()) + 1
    moved = points_m
    for _ in range(_TRIES):
        moved = _smoothed(points_m, reach)
        away_m = np.hypot(*(moved - points_m).T)
        if away_m.max() <= _AWAY_M:
            break
        nearby_m = maximum_filter1d(away_m, window)
        reach = np.maximum(reach * np.minimum(_AWAY_M / np.maximum(nearby_m, 1e-9), 1.0), _SHORTEST)
    return Path(moved)


def _has_corner(path: Path) -> bool:
    return bool((np.abs(np.diff(path.heading_rad, 2)) > _SMOOTH_RAD).any())


def _smoothed(points_m: Floats, reach: Floats) -> Floats:
    """Return the points nearest to these whose third differences are small over the reach."""
    count, terms = len(points_m), len(_THIRD_DIFFERENCE)
    rows = count - terms + 1
    penalty = np.min([reach[k : rows + k] for k in range(terms)], axis=0) ** 6
    weights = np.ones(count)
    weights[[0, -1]] = _ENDS_WEIGHT
    bands = np.zeros((terms, count))
    bands[0] = weights
    for i, one in enumerate(_THIRD_DIFFERENCE):
        for j, other in enumerate(_THIRD_DIFFERENCE[i:]):
            bands[j, i : rows + i] += penalty * one * other
    return solveh_banded(bands, points_m * weights[:, None], lower=True)
