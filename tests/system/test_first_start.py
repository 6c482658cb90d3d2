"""The first start of all, with nothing in the cache: screens first, the search index after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from segue.journey import PlaceIndex
from segue.kernel import LocalUseError
from segue.node.car import CarNode, CarOptions
from segue.node.serving import SurfaceClient
from segue.schema.surface import PlacesResult, SearchParams

if TYPE_CHECKING:
    from pathlib import Path


def _options(tmp_path: Path, at: str) -> CarOptions:
    folder, cache = tmp_path / "car", tmp_path / "cache"
    return CarOptions(folder=folder, cache=cache, port=0, at=at, music=tmp_path)


async def test_the_first_search_waits_for_its_index_and_the_screens_do_not(tmp_path: Path):
    """A new car serves before its index is there; a search asked at once is answered too."""
    options = _options(tmp_path, "Beijing")
    async with CarNode(options) as node:
        assert not PlaceIndex.is_built(tmp_path / "cache")
        port = int(node.info.car_url.split(":")[2].split("/")[0])
        async with SurfaceClient(port) as screen:
            car = await screen.until("car", lambda _: True, within_s=60.0, what="the car")
            assert car.latitude_deg == pytest.approx(39.9, abs=0.1)
            found = await screen.call("places.search", SearchParams(query="shangha"))
    assert isinstance(found, PlacesResult)
    assert found.places[0].name == "Shanghai"
    assert PlaceIndex.is_built(tmp_path / "cache")


async def test_a_place_that_is_not_well_known_is_still_checked_before_serving(tmp_path: Path):
    """An unknown place ends the start with what is spelt alike, as before."""
    with pytest.raises(LocalUseError) as caught:
        async with CarNode(_options(tmp_path, "Beijjing")):
            pass
    assert "Beijing" in caught.value.do
