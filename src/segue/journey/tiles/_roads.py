"""Highways: at low zooms those that carry most, from zoom 8 all."""

# Shapely's own types leave its keyword arguments unknown.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from segue.journey._roads import RANKS, load_roads
from segue.journey.tiles._grid import BUFFER, EXTENT, mercator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from segue.journey.tiles._grid import Tile

_FIRST_ZOOM = (3, 4, 5, 6, 7, 8, 8)
"""Of each rank."""
_GRID_STEPS = 16.0
"""Points that fall on one spot of this grid are one: two pixels on a screen of 512 a tile. It
makes one line of the two carriageways of a motorway where they would be drawn over each other."""
_FINE_GRID_STEPS = 4.0
_FINE_FROM_ZOOM = 9


class _Lines:
    """The network's segments in the unit square, those of the best rank first."""

    def __init__(self) -> None:
        network = load_roads()
        rank = network.rank[network.segment_edge]
        order = np.argsort(rank, kind="stable")
        unit = mercator(network.point_deg).astype(np.float32)
        self.start = unit[network.segment_from[order]]
        self.end = unit[network.segment_to[order]]
        self.rank_begins = np.searchsorted(rank[order], np.arange(RANKS + 1))
        """(RANKS + 1,) first segment of each rank."""
        apart = np.abs(self.start[:, 0] - self.end[:, 0]) < 0.5  # noqa: PLR2004 (half the world)
        self.low = np.where(apart[:, None], np.minimum(self.start, self.end), np.float32(np.inf))
        self.high = np.maximum(self.start, self.end)


@cache
def _lines() -> _Lines:
    return _Lines()


def roads_by_rank(tile: Tile) -> Iterator[tuple[int, BaseGeometry]]:
    """Yield each rank that a tile shows with its lines, in the tile's steps."""
    shown = sum(tile.zoom >= zoom for zoom in _FIRST_ZOOM)
    if not shown:
        return
    lines = _lines()
    count = lines.rank_begins[shown]
    west, north, east, south = tile.bounds
    low, high = lines.low[:count], lines.high[:count]
    inside = np.flatnonzero(
        (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= south) & (high[:, 1] >= north)
    )
    ends = np.stack([lines.start[inside], lines.end[inside]], axis=1).astype(np.float64)
    kept, spots = _thinned(tile, ends)
    rank = np.searchsorted(lines.rank_begins, inside[kept], side="right") - 1
    box = (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    for number in range(shown):
        lines_of_rank = shapely.MultiLineString(list(spots[rank == number]))
        clipped = shapely.clip_by_rect(shapely.line_merge(lines_of_rank), *box)
        if not clipped.is_empty:
            yield number, clipped


def _thinned(
    tile: Tile, ends: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return which segments are left on a tile's grid, and their ends in its steps.

    One of several between the same two spots, the first, which has the best rank.
    """
    grid = _FINE_GRID_STEPS if tile.zoom >= _FINE_FROM_ZOOM else _GRID_STEPS
    spots = np.round(tile.steps(ends.reshape(-1, 2)) / grid).astype(np.int64)
    side = 1 << 31
    code = (spots[:, 0] * side + spots[:, 1]).reshape(-1, 2)
    code.sort(axis=1)
    _, first = np.unique(code, axis=0, return_index=True)
    first = np.sort(first[code[first, 0] != code[first, 1]])
    return first, spots.reshape(-1, 2, 2)[first].astype(np.float64) * grid
