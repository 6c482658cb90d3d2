"""Build `src/segue/journey/data/land.bin` from the npm package world-atlas (Natural Earth).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/build_land.py package

Three details, each for some zooms: 1:110m, 1:50m and 1:10m. Land is made valid on the grid it is
kept on and cut at the antimeridian, so that it can be clipped on a flat map; the arcs that two
countries share are the borders.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity

from segue.journey.tiles._land import DETAILS, LAND_PATH, LandColumns, encode_land

_STEPS_PER_DEG = 10_000
_SMALLEST_RING = 4
"""Positions; the quantised 1:10m islands hold some rings that have no area left."""

_MAP = shapely.box(
    -90 * _STEPS_PER_DEG, -180 * _STEPS_PER_DEG, 90 * _STEPS_PER_DEG, 180 * _STEPS_PER_DEG
)
"""All latitudes and longitudes."""


def read_detail(path: Path) -> LandColumns:
    """Return one TopoJSON file's land and borders."""
    atlas = json.loads(path.read_text())
    scale, translate = np.array(atlas["transform"]["scale"]), atlas["transform"]["translate"]
    arcs = [
        np.round((np.cumsum(arc, axis=0) * scale + translate) * _STEPS_PER_DEG)[:, ::-1]
        for arc in atlas["arcs"]
    ]
    land = shapely.get_parts(
        [
            _flat([_ring(arcs, ring) for ring in polygon])
            for polygon in _polygons(atlas["objects"]["land"])
        ]
    )
    land = shapely.get_parts(land[shapely.area(land) > 0])
    rings, ring_polygon = shapely.get_rings(land, return_index=True)
    owners: Counter[int] = Counter()
    for country in atlas["objects"]["countries"]["geometries"]:
        used = {_index(arc) for polygon in _polygons(country) for ring in polygon for arc in ring}
        owners.update(used)
    borders = [arcs[arc] for arc, count in sorted(owners.items()) if count > 1]
    return LandColumns(
        ring_position=shapely.get_coordinates(rings).astype(np.int64),
        ring_length=shapely.get_num_coordinates(rings).astype(np.int64),
        ring_polygon=ring_polygon.astype(np.int64),
        border_position=np.concatenate(borders).astype(np.int64),
        border_length=np.array([len(border) for border in borders]),
    )


def _flat(rings: list[NDArray[np.float64]]) -> shapely.Geometry:
    """Return a polygon of the sphere on the flat map and on the grid."""
    shell, *holes = [_one_ring(ring) for ring in rings]
    return shapely.set_precision(shapely.difference(shell, shapely.union_all(holes)), 1)


def _one_ring(ring: NDArray[np.float64]) -> shapely.Geometry:
    """Return what a ring encloses, cut at the antimeridian; empty when it has no area.

    Around a pole a ring comes back a whole turn off: there it is closed along the map's edge.
    """
    if len(ring) < _SMALLEST_RING:
        return shapely.Polygon()
    turn = 360 * _STEPS_PER_DEG
    longitude = np.unwrap(ring[:, 1], period=turn)
    latitude = ring[:, 0]
    if longitude[-1] != longitude[0]:
        pole = np.full(2, -90 * _STEPS_PER_DEG)
        latitude = np.concatenate([latitude, pole])
        longitude = np.append(longitude, [longitude[-1], longitude[0]])
    inside = shapely.make_valid(shapely.Polygon(np.stack([latitude, longitude], axis=1)))
    return shapely.union_all(
        [shapely.intersection(affinity.translate(inside, yoff=by), _MAP) for by in (-turn, 0, turn)]
    )


def _ring(arcs: list[NDArray[np.float64]], numbers: list[int]) -> NDArray[np.float64]:
    pieces = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in numbers]
    return np.concatenate(pieces)


def _index(arc: int) -> int:
    """Return an arc's number; TopoJSON writes ~number for an arc that is walked backward."""
    return ~arc if arc < 0 else arc


def _polygons(topology: dict[str, Any]) -> list[list[list[int]]]:
    """Return the polygons of a topology as rings of arc numbers."""
    match topology["type"]:
        case "GeometryCollection":
            return [polygon for part in topology["geometries"] for polygon in _polygons(part)]
        case "MultiPolygon":
            return topology["arcs"]
        case "Polygon":
            return [topology["arcs"]]
        case _:  # a country without land at this scale
            return []


def main() -> None:
    """Build the file and say what is in it."""
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit(__doc__)
    package = Path(sys.argv[1])
    columns = {detail: read_detail(package / f"countries-{detail}.json") for detail in DETAILS}
    LAND_PATH.write_bytes(encode_land(columns))
    for detail, land in columns.items():
        print(
            f"{detail}: {len(land.ring_length)} rings, {len(land.ring_position)} points, "
            f"{len(land.border_length)} borders, {len(land.border_position)} points"
        )
    print(f"{LAND_PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
