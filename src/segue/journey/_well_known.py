"""Naming a city without the index: what a car that has never been started asks first.

The index takes seconds to build on a busy machine, and a new car only wants to know where Beijing
is. This reads the places file and answers when the index would give the same answer for certain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segue.journey._place_index import bare_point
from segue.journey._places import PLACES_PATH, read_places
from segue.journey._spelling import fold
from segue.schema.journey import Place

if TYPE_CHECKING:
    from pathlib import Path

    from segue.journey._places import City


def well_known_place(text: str, places_path: Path = PLACES_PATH) -> Place | None:
    """Return the most populous city that `text` could begin to name, if that is its whole name.

    "latitude,longitude" is a place, too. None means that the index must decide, not that there is
    no such city.

    Raises:
        DataUnusable: The places file is unusable.
        LocalUseError: A position is not on Earth.
    """
    if point := bare_point(text):
        return point
    wanted = fold(text)
    if not wanted:
        return None
    for city in read_places(places_path):  # the most populous first
        if wanted in (fold(city.name), fold(city.name_zh)):
            return _place(city)
        if _may_be_meant(wanted, city):
            return None
    return None


def _may_be_meant(folded: str, city: City) -> bool:
    """Return whether every word typed begins a word of some name of a city."""
    words = " ".join(fold(name) for name in (city.name, city.name_zh, *city.other_names)).split()
    return all(any(word.startswith(typed) for word in words) for typed in folded.split())


def _place(city: City) -> Place:
    return Place(
        name=city.name,
        name_zh=city.name_zh,
        country=city.country,
        region=city.region,
        latitude_deg=city.latitude_deg,
        longitude_deg=city.longitude_deg,
        population=city.population,
        geoname_id=city.geoname_id,
    )
