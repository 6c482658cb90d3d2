"""Naming a city without the index: the index's own answer, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from segue.journey import PlaceIndex, well_known_place
from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from pathlib import Path

CITIES = ("Beijing", "北京", "münchen", "Munich", "Berlin", "los angeles", "Shanghai", "Paris")
UNSURE = ("San", "Santiago de", "York", "Santo", "Paris, US", "Nowherville", "", "  ")


@pytest.mark.parametrize("text", [*CITIES, *UNSURE, "39.9,116.4"])
def test_an_answer_is_the_indexs_own_when_there_is_one(text: str, places: PlaceIndex):
    """A place named without the index is the one that the index names."""
    found = well_known_place(text)
    if found is not None:
        assert found == places.resolve(text)


@pytest.mark.parametrize("text", ["Beijing", "上海", "Berlin", "Munich", "39.9,116.4"])
def test_a_large_city_needs_no_index(text: str):
    """Where most cars begin is known at once."""
    assert well_known_place(text) is not None


@pytest.mark.parametrize("text", ["San", "Santo", "Paris, US", "Nowherville", "", "Beijin"])
def test_what_is_not_certain_is_left_to_the_index(text: str):
    """A beginning, a country, an error or nothing is not guessed at."""
    assert well_known_place(text) is None


def test_a_position_that_is_not_on_earth_is_refused():
    """As the index refuses it."""
    with pytest.raises(LocalUseError, match="not on Earth"):
        well_known_place("91,0")


def test_an_index_is_built_once_it_has_been_opened(tmp_path: Path):
    """Whoever may ask first can tell whether opening will take seconds."""
    assert not PlaceIndex.is_built(tmp_path)
    PlaceIndex.open(tmp_path).close()
    assert PlaceIndex.is_built(tmp_path)
