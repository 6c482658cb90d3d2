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
Bools = NDArray[np.bool_]
_EASED_OVER_S = 0.3
"""How long before and after a corner a car at the limit eases into it; estimated."""
_AWAY_M = 0.3
"""How far from the drawn line, about: what a car has on either side in a narrow lane..."""
_AWAY_UNPAINTED_M = 1.5
"""...and where nothing is painted: about as far as from a quarter of a circle of 3.5 m, as drawn,
to one of 6 m, which a car can drive."""
_TURNED_OVER_M = 4.0
"""Before and after a corner there: a car at a walk has its wheels turned in that; estimated."""
_KERB_M = 5.0
"""Before and after a junction, where its kerbs are rounded."""
_SHORTEST = 0.3
"""Of the spacing of points: what eases nothing any more."""
_SMOOTH_RAD = 1e-3
"""A bend that grows by no more from one point to the next has no corner."""
_TRIES = 3
_ENDS_WEIGHT = 1e3
"""The ends stay where they are."""
_THIRD_DIFFERENCE = np.array([-1.0, 3.0, -3.0, 1.0])


def unpainted(in_junction: Bools, spacing_m: float) -> Bools:
    """Return where a car need not keep to its lane as drawn (N,): in junctions, and just beside.

    Args:
        in_junction: (N,), of points along a road.
        spacing_m: Between them.
    """
    return maximum_filter1d(in_junction, 2 * round(_KERB_M / spacing_m) + 1).astype(np.bool_)


def eased(path: Path, speed_mps: Floats, may_cut: Bools) -> Path:
    """Return a path with its corners rounded, point beside point.

    Maps draw roads with a corner every some tens of metres, and turns as tight as no car can drive;
    a car at the limit cannot turn there within a metre. A line without corners comes back as it is.

    Args:
        path: Its points are evenly spaced.
        speed_mps: (N,): the limit at each point.
        may_cut: (N,): where it is `unpainted`.

    Source: Eilers, A perfect smoother, Anal. Chem. 75 (2003) 3631: penalised third differences,
    here with a reach that goes by speed, and less of it where the line would move too far.
    """
    points_m = path.points_m
    if len(points_m) < len(_THIRD_DIFFERENCE) or not _has_corner(path):
        return path
    spacing_m = path.length_m / (len(points_m) - 1)
    may_m = np.where(may_cut, _AWAY_UNPAINTED_M, _AWAY_M)
    least_m = np.where(may_cut, _TURNED_OVER_M, 1.0)
    reach = np.maximum(_EASED_OVER_S * speed_mps, least_m) / spacing_m
    window = 2 * int(reach.max()) + 1
    moved = points_m
    for _ in range(_TRIES):
        moved = _smoothed(points_m, reach)
        over = np.hypot(*(moved - points_m).T) / may_m
        if over.max() <= 1.0:
            break
        nearby = maximum_filter1d(over, window)
        reach = np.maximum(reach / np.maximum(nearby, 1.0), _SHORTEST)
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
