"""A road's line, of straight pieces, arcs and the clothoids between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.kernel import LocalUseError

Floats = NDArray[np.float64]
Pose = tuple[float, float, float]
"""x, y, heading."""

_LONGEST_STEP_M = 2.0
_OFF_M = 0.01
"""A chord strays from its arc by no more."""
_LONGEST_M = 100_000.0
"""Of a piece, and of a line."""
_SHARPEST_PER_M = 0.5
_GAUSS_AT, _GAUSS_WEIGHT = np.polynomial.legendre.leggauss(3)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a road whose curvature goes evenly from one value to another, positive to the left.

    Raises:
        LocalUseError: It has no length, or bends more than a road can.
    """

    length_m: float
    from_per_m: float = 0.0
    to_per_m: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.length_m <= _LONGEST_M:
            raise LocalUseError(
                f"A piece of road is {self.length_m} m long; that must be above 0 and at most "
                f"{_LONGEST_M:g}."
            )
        if not (abs(self.from_per_m) <= _SHARPEST_PER_M and abs(self.to_per_m) <= _SHARPEST_PER_M):
            raise LocalUseError(
                f"A piece of road bends from {self.from_per_m} to {self.to_per_m} 1/m; "
                f"{_SHARPEST_PER_M} is the most to either side."
            )


def straight(length_m: float) -> Piece:
    """Return a straight piece."""
    return Piece(length_m)


def arc(length_m: float, radius_m: float) -> Piece:
    """Return a piece of a circle; a positive radius bends to the left."""
    return Piece(length_m, _per_m(radius_m), _per_m(radius_m))


def clothoid(length_m: float, *, from_radius_m: float, to_radius_m: float) -> Piece:
    """Return a piece that goes evenly from one curvature to another; inf is straight."""
    return Piece(length_m, _per_m(from_radius_m), _per_m(to_radius_m))


def trace(pieces: Sequence[Piece], start: Pose = (0.0, 0.0, 0.0)) -> Floats:
    """Return points along the pieces: (N, 3), x, y, heading.

    Raises:
        LocalUseError: There is no piece, or they are too long together.
    """
    if not pieces:
        raise LocalUseError("A road has at least one piece.")
    length_m = sum(piece.length_m for piece in pieces)
    if length_m > _LONGEST_M:
        raise LocalUseError(f"A road is {length_m:.0f} m long; {_LONGEST_M:.0f} is the most.")
    parts = [np.array([start])]
    for piece in pieces:
        parts.append(_onward(piece, parts[-1][-1]))
    return np.concatenate(parts)


def turn(start: Pose, end: Pose) -> Floats:
    """Return points of a smooth way from one pose to another: (N, 3), x, y, heading.

    A cubic Bézier curve whose handles are those of the arc that turns as far.
    """
    begin, finish = np.array(start[:2]), np.array(end[:2])
    turned_rad = abs(math.remainder(end[2] - start[2], math.tau))
    apart_m = math.dist(start[:2], end[:2])
    share = 1.0 / 3.0
    if turned_rad > 1e-6:  # noqa: PLR2004 (below, the limit for a straight line)
        share = 2.0 / 3.0 * math.tan(turned_rad / 4.0) / math.sin(turned_rad / 2.0)
    handle_m = share * apart_m
    one = begin + handle_m * np.array([math.cos(start[2]), math.sin(start[2])])
    two = finish - handle_m * np.array([math.cos(end[2]), math.sin(end[2])])
    sharpest_m = max(apart_m / max(2.0 * math.sin(turned_rad / 2.0), 1e-6), 1.0)
    count = max(math.ceil(1.2 * apart_m / _step_m(1.0 / sharpest_m)), 2)
    at = np.linspace(0.0, 1.0, count + 1)[:, None]
    rest = 1.0 - at
    places = rest**3 * begin + 3 * rest**2 * at * one + 3 * rest * at**2 * two + at**3 * finish
    onward = rest**2 * (one - begin) + 2 * rest * at * (two - one) + at**2 * (finish - two)
    return np.column_stack((places, np.arctan2(onward[:, 1], onward[:, 0])))


def beside(line: Floats, left_m: Floats | float) -> Floats:
    """Return the points (N, 2) that are so far to the left of those of a line (N, 3)."""
    heading = line[:, 2]
    return np.column_stack(
        (line[:, 0] - left_m * np.sin(heading), line[:, 1] + left_m * np.cos(heading))
    )


def _per_m(radius_m: float) -> float:
    if radius_m == 0.0 or math.isnan(radius_m):
        raise LocalUseError(f"A road cannot bend with a radius of {radius_m} m.")
    return 1.0 / radius_m


def _step_m(curvature_per_m: float) -> float:
    """Return how far apart points may be on a bend: a chord is step² · curvature / 8 off."""
    if curvature_per_m == 0.0:
        return _LONGEST_STEP_M
    return min(math.sqrt(8.0 * _OFF_M / abs(curvature_per_m)), _LONGEST_STEP_M)


def _onward(piece: Piece, start: Floats) -> Floats:
    """Return the points after `start` along a piece; positions are integrated over each step."""
    sharpest_per_m = max(abs(piece.from_per_m), abs(piece.to_per_m))
    count = math.ceil(piece.length_m / _step_m(sharpest_per_m))
    ends_m = np.linspace(0.0, piece.length_m, count + 1)
    half_m = 0.5 * np.diff(ends_m)
    within_m = 0.5 * (ends_m[1:] + ends_m[:-1])[:, None] + half_m[:, None] * _GAUSS_AT

    def heading(along_m: Floats) -> Floats:
        bends = (piece.to_per_m - piece.from_per_m) / piece.length_m
        return start[2] + along_m * (piece.from_per_m + 0.5 * bends * along_m)

    x_m = start[0] + np.cumsum(half_m * (np.cos(heading(within_m)) @ _GAUSS_WEIGHT))
    y_m = start[1] + np.cumsum(half_m * (np.sin(heading(within_m)) @ _GAUSS_WEIGHT))
    return np.column_stack((x_m, y_m, heading(ends_m[1:])))
