"""The shipped data, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from segue.journey import PlaceIndex
from segue.journey._roads import RoadNetwork, load_roads

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def network() -> RoadNetwork:
    """The world's highways."""
    return load_roads()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlaceIndex]:
    """The world's cities."""
    index = PlaceIndex.open(tmp_path_factory.mktemp("cache"))
    yield index
    index.close()
