"""Searching the world's cities by name.

Three ways lead to candidates: the spelling itself, a full-text prefix of every word, and, for
typing errors, spellings that keep one half of the query (see `intact_parts`). The candidates are
ranked by how well they match, how large they are and how near.
"""

from __future__ import annotations

import difflib
import math
import re
from typing import TYPE_CHECKING

from segue.journey._place_database import database_path, is_current, open_place_database
from segue.journey._places import PLACES_PATH
from segue.journey._spelling import (
    FORGIVING_FROM,
    begins_within_one_edit,
    fold,
    intact_parts,
    within_one_edit,
)
from segue.kernel import LocalUseError
from segue.kernel.units import EARTH_RADIUS_M
from segue.schema.journey import Place

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Position = tuple[float, float]
"""Latitude and longitude [deg]."""

# What a match costs, in powers of ten of population: a city found by a prefix must be ten times
# as large as one found by its whole name.
_OTHER_NAME = 0.3
_PREFIX = 1.0
_WORD = 2.2
_WORD_OF_OTHER_NAME = 3.0
_MISSPELT = 2.0
_MISSPELT_PREFIX = 3.0
_MISSPELT_OTHER_NAME = 1.0

_NEAR_BONUS = 1.5
"""Also in powers of ten, for a city right here; it fades over NEAR_M."""
_NEAR_M = 300_000.0

_LARGEST = 50
"""Full-text candidates; they come most populous first."""
_MISSPELT_PREFIX_FROM = 6
"""Shortest query whose end may still be missing when it holds an error."""
_BEGUN_RIGHT = 6
"""Names that begin with the query, from which no error is looked for in its beginning."""
_LONGEST = 1_000
"""Letters; no name is longer."""

_POSITION = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)\s*")
_COUNTRY = re.compile(r"(.+),\s*([A-Za-z]{2})\s*")
_LAST = "\U0010ffff"
"""Sorts after every letter: the end of a range of prefixes."""


class PlaceIndex:
    """Cities by name. An object serves the thread that opened it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def open(cls, cache_dir: Path, places_path: Path = PLACES_PATH) -> PlaceIndex:
        """Return the index kept in a folder; the first time, build it there (about two seconds).

        Raises:
            DataUnusable: The places file is unusable, or the folder cannot be written.
        """
        return cls(open_place_database(cache_dir, places_path))

    @staticmethod
    def is_built(cache_dir: Path) -> bool:
        """Return whether `open` will find the index in a folder, and so be quick."""
        return is_current(database_path(cache_dir))

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def search(self, query: str, *, limit: int = 6, near: Position | None = None) -> list[Place]:
        """Return the best places for what was typed so far, best first.

        Args:
            query: A name or its beginning, in any script, with at most one typing error; may end
                in a country, as in "Paris, US".
            limit: How many at most.
            near: Where the person is: a near city wins over a somewhat larger one.
        """
        name, country = _split_country(query)
        folded = fold(name)
        if not folded:
            return []
        costs: dict[int, float] = {}
        for city, cost in self._candidates(folded):
            costs[city] = min(cost, costs.get(city, math.inf))
        ranked = sorted(
            (costs[city] - _importance(place, near), city, place)
            for city, place in self._cities(costs)
            if country in ("", place.country)
        )
        return [place for _, _, place in ranked[:limit]]

    def resolve(self, text: str) -> Place:
        """Return the place that a text names: a city, "city, country" or "latitude,longitude".

        Raises:
            LocalUseError: There is none; the message names those that are spelt most alike.
        """
        if point := bare_point(text):
            return point
        wanted = fold(_split_country(text)[0])
        found = self.search(text, limit=3)
        if found and self._is_called(found[0], wanted):
            return found[0]
        alike = [place.name for place in found] or self._alike(wanted)
        raise LocalUseError(
            f"No place called '{text.strip()}'.",
            do=f"Did you mean {' or '.join(alike)}?" if alike else "Try a larger city near it.",
        )

    def _candidates(self, folded: str) -> Iterator[tuple[int, float]]:
        """Yield cities with what their match costs; a city may come more than once."""
        exact = self._database.execute(
            "SELECT city, name FROM spelling JOIN city ON city.id = city WHERE folded = ?",
            (folded,),
        ).fetchall()
        for city, name in exact:
            yield city, 0.0 if fold(name) == folded else _OTHER_NAME
        words = " ".join(f'"{word}"*' for word in re.findall(r"\w+", folded))
        begun = 0
        if words:
            for city, *names in self._database.execute(
                "SELECT word.rowid, name, name_zh FROM word JOIN city ON city.id = word.rowid"
                " WHERE word MATCH ? ORDER BY word.rowid LIMIT ?",
                (words, _LARGEST),
            ):
                begun += 1
                yield city, _beginning_cost(folded, [fold(name) for name in names])
        if not exact and len(folded) >= FORGIVING_FROM:
            # Text that begins many names is being typed, and most likely typed right.
            unfinished = len(folded) >= _MISSPELT_PREFIX_FROM and begun < _BEGUN_RIGHT
            yield from self._misspelt(folded, unfinished=unfinished)

    def _misspelt(self, folded: str, *, unfinished: bool) -> Iterator[tuple[int, float]]:
        begin, end = intact_parts(folded)
        longest = _LONGEST if unfinished else len(folded) + 1
        for name, city in self._database.execute(
            "SELECT folded, city FROM spelling WHERE folded BETWEEN ? AND ?"
            " AND length(folded) BETWEEN ? AND ?",
            (begin, begin + _LAST, len(folded) - 1, longest),
        ):
            if begins_within_one_edit(folded, name):
                whole = within_one_edit(folded, name)
                if whole or unfinished:
                    cost = _MISSPELT if whole else _MISSPELT_PREFIX
                    yield city, cost + self._other_name_cost(city, name)
        backward = folded[::-1]
        for name, city in self._database.execute(
            "SELECT folded, city FROM backward"
            " WHERE letters IN (?, ?, ?) AND folded BETWEEN ? AND ?",
            (len(folded) - 1, len(folded), len(folded) + 1, end[::-1], end[::-1] + _LAST),
        ):
            if within_one_edit(backward, name):
                yield city, _MISSPELT + self._other_name_cost(city, name[::-1])

    def _other_name_cost(self, city: int, folded: str) -> float:
        """Return what it costs that a spelling is not a city's English or Chinese name."""
        names = self._database.execute("SELECT name, name_zh FROM city WHERE id = ?", (city,))
        return 0.0 if folded in map(fold, names.fetchone()) else _MISSPELT_OTHER_NAME

    def _cities(self, numbers: Iterable[int]) -> Iterator[tuple[int, Place]]:
        for number in numbers:
            row = self._database.execute("SELECT * FROM city WHERE id = ?", (number,)).fetchone()
            geoname_id, name, name_zh, country, region, latitude, longitude, population = row[1:]
            yield (
                number,
                Place(
                    name=name,
                    name_zh=name_zh,
                    country=country,
                    region=region,
                    latitude_deg=latitude,
                    longitude_deg=longitude,
                    population=population,
                    geoname_id=geoname_id,
                ),
            )

    def _is_called(self, place: Place, folded: str) -> bool:
        """Return whether a text is one of a place's names, or its first words."""
        names = self._database.execute(
            "SELECT folded FROM spelling JOIN city ON city.id = city WHERE geoname_id = ?"
            " AND folded BETWEEN ? AND ?",
            (place.geoname_id, folded, folded + _LAST),
        )
        return any(name == folded or name.startswith(f"{folded} ") for (name,) in names)

    def _alike(self, folded: str) -> list[str]:
        """Return names that share most letters with a text: for messages, as it takes a second."""
        names = {fold(name): name for (name,) in self._database.execute("SELECT name FROM city")}
        return [names[key] for key in difflib.get_close_matches(folded, names, n=3, cutoff=0.7)]


