"""The world's cities as they ship, in `data/places.bin`: columns of text, compressed."""

from __future__ import annotations

import lzma
from typing import TYPE_CHECKING, NamedTuple

from segue.journey._data_file import DATA_DIR, read_data_file, seal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PLACES_PATH = DATA_DIR / "places.bin"
PLACES_KIND = "places"
PLACES_VERSION = 1

_STEPS_PER_DEG = 100_000
_BETWEEN_COLUMNS = "\x1d"
_BETWEEN_ROWS = "\n"
_BETWEEN_NAMES = "\x1f"


class City(NamedTuple):
    """A populated place of more than 15,000 people, or a capital."""

    geoname_id: int
    name: str
    name_zh: str
    """Simplified Chinese; empty when GeoNames has none."""
    country: str
    """ISO 3166-1 alpha-2."""
    region: str
    latitude_deg: float
    longitude_deg: float
    population: int
    other_names: tuple[str, ...]


def encode_places(cities: Iterable[City]) -> bytes:
    """Return the bytes of a places file, the most populous city first."""
    rows = sorted(cities, key=lambda city: (-city.population, city.geoname_id))
    columns = [
        [str(city.geoname_id) for city in rows],
        [city.name for city in rows],
        [city.name_zh for city in rows],
        [city.country for city in rows],
        [city.region for city in rows],
        [str(round(city.latitude_deg * _STEPS_PER_DEG)) for city in rows],
        [str(round(city.longitude_deg * _STEPS_PER_DEG)) for city in rows],
        [str(city.population) for city in rows],
        [_BETWEEN_NAMES.join(city.other_names) for city in rows],
    ]
    text = _BETWEEN_COLUMNS.join(_BETWEEN_ROWS.join(column) for column in columns)
    return seal(PLACES_KIND, PLACES_VERSION, lzma.compress(text.encode(), preset=9))


def read_places(path: Path = PLACES_PATH) -> list[City]:
    """Return the cities of a places file, the most populous first.

    Raises:
        DataUnusable: See `read_data_file`.
    """
    text = lzma.decompress(read_data_file(path, PLACES_KIND, PLACES_VERSION)).decode()
    columns = [column.split(_BETWEEN_ROWS) for column in text.split(_BETWEEN_COLUMNS)]
    return [_city(*row) for row in zip(*columns, strict=True)]


def _city(*row: str) -> City:
    geoname_id, name, name_zh, country, region, latitude, longitude, population, others = row
    return City(
        geoname_id=int(geoname_id),
        name=name,
        name_zh=name_zh,
        country=country,
        region=region,
        latitude_deg=int(latitude) / _STEPS_PER_DEG,
        longitude_deg=int(longitude) / _STEPS_PER_DEG,
        population=int(population),
        other_names=tuple(others.split(_BETWEEN_NAMES)) if others else (),
    )
