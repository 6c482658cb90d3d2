"""Searching the shipped cities."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from segue.journey import PlaceIndex
from segue.kernel import DataUnusable, LocalUseError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("query", "name", "country"),
    [
        ("Shanghai", "Shanghai", "CN"),
        ("上海", "Shanghai", "CN"),
        ("上海市", "Shanghai", "CN"),
        ("上", "Shanghai", "CN"),
        ("北", "Beijing", "CN"),
        ("Beij", "Beijing", "CN"),
        ("s", "Shanghai", "CN"),
        ("München", "Munich", "DE"),
        ("munchen", "Munich", "DE"),
        ("Muenchen", "Munich", "DE"),
        ("慕尼黑", "Munich", "DE"),
        ("Köln", "Köln", "DE"),
        ("cologne", "Köln", "DE"),
        ("Москва", "Moscow", "RU"),
        ("東京", "Tokyo", "JP"),
        ("서울", "Seoul", "KR"),
        ("القاهرة", "Cairo", "EG"),
        ("sao paulo", "São Paulo", "BR"),
        ("NEW YORK", "New York City", "US"),
        ("new y", "New York City", "US"),
        ("Paris, US", "Paris", "US"),
        ("Paris", "Paris", "FR"),
        ("  los   angel ", "Los Angeles", "US"),
    ],
)
def test_first_result_is_the_city_meant_when_spelt_right(
    places: PlaceIndex, query: str, name: str, country: str
) -> None:
    """Names, native names, beginnings and spellings without diacritics find the city."""
    found = places.search(query)
    assert (found[0].name, found[0].country) == (name, country)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Shangai", "Shanghai"),
        ("Shnaghai", "Shanghai"),
        ("Xhanghai", "Shanghai"),
        ("Shanghaii", "Shanghai"),
        ("Belrin", "Berlin"),
        ("Eijing", "Beijing"),
        ("Mucnhen", "Munich"),
        ("Wuhn", "Wuhan"),
        ("Beijng", "Beijing"),
        ("Guangzho", "Guangzhou"),
        ("Los Angelas", "Los Angeles"),
        ("Saint Petersbrug", "Saint Petersburg"),
        ("new yrok", "New York City"),
        ("San Farncis", "San Francisco"),
        ("Мосвка", "Moscow"),
    ],
)
def test_first_result_is_the_city_meant_when_one_letter_is_wrong(
    places: PlaceIndex, query: str, name: str
) -> None:
    """One letter missing, added, wrong or swapped, anywhere, is forgiven."""
    assert places.search(query)[0].name == name


def test_nearer_city_wins_when_names_are_equal(places: PlaceIndex) -> None:
    """Portland is the one on the person's own coast."""
    east = places.search("Portland", near=(43.0, -71.0))
    west = places.search("Portland", near=(45.0, -122.0))
    assert east[0].region == "Maine"
    assert west[0].region == "Oregon"


def test_results_carry_both_names_and_are_no_more_than_asked(places: PlaceIndex) -> None:
    """Screens in English and Chinese can show every result."""
    found = places.search("Sh", limit=3)
    assert len(found) == 3
    assert found[0].name_zh == "上海"
    assert found[0].geoname_id == 1796236


@pytest.mark.parametrize(
    "query", ["", "  ", '"', "*", "(", "a OR", "-", "NEAR(", "'; --", "\0", "x" * 300]
)
def test_search_finds_or_not_but_never_fails_when_the_query_is_odd(
    places: PlaceIndex, query: str
) -> None:
    """Whatever is typed is text to look for, never part of a query language."""
    assert isinstance(places.search(query), list)


def test_place_is_a_point_when_coordinates_are_given(places: PlaceIndex) -> None:
    """Latitude and longitude name a place too."""
    place = places.resolve("48.1374, 11.5755")
    assert (place.latitude_deg, place.longitude_deg) == (48.1374, 11.5755)
    assert place.geoname_id == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Belrin", "No place called 'Belrin'. Did you mean Berlin"),
        ("Munnichen", "No place called 'Munnichen'. Did you mean Munich"),
        ("qqqqq", "No place called 'qqqqq'. Try a larger city near it."),
        ("Paris, CN", "No place called 'Paris, CN'."),
        ("91,200", "91,200 is not on Earth."),
    ],
)
def test_error_suggests_spellings_when_there_is_no_such_place(
    places: PlaceIndex, text: str, says: str
) -> None:
    """A wrong name gets one sentence and the names that are most like it."""
    with pytest.raises(LocalUseError) as caught:
        places.resolve(text)
    assert str(caught.value).startswith(says)


def test_index_is_built_once_when_opened_twice(tmp_path: Path) -> None:
    """The second opening reads the file that the first one made."""
    PlaceIndex.open(tmp_path).close()
    made = (tmp_path / "places.db").stat().st_mtime_ns
    PlaceIndex.open(tmp_path).close()
    assert [path.name for path in tmp_path.iterdir()] == ["places.db"]
    assert (tmp_path / "places.db").stat().st_mtime_ns == made


@pytest.mark.parametrize("content", [b"", b"not a database", None])
def test_index_is_built_again_when_the_file_there_is_unusable(
    tmp_path: Path, content: bytes | None
) -> None:
    """An index that is broken, or of another version, is replaced."""
    path = tmp_path / "places.db"
    if content is None:
        other = sqlite3.connect(path)
        other.execute("PRAGMA user_version = 1")
        other.close()
    else:
        path.write_bytes(content)
    index = PlaceIndex.open(tmp_path)
    assert index.search("Berlin")[0].name == "Berlin"
    index.close()


def test_error_names_the_folder_when_it_cannot_be_written(tmp_path: Path) -> None:
    """Where no index can be kept, the message says where and what to do."""
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(DataUnusable, match=r"places\.db could not be written"):
        PlaceIndex.open(tmp_path / "cache")