def _beginning_cost(folded: str, names: list[str]) -> float:
    """Return the cost of a city of which every typed word begins a word of some name.

    `names` are its folded English and Chinese name.
    """
    if any(name.startswith(folded) for name in names):
        return _PREFIX
    if any(f" {folded}" in name for name in names):
        return _WORD
    return _WORD_OF_OTHER_NAME


def _split_country(text: str) -> tuple[str, str]:
    """Return a name and the ISO 3166-1 alpha-2 code after its comma, if there is one."""
    if parts := _COUNTRY.fullmatch(text):
        return parts[1], parts[2].upper()
    return text, ""


def _importance(place: Place, near: Position | None) -> float:
    """Return how much a place stands out, in powers of ten of population."""
    importance = math.log10(max(place.population, 1))
    if near is not None:
        distance_m = _rough_distance_m(near, (place.latitude_deg, place.longitude_deg))
        importance += _NEAR_BONUS * math.exp(-distance_m / _NEAR_M)
    return importance


def _rough_distance_m(first: Position, second: Position) -> float:
    """Return the great-circle distance [m]."""
    latitude, other_latitude = math.radians(first[0]), math.radians(second[0])
    span = math.radians(second[1] - first[1])
    haversine = (
        math.sin((other_latitude - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(other_latitude) * math.sin(span / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(haversine)))


def bare_point(text: str) -> Place | None:
    """Return the place that "latitude,longitude" means; None when the text is something else.

    Raises:
        LocalUseError: It is not on Earth.
    """
    numbers = _POSITION.fullmatch(text)
    if numbers is None:
        return None
    latitude_deg, longitude_deg = float(numbers[1]), float(numbers[2])
    if abs(latitude_deg) > 90 or abs(longitude_deg) > 180:  # noqa: PLR2004
        raise LocalUseError(
            f"{latitude_deg:g},{longitude_deg:g} is not on Earth.",
            do="Give the latitude (-90 to 90) first, then the longitude (-180 to 180).",
        )
    return Place(
        name=f"{latitude_deg:.4f},{longitude_deg:.4f}",
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
    )
