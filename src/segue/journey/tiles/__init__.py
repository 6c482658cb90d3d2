"""The map as Mapbox vector tiles, made on the fly from what ships with Segue.

Layers: `land` (polygons), `borders` (lines), `roads` (lines with `rank`, 0 for the roads that
carry most) and `places` (points with `name`, `name_zh` where there is one, `population` and
`rank`, the zoom at which they appear).
"""

# mapbox-vector-tile has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import mapbox_vector_tile
import shapely

from segue.journey.tiles._grid import EXTENT, Tile
from segue.journey.tiles._land import borders_in, land_in
from segue.journey.tiles._places import cities_in
from segue.journey.tiles._roads import roads_by_rank
from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["MAX_ZOOM", "build_tile"]

MAX_ZOOM = 10
"""Deeper tiles would hold nothing more: screens enlarge these."""


def build_tile(zoom: int, column: int, row: int) -> bytes:
    """Return one tile, uncompressed.

    Raises:
        LocalUseError: There is no such tile.
        DataUnusable: A data file is broken.
    """
    tile = Tile(zoom, column, row)
    if zoom > MAX_ZOOM or not tile.exists:
        raise LocalUseError(f"The map has no tile {zoom}/{column}/{row}.")
    layers = {
        "land": [_feature(polygon) for polygon in land_in(tile)],
        "borders": [_feature(line) for line in borders_in(tile)],
        "roads": [_feature(lines, rank=rank) for rank, lines in roads_by_rank(tile)],
        "places": [
            _feature(
                shapely.Point(position),
                name=city.name,
                name_zh=city.name_zh or city.name,
                population=city.population,
                rank=rank,
            )
            for city, rank, position in cities_in(tile)
        ],
    }
    data = mapbox_vector_tile.encode(
        [{"name": name, "features": features} for name, features in layers.items() if features],
        default_options={"extents": EXTENT, "y_coord_down": True},
    )
    return cast("bytes", data)


def _feature(geometry: BaseGeometry, **properties: str | int) -> dict[str, object]:
    return {"geometry": geometry, "properties": properties}
