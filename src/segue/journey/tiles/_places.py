"""Cities: at each zoom the largest that have room for their names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from segue.journey._places import City, read_places
from segue.journey.tiles._grid import mercator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from segue.journey.tiles._grid import Tile

_LEAST_POPULATION = (
    20_000_000, 15_000_000, 10_000_000, 5_000_000, 2_000_000,
    700_000, 250_000, 100_000, 40_000, 15_000, 0,
)  # fmt: skip
"""Of a city that may be shown, by zoom."""
_APART = 1 / 6
"""Of a tile's side, between two cities: 85 pixels on a screen of 512 a tile."""


@dataclass(frozen=True)
class _Cities:
    city: list[City]
    unit: NDArray[np.float64]
    """(N, 2) in the unit square."""
    first_zoom: NDArray[np.int64]
    """(N,) the zoom from which each is shown."""


@cache
def _cities() -> _Cities:
    cities = read_places()
    unit = mercator(np.array([(city.latitude_deg, city.longitude_deg) for city in cities]))
    population = np.array([city.population for city in cities])
    first_zoom = np.full(len(cities), len(_LEAST_POPULATION) - 1)
    for zoom in reversed(range(len(_LEAST_POPULATION) - 1)):
        first_zoom[_with_room(unit, population >= _LEAST_POPULATION[zoom], zoom)] = zoom
    return _Cities(cities, unit, first_zoom)


def _with_room(unit: NDArray[np.float64], large: NDArray[np.bool_], zoom: int) -> list[int]:
    """Return the cities that are apart from every larger one; the most populous come first."""
    spacing = _APART / (1 << zoom)
    taken: dict[tuple[int, int], list[NDArray[np.float64]]] = {}
    chosen: list[int] = []
    for number in np.flatnonzero(large).tolist():
        here = unit[number]
        column, row = (here / spacing).astype(int).tolist()
        around = [
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in taken.get((x, y), ())
        ]
        if all(np.abs(here - other).max() >= spacing for other in around):
            taken.setdefault((column, row), []).append(here)
            chosen.append(number)
    return chosen


def cities_in(tile: Tile) -> Iterator[tuple[City, int, tuple[float, float]]]:
    """Yield the cities that a tile shows, the zoom each appears at, and where [steps]."""
    cities = _cities()
    west, north, east, south = tile.bounds
    x, y = cities.unit[:, 0], cities.unit[:, 1]
    inside = (x >= west) & (x <= east) & (y >= north) & (y <= south)
    for number in np.flatnonzero(inside & (cities.first_zoom <= tile.zoom)).tolist():
        at_x, at_y = tile.steps(cities.unit[number : number + 1])[0].tolist()
        yield cities.city[number], int(cities.first_zoom[number]), (at_x, at_y)
