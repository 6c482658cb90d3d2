"""The nearest of many segments of a line, without a look at each.

Segments are taken in blocks, each in a circle. No segment of a block is nearer than its circle, nor
farther than its middle point; so few blocks are left to be looked into.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BLOCK = 16
_FEW = 2000
"""Places times segments up to which a look at each is faster."""


class Segments:
    """Those between the points (N, 2) of a line, N at least 2.

    The first and the last go on without end.
    """

    def __init__(self, points_m: Floats) -> None:
        steps = np.diff(points_m, axis=0)
        self._starts_m = points_m[:-1]
        self._lengths_m = np.hypot(steps[:, 0], steps[:, 1])
        self._units = steps / self._lengths_m[:, None]
        count = len(steps)
        blocks = -(-count // _BLOCK)
        within = np.arange(blocks)[:, None] * _BLOCK + np.arange(_BLOCK + 1)
        ends = points_m[np.minimum(within, count)]
        self._middles_m = ends[:, _BLOCK // 2]
        """(B, 2): a point of each block, and how far the others are from it at most."""
        away = ends - self._middles_m[:, None]
        self._radii_m = np.hypot(away[:, :, 0], away[:, :, 1]).max(axis=1)
        self._members = np.minimum(within[:, :-1], count - 1)
        """(B, 16): segments; the last one fills up."""

    def nearest(self, places_m: Floats) -> Ints:
        """Return the segment that each of N places (N, 2) is nearest to."""
        count = len(self._lengths_m)
        if len(places_m) * count <= _FEW:
            return np.argmin(self._away2(places_m, np.arange(count)[None]), axis=1)
        to_x = places_m[:, 0, None] - self._middles_m[:, 0]
        to_y = places_m[:, 1, None] - self._middles_m[:, 1]
        away = np.hypot(to_x, to_y)
        possible = away - self._radii_m <= away.min(axis=1, keepdims=True)
        possible[:, 0] = possible[:, -1] = True  # they go on without end
        if len(places_m) == 1:  # as below, with less ado: a planner asks so several times a cycle
            members = self._members[possible[0]].ravel()
            away2 = self._away2(places_m, members)[0]
            away2[np.isnan(away2)] = np.inf
            return members[np.argmin(away2), None]
        place, block = np.nonzero(possible)
        members = self._members[block]
        away2 = self._away2(places_m[place], members)
        away2[np.isnan(away2)] = np.inf  # a place that is none is nearest to anything
        best = np.argmin(away2, axis=1)
        pair = np.arange(len(place))
        begins = np.searchsorted(place, np.arange(len(places_m)))
        least = np.minimum.reduceat(away2[pair, best], begins)
        first = np.flatnonzero(away2[pair, best] == least[place])
        first = first[np.searchsorted(place[first], np.arange(len(places_m)))]
        return members[first, best[first]]

    def tell(self, places_m: Floats, segments: Ints) -> tuple[Floats, Floats]:
        """Return how far along its segment each place is, and how far to its left: (N,) each."""
        to_m = places_m - self._starts_m[segments]
        units = self._units[segments]
        along = self._within(to_m[:, 0] * units[:, 0] + to_m[:, 1] * units[:, 1], segments)
        cross = units[:, 0] * to_m[:, 1] - units[:, 1] * to_m[:, 0]
        away = to_m - along[:, None] * units
        return along, np.copysign(np.hypot(away[:, 0], away[:, 1]), cross)

    def _away2(self, places_m: Floats, members: Ints) -> Floats:
        """Return the squared distances of P places to K segments each, (P, K) or (1, K)."""
        to_x = places_m[:, 0, None] - self._starts_m[members, 0]
        to_y = places_m[:, 1, None] - self._starts_m[members, 1]
        unit_x, unit_y = self._units[members, 0], self._units[members, 1]
        along = self._within(to_x * unit_x + to_y * unit_y, members)
        away_x, away_y = to_x - along * unit_x, to_y - along * unit_y
        return away_x * away_x + away_y * away_y

    def _within(self, along_m: Floats, segments: Ints) -> Floats:
        """Return the nearest that is on the segments: the first and the last go on."""
        low = np.where(segments == 0, -np.inf, 0.0)
        high = np.where(segments == len(self._lengths_m) - 1, np.inf, self._lengths_m[segments])
        return np.minimum(np.maximum(along_m, low), high)
