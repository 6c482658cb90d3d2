"""How much long-distance traffic each road carries, for maps that show few roads at low zooms.

The source knows no road classes. Each rank has its cities: the largest that are some distance
apart, so that the map is as dense in China as in Australia. A road gets the best rank of which
some shortest route between neighbouring cities uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from segue.journey._graph import search_from
from segue.journey._places import read_places
from segue.journey._roads import RANKS
from segue.journey._sphere import unit_vectors
from segue.kernel.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from segue.journey._roads import RoadNetwork

_NEIGHBOURS = 6
_TO_JUNCTION_M = 30_000.0
_DETOUR = 1.6
"""Of the straight distance: a road that winds more joins no two cities."""


class _Tier(NamedTuple):
    population: int
    """Of a city, at least."""
    apart_m: float
    """Between a city and every larger one."""


_TIERS = (
    _Tier(1_000_000, 450_000.0),
    _Tier(500_000, 240_000.0),
    _Tier(200_000, 130_000.0),
    _Tier(100_000, 75_000.0),
    _Tier(50_000, 45_000.0),
    _Tier(15_000, 25_000.0),
)


def rank_edges(network: RoadNetwork) -> NDArray[np.int64]:
    """Return the rank of every edge: 0 for the most travelled, RANKS - 1 for the rest."""
    rank = np.full(len(network.edge_from), RANKS - 1)
    for number, tier in reversed(list(enumerate(_TIERS))):
        for edges in _routes_of_tier(network, tier):
            rank[edges] = number
        print(f"rank {number}: {network.edge_m[rank == number].sum() / 1000:.0f} km")
    return rank


def _routes_of_tier(network: RoadNetwork, tier: _Tier) -> list[NDArray[np.int32]]:
    junction = _city_junctions(network, tier)
    xyz = network.point_xyz[junction]
    neighbours = cKDTree(xyz).query(xyz, k=_NEIGHBOURS + 1)[1]
    adjacency = network.adjacency
    arc_m = network.edge_m[adjacency.edge]
    routes: list[NDArray[np.int32]] = []
    for city, start in enumerate(junction):
        partners = neighbours[city]
        away_m = EARTH_RADIUS_M * np.linalg.norm(xyz[partners] - xyz[city], axis=1).max()
        length_m, before = search_from(
            int(start),
            begins=adjacency.begins,
            head=adjacency.head,
            cost=arc_m,
            limit=_DETOUR * float(away_m) + _TO_JUNCTION_M,
        )
        goals = junction[partners]
        routes.append(_edges_back(network, before, goals[np.isfinite(length_m[goals])], start))
    return routes


def _city_junctions(network: RoadNetwork, tier: _Tier) -> NDArray[np.int64]:
    """Return the junctions nearest to the cities of a tier, each once."""
    cities = [city for city in read_places() if city.population >= tier.population]
    xyz = unit_vectors(np.array([(city.latitude_deg, city.longitude_deg) for city in cities]))
    near = cKDTree(xyz).query_ball_point(xyz, tier.apart_m / EARTH_RADIUS_M)
    kept = np.ones(len(cities), dtype=bool)
    for city in range(len(cities)):  # the most populous first
        if kept[city]:
            kept[near[city]] = False
            kept[city] = True
    away, junction = cKDTree(network.point_xyz[: network.junction_count]).query(xyz[kept])
    return np.unique(junction[away * EARTH_RADIUS_M <= _TO_JUNCTION_M])


def _edges_back(
    network: RoadNetwork, before: NDArray[np.int32], goals: NDArray[np.int64], start: int
) -> NDArray[np.int32]:
    """Return the edges of the routes from one start to some goals, each once."""
    steps: dict[int, int] = {}
    for goal in goals.tolist():
        junction = goal
        while junction != start and junction not in steps:
            steps[junction] = int(before[junction])
            junction = steps[junction]
    edges = [network.shortest_edge(tail, head) for head, tail in steps.items()]
    return np.array(edges, dtype=np.int32)
