"""Map tiles."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from segue.journey.tiles import MAX_ZOOM, build_tile
from segue.journey.tiles._grid import BUFFER, EXTENT, mercator
from segue.journey.tiles._land import LandColumns, decode_land, encode_land
from segue.kernel import LocalUseError

BERLIN_DEG = (52.52, 13.40)
SHANGHAI_DEG = (31.22, 121.46)


def numbers_at(position_deg: tuple[float, float], zoom: int) -> tuple[int, int, int]:
    """Return zoom, column and row of the tile that holds a position."""
    column, row = (mercator(np.array([position_deg]))[0] * (1 << zoom)).astype(int).tolist()
    return zoom, column, row


def layers_of(zoom: int, column: int, row: int) -> dict[str, Any]:
    """Return a decoded tile, y down."""
    data = build_tile(zoom, column, row)
    return mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})


def is_land(position_deg: tuple[float, float], zoom: int) -> bool:
    """Return whether the tile at a position paints land there."""
    tile = layers_of(*numbers_at(position_deg, zoom))
    x, y = (mercator(np.array([position_deg]))[0] * (1 << zoom) % 1 * EXTENT).tolist()
    land = [shapely.geometry.shape(part["geometry"]) for part in tile["land"]["features"]]
    return any(part.contains(shapely.Point(x, y)) for part in land)


@pytest.mark.parametrize("zoom", [3, 5, 8, 10])
def test_tile_has_its_layers_when_it_holds_a_large_city(zoom: int) -> None:
    """A tile in the middle of Europe has land, roads and places in the stated form."""
    tile = layers_of(*numbers_at(BERLIN_DEG, zoom))
    assert {"land", "roads", "places"} <= set(tile)
    for layer in tile.values():
        assert layer["extent"] == EXTENT
        for feature in layer["features"]:
            box = shapely.geometry.shape(feature["geometry"]).bounds
            assert min(box) >= -BUFFER - 1
            assert max(box) <= EXTENT + BUFFER + 1


def test_places_have_names_in_both_languages() -> None:
    """Labels can be drawn in English and in Chinese."""
    places = layers_of(*numbers_at(SHANGHAI_DEG, 6))["places"]["features"]
    shanghai = next(place for place in places if place["properties"]["name"] == "Shanghai")
    assert shanghai["properties"]["name_zh"] == "上海"
    assert shanghai["properties"]["population"] > 20_000_000
    assert all(place["properties"]["rank"] <= 6 for place in places)


def test_a_handful_of_places_at_zoom_3_and_many_at_zoom_8() -> None:
    """Names do not crowd a map of the continent, and a map of the region has its towns."""
    assert 1 <= len(layers_of(*numbers_at(BERLIN_DEG, 3))["places"]["features"]) <= 12
    inner, outer = (
        sum(
            len(layers_of(8, column, row).get("places", {"features": []})["features"])
            for column in range(134, 138)
            for row in rows
        )
        for rows in (range(83, 85), range(85, 87))
    )
    assert inner + outer > 40


def test_roads_come_with_zoom_the_most_travelled_first() -> None:
    """Low zooms show few ranks, zoom 8 all of them."""
    shown = {
        zoom: {road["properties"]["rank"] for road in tile["roads"]["features"]}
        for zoom in (3, 5, 8)
        for tile in [layers_of(*numbers_at(BERLIN_DEG, zoom))]
    }
    assert shown[3] == {0}
    assert shown[5] <= {0, 1, 2}
    assert shown[8] >= {3, 4, 5, 6}
    assert "roads" not in layers_of(2, 2, 1)


@pytest.mark.parametrize("zoom", [0, 1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize(
    ("position_deg", "expected"),
    [
        ((48.0, 11.0), True),  # Bavaria
        ((62.0, 5.8), True),  # west Norway
        ((67.0, 178.0), True),  # Chukotka, west of the antimeridian
        ((65.5, -174.5), True),  # and east of it
        ((-80.0, 40.0), True),  # Antarctica
        ((65.9, 2.0), False),  # Norwegian Sea, in the latitude of Chukotka
        ((41.0, 51.0), False),  # Caspian Sea
        ((30.0, -40.0), False),  # Atlantic
    ],
)
def test_land_is_land_and_sea_is_sea_at_every_detail(
    zoom: int, position_deg: tuple[float, float], expected: bool
) -> None:
    """Each detail paints the same world, also where it wraps round."""
    tile = layers_of(*numbers_at(position_deg, zoom))
    assert ("land" in tile and is_land(position_deg, zoom)) == expected


@pytest.mark.parametrize(
    ("zoom", "column", "row"),
    [(0, 1, 0), (3, 0, 8), (3, -1, 0), (-1, 0, 0), (MAX_ZOOM + 1, 0, 0)],
)
def test_tile_is_refused_when_there_is_none(zoom: int, column: int, row: int) -> None:
    """Numbers that name no tile get a message."""
    with pytest.raises(LocalUseError, match=f"no tile {zoom}/{column}/{row}"):
        build_tile(zoom, column, row)


def test_tile_is_empty_when_it_lies_in_the_ocean() -> None:
    """Where there is nothing to draw there are no bytes."""
    assert build_tile(*numbers_at((0.0, -140.0), 8)) == b""


def test_land_comes_back_when_encoded(tmp_path: Any) -> None:
    """A land file loses nothing of what was put in."""
    land = LandColumns(
        ring_position=np.array([[0, 0], [0, 90], [90, 0], [0, 0]]),
        ring_length=np.array([4]),
        ring_polygon=np.array([0]),
        border_position=np.array([[-900_000, 1_800_000], [5, 5]]),
        border_length=np.array([2]),
    )
    path = tmp_path / "land.bin"
    path.write_bytes(encode_land({"110m": land, "50m": land, "10m": land}))
    for read in decode_land(path).values():
        assert read.ring_position.tolist() == land.ring_position.tolist()
        assert read.border_position.tolist() == land.border_position.tolist()
        assert read.ring_length.tolist() == [4]
        assert read.border_length.tolist() == [2]
