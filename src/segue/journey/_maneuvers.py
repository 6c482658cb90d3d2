"""What the driver has to do along a route, and toward where.

The network knows no signs or road names. A junction asks for something when the road bends there
by more than a driver would call straight on, and another road goes on more straight, or the bend
is a turn in its own right. Bearings are taken some way before and after, because on the network's
grid the last hundred metres point anywhere, and of junctions close together one speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segue.journey._sphere import bearing_rad, unit_vectors
from segue.kernel.units import EARTH_RADIUS_M
from segue.schema.journey import Maneuver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from segue.journey._places import City
    from segue.journey._roads import RoadNetwork
    from segue.journey._route import Route
    from segue.schema.journey import ManeuverKind, Place

_LOOK_M = 400.0
"""Before and after a junction, where bearings are taken."""
_STRAIGHT_RAD = np.radians(12.0)
_TURN_RAD = np.radians(50.0)
_CLEARLY_RAD = np.radians(10.0)
"""Another road goes on more straight only if by this much."""
_APART_M = 1_500.0
"""Junctions nearer to each other than this are one place to a driver at speed."""
_TOWARD_M = 15_000.0
"""A city this near to the route lies on it."""
_TOWARD_POPULATION = 200_000
_TOWARD_APART_M = 40_000.0
"""Along the route; of large cities nearer to each other the largest is meant."""
_TOWARD_STATION_M = 5_000.0
_TOWARD_AHEAD_M = 8_000.0
"""A city that is nearer ahead than this is here, not toward."""


def find_maneuvers(
    network: RoadNetwork, route: Route, destination: Place, cities: Sequence[City]
) -> tuple[Maneuver, ...]:
    """Return the maneuvers of a route, from `depart` to `arrive`."""
    guide = _Guide(route, destination, cities)
    turns = _turns(network, route)
    return (
        guide.maneuver("depart", 0),
        *(guide.maneuver(turn.kind, turn.vertex) for turn in turns),
        guide.maneuver("arrive", len(route.along_m) - 1),
    )


@dataclass(frozen=True, slots=True)
class _Turn:
    vertex: int
    at_m: float
    angle_rad: float
    """To the right is positive."""

    @property
    def kind(self) -> ManeuverKind:
        if abs(self.angle_rad) >= _TURN_RAD:
            return "turn_right" if self.angle_rad > 0 else "turn_left"
        return "keep_right" if self.angle_rad > 0 else "keep_left"


def _turns(network: RoadNetwork, route: Route) -> list[_Turn]:
    """Return where a driver must do something, in order, one for junctions close together."""
    vertices = np.flatnonzero(route.junction >= 0)
    if not len(vertices):
        return []
    here = route.position_deg[vertices]
    before, after = (
        _position_at(route, route.along_m[vertices] + look_m) for look_m in (-_LOOK_M, _LOOK_M)
    )
    arriving = bearing_rad(before, here)
    angles = _wrapped(bearing_rad(here, after) - arriving)
    chosen: list[_Turn] = []
    for row in np.flatnonzero(np.abs(angles) >= _STRAIGHT_RAD).tolist():
        turn = _Turn(int(vertices[row]), float(route.along_m[vertices[row]]), float(angles[row]))
        if not _asks_for_something(network, route, turn, float(arriving[row])):
            continue
        if chosen and turn.at_m - chosen[-1].at_m < _APART_M:
            if abs(turn.angle_rad) <= abs(chosen[-1].angle_rad):
                continue
            chosen.pop()
        chosen.append(turn)
    return chosen


def _asks_for_something(
    network: RoadNetwork, route: Route, turn: _Turn, arriving_rad: float
) -> bool:
    """Return whether a driver who does not think would go wrong at a junction of the route."""
    junction = int(route.junction[turn.vertex])
    begin, end = network.adjacency.begins[junction], network.adjacency.begins[junction + 1]
    neighbours = network.adjacency.head[begin:end]
    others = neighbours[~np.isin(neighbours, route.junction)]
    if not len(others):
        return False
    leaving = bearing_rad(network.point_deg[junction], network.point_deg[others])
    straightest = float(np.abs(_wrapped(leaving - arriving_rad)).min())
    return abs(turn.angle_rad) >= _TURN_RAD or straightest + _CLEARLY_RAD < abs(turn.angle_rad)


def _position_at(route: Route, along_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (N, 2) positions at distances along the route [deg], held inside it."""
    return np.stack(
        [np.interp(along_m, route.along_m, route.position_deg[:, axis]) for axis in (0, 1)],
        axis=-1,
    )


def _wrapped(angle_rad: NDArray[np.float64]) -> NDArray[np.float64]:
    return (angle_rad + np.pi) % (2 * np.pi) - np.pi


class _Guide:
    """Says toward which city a route goes from a point on."""

    def __init__(self, route: Route, destination: Place, cities: Sequence[City]) -> None:
        self._route = route
        self._destination = destination
        on_route = _cities_on(route, cities)
        self._city_at_m = np.array([at_m for at_m, _ in on_route])
        self._cities = [city for _, city in on_route]

    def maneuver(self, kind: ManeuverKind, vertex: int) -> Maneuver:
        """Return a maneuver at a position of the route."""
        at_m = float(self._route.along_m[vertex])
        latitude_deg, longitude_deg = self._route.position_deg[vertex].tolist()
        toward = self._toward(at_m)
        return Maneuver(
            kind=kind,
            at_m=at_m,
            latitude_deg=latitude_deg,
            longitude_deg=longitude_deg,
            toward=toward.name,
            toward_zh=toward.name_zh,
        )

    def _toward(self, at_m: float) -> Place | City:
        row = int(np.searchsorted(self._city_at_m, at_m + _TOWARD_AHEAD_M))
        return self._cities[row] if row < len(self._cities) else self._destination


def _cities_on(route: Route, cities: Sequence[City]) -> list[tuple[float, City]]:
    """Return large cities near a route with the distance along it where they are, in order.

    `cities` begin with the most populous.
    """
    large = [city for city in cities if city.population >= _TOWARD_POPULATION]
    position_deg = np.array([(city.latitude_deg, city.longitude_deg) for city in large])
    station_m = np.arange(0.0, route.length_m, _TOWARD_STATION_M)
    nearness = unit_vectors(position_deg) @ unit_vectors(_position_at(route, station_m)).T
    station = nearness.argmax(axis=1)
    away_rad = np.arccos(np.clip(nearness.max(axis=1), -1.0, 1.0))
    chosen: list[tuple[float, City]] = []
    for row in np.flatnonzero(away_rad * EARTH_RADIUS_M <= _TOWARD_M).tolist():
        at_m = float(station_m[station[row]])
        if all(abs(at_m - other_m) >= _TOWARD_APART_M for other_m, _ in chosen):
            chosen.append((at_m, large[row]))
    return sorted(chosen, key=lambda item: item[0])
