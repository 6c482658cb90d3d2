"""How much long-distance traffic each road carries, for maps that show few roads at low zooms.

The source knows no road classes. A road gets the best rank of which some shortest route between
two cities of that rank's size uses it; cities are paired when they are near enough for the rank,
and with their nearest neighbours however far those are, so that the roads between form one net.
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

_NEIGHBOURS = 4
_TO_JUNCTION_M = 30_000.0
_DETOUR = 1.6
"""Of the straight distance: a road that winds more joins no two cities."""


class _Tier(NamedTuple):
    population: int
    """Of a city, at least."""
    reach_m: float
    """Straight, between two cities that are paired."""


_TIERS = (
    _Tier(3_000_000, 900_000.0),
    _Tier(1_000_000, 450_000.0),
    _Tier(400_000, 250_000.0),
    _Tier(150_000, 150_000.0),
    _Tier(60_000, 80_000.0),
    _Tier(15_000, 50_000.0),
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
    junction = _city_junctions(network, tier.population)
    xyz = network.point_xyz[junction]
    tree = cKDTree(xyz)
    near = tree.query_ball_point(xyz, tier.reach_m / EARTH_RADIUS_M)
    nearest = tree.query(xyz, k=min(_NEIGHBOURS + 1, len(xyz)))[1]
    adjacency = network.adjacency
    arc_m = network.edge_m[adjacency.edge]
    routes: list[NDArray[np.int32]] = []
    for city, start in enumerate(junction):
        partners = np.union1d(near[city], nearest[city]).astype(np.int64)
        partners = partners[partners > city]
        if not len(partners):
            continue
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


def _city_junctions(network: RoadNetwork, population: int) -> NDArray[np.int64]:
    """Return the junctions nearest to the cities of a size, each once."""
    cities = [city for city in read_places() if city.population >= population]
    xyz = unit_vectors(np.array([(city.latitude_deg, city.longitude_deg) for city in cities]))
    away, junction = cKDTree(network.point_xyz[: network.junction_count]).query(xyz)
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
