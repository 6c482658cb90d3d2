"""Land and country borders, from Natural Earth at three scales."""

# Shapely's own types leave its keyword arguments unknown.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from segue.journey._columns import pack_columns, unpack_columns
from segue.journey._data_file import DATA_DIR, read_data_file, seal
from segue.journey.tiles._grid import EXTENT, mercator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from segue.journey.tiles._grid import Tile

LAND_PATH = DATA_DIR / "land.bin"
LAND_KIND = "land"
LAND_VERSION = 1

Detail = Literal["110m", "50m", "10m"]
DETAILS: tuple[Detail, ...] = ("110m", "50m", "10m")
_LAST_ZOOM: dict[Detail, int] = {"110m": 1, "50m": 4, "10m": 30}
"""Up to which zoom a detail is fine enough."""

_STEPS_PER_DEG = 10_000
_SIMPLIFY_STEPS = 6.0
"""Less than a pixel on a screen of 512 pixels a tile."""


@dataclass(frozen=True)
class LandColumns:
    """One detail as it is stored. Positions are latitude and longitude [0.0001°]."""

    ring_position: NDArray[np.int64]
    """(P, 2) of all rings of all polygons, each ring closed."""
    ring_length: NDArray[np.int64]
    """(R,)"""
    ring_polygon: NDArray[np.int64]
    """(R,) the polygon of each ring, ascending; of several the first is the shell."""
    border_position: NDArray[np.int64]
    """(Q, 2) of all borders."""
    border_length: NDArray[np.int64]
    """(B,)"""


def encode_land(details: Mapping[Detail, LandColumns]) -> bytes:
    """Return the bytes of a land file."""
    columns: dict[str, NDArray[np.int64]] = {}
    for detail, land in details.items():
        columns[f"{detail}/ring_length"] = land.ring_length
        columns[f"{detail}/ring_polygon"] = land.ring_polygon
        columns[f"{detail}/border_length"] = land.border_length
        for axis in (0, 1):
            ring, border = land.ring_position[:, axis], land.border_position[:, axis]
            columns[f"{detail}/ring_{axis}"] = np.diff(ring, prepend=0)
            columns[f"{detail}/border_{axis}"] = np.diff(border, prepend=0)
    return seal(LAND_KIND, LAND_VERSION, pack_columns(columns))


@cache
def decode_land(path: Path = LAND_PATH) -> dict[Detail, LandColumns]:
    """Return what a land file holds.

    Raises:
        DataUnusable: See `read_data_file`.
    """
    columns = unpack_columns(read_data_file(path, LAND_KIND, LAND_VERSION))

    def position(kind: str) -> NDArray[np.int64]:
        return np.stack([np.cumsum(columns[f"{kind}_{axis}"]) for axis in (0, 1)], axis=1)

    return {
        detail: LandColumns(
            ring_position=position(f"{detail}/ring"),
            ring_length=columns[f"{detail}/ring_length"],
            ring_polygon=columns[f"{detail}/ring_polygon"],
            border_position=position(f"{detail}/border"),
            border_length=columns[f"{detail}/border_length"],
        )
        for detail in DETAILS
    }


@dataclass(frozen=True)
class _Shapes:
    """One detail as geometry in the unit square, with its bounds for quick culling."""

    land: NDArray[np.object_]
    land_bounds: NDArray[np.float64]
    borders: NDArray[np.object_]
    border_bounds: NDArray[np.float64]


@cache
def _shapes(detail: Detail) -> _Shapes:
    columns = decode_land()[detail]
    rings = shapely.linearrings(
        mercator(columns.ring_position / _STEPS_PER_DEG), indices=_owners(columns.ring_length)
    )
    land = np.asarray(shapely.polygons(np.asarray(rings), indices=columns.ring_polygon))
    lines = shapely.linestrings(
        mercator(columns.border_position / _STEPS_PER_DEG), indices=_owners(columns.border_length)
    )
    borders = np.asarray(lines)
    return _Shapes(land, shapely.bounds(land), borders, shapely.bounds(borders))


def _owners(length: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for every point the number of the ring or line it belongs to."""
    return np.repeat(np.arange(len(length)), length)


def land_in(tile: Tile) -> list[BaseGeometry]:
    """Return the polygons of land in a tile, in its steps, valid and on whole steps."""
    shapes = _shapes(_detail(tile))
    cut = _cut(shapes.land, shapes.land_bounds, tile)
    whole = shapely.set_precision(shapely.make_valid(cut), 1.0)
    return list(whole[shapely.area(whole) > 0])


def borders_in(tile: Tile) -> list[BaseGeometry]:
    """Return the borders between countries in a tile, in its steps."""
    shapes = _shapes(_detail(tile))
    return list(_cut(shapes.borders, shapes.border_bounds, tile))


def _detail(tile: Tile) -> Detail:
    return next(detail for detail in DETAILS if tile.zoom <= _LAST_ZOOM[detail])


def _cut(
    shapes: NDArray[np.object_], bounds: NDArray[np.float64], tile: Tile
) -> NDArray[np.object_]:
    """Return the parts of shapes that lie in a tile, in its steps, without needless points."""
    west, north, east, south = tile.bounds
    touching = (
        (bounds[:, 0] <= east)
        & (bounds[:, 2] >= west)
        & (bounds[:, 1] <= south)
        & (bounds[:, 3] >= north)
    )
    inside = shapely.clip_by_rect(shapes[touching], *tile.bounds)
    simple = shapely.simplify(
        inside, _SIMPLIFY_STEPS / EXTENT / (1 << tile.zoom), preserve_topology=False
    )
    return shapely.transform(simple[~shapely.is_empty(simple)], tile.steps)
