"""Routes over the shipped network."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from segue.journey._graph import search_from
from segue.journey._route import Route, find_route
from segue.journey._shortest import shortest_way
from segue.journey._snap import snap
from segue.journey._sphere import arc_m, unit_vectors
from segue.schema.journey import NoPlan, Place

if TYPE_CHECKING:
    from segue.journey import PlaceIndex
    from segue.journey._roads import RoadNetwork
    from segue.journey._snap import Snaps

SEEDS = 12


@pytest.mark.parametrize(
    ("origin", "destination", "length_km"),
    [
        ("Berlin", "Munich", 585),
        ("Berlin", "Hamburg", 289),
        ("Paris", "Amsterdam", 510),
        ("Beijing", "Shanghai", 1213),
        ("Guangzhou", "Wuhan", 987),
        ("Los Angeles", "San Francisco", 615),
    ],
)
def test_length_is_right_when_two_cities_are_well_known(
    network: RoadNetwork, places: PlaceIndex, origin: str, destination: str, length_km: float
) -> None:
    """A route is within 7 % of the published driving distance."""
    route = find_route(network, places.resolve(origin), places.resolve(destination))
    assert isinstance(route, Route)
    assert route.length_m / 1000 == pytest.approx(length_km, rel=0.07)


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("Lisbon", "Vladivostok"),
        ("Copenhagen", "Malmö"),
        ("Hong Kong", "Shenzhen"),
        ("Singapore", "Kuala Lumpur"),
        ("Athens", "Patra"),
        ("Busan", "Seoul"),
    ],
)
def test_there_is_a_route_when_a_road_was_missing_from_the_source(
    network: RoadNetwork, places: PlaceIndex, origin: str, destination: str
) -> None:
    """Gaps in the source do not cut cities off."""
    route = find_route(network, places.resolve(origin), places.resolve(destination))
    assert isinstance(route, Route)


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("Tokyo", "Beijing"),
        ("London", "Paris"),
        ("Honolulu", "Denver"),
        ("Rome", "Messina"),
    ],
)
def test_no_plan_names_both_places_when_only_water_joins_them(
    network: RoadNetwork, places: PlaceIndex, origin: str, destination: str
) -> None:
    """Where no road leads there is an answer, and the answer says between what."""
    start, goal = places.resolve(origin), places.resolve(destination)
    answer = find_route(network, start, goal)
    assert isinstance(answer, NoPlan)
    assert answer.code == "no_road"
    assert start.name in answer.reason
    assert goal.name in answer.reason


def test_route_goes_round_by_the_bridge_when_a_ferry_would_be_shorter(
    network: RoadNetwork, places: PlaceIndex
) -> None:
    """Helsingør to Helsingborg is 5 km of water and 100 km of road."""
    route = find_route(network, places.resolve("Helsingør"), places.resolve("Helsingborg"))
    assert isinstance(route, Route)
    assert route.length_m > 60_000


def test_no_plan_says_how_far_when_a_place_is_far_from_every_road(
    network: RoadNetwork, places: PlaceIndex
) -> None:
    """A point in the ocean is not driven to."""
    middle = Place(name="Mid-Atlantic", latitude_deg=30.0, longitude_deg=-40.0)
    answer = find_route(network, places.resolve("Lisbon"), middle)
    assert isinstance(answer, NoPlan)
    assert answer.code == "too_far_from_road"
    assert answer.reason.startswith("Mid-Atlantic is ")


def test_no_plan_when_both_places_are_one(network: RoadNetwork, places: PlaceIndex) -> None:
    """From a city to itself there is nothing to plan."""
    berlin = places.resolve("Berlin")
    answer = find_route(network, berlin, berlin)
    assert isinstance(answer, NoPlan)
    assert answer.code == "same_place"


def test_line_is_whole_when_a_route_is_found(network: RoadNetwork, places: PlaceIndex) -> None:
    """A route starts and ends at its places, never goes back, and no step is shorter than it is."""
    origin, destination = places.resolve("Beijing"), places.resolve("Shanghai")
    route = find_route(network, origin, destination)
    assert isinstance(route, Route)
    assert route.position_deg[0] == pytest.approx((origin.latitude_deg, origin.longitude_deg))
    assert route.position_deg[-1] == pytest.approx(
        (destination.latitude_deg, destination.longitude_deg)
    )
    xyz = unit_vectors(route.position_deg)
    step_m = np.diff(route.along_m)
    assert (step_m >= 0).all()
    assert (step_m >= arc_m(xyz[:-1], xyz[1:]) - 1.0).all()


def test_neighbouring_junctions_are_joined_by_an_edge(
    network: RoadNetwork, places: PlaceIndex
) -> None:
    """A route runs on roads: from one junction to the next there is an edge."""
    route = find_route(network, places.resolve("Berlin"), places.resolve("Munich"))
    assert isinstance(route, Route)
    junctions = route.junction[route.junction >= 0].tolist()
    assert len(junctions) > 10
    for tail, head in pairwise(junctions):
        assert network.shortest_edge(tail, head) >= 0


def test_two_places_on_one_road_are_joined_along_it(network: RoadNetwork) -> None:
    """Between two points of one long edge the route leaves the edge at neither end."""
    edge = int(np.argmax(network.edge_m))
    position_deg, _ = network.edge_line(edge)
    start_deg, goal_deg = (
        position_deg[0] + (position_deg[-1] - position_deg[0]) * part for part in (0.4, 0.5)
    )
    start, goal = (
        Place(name=name, latitude_deg=float(at[0]), longitude_deg=float(at[1]))
        for name, at in (("A", start_deg), ("B", goal_deg))
    )
    route = find_route(network, start, goal)
    assert isinstance(route, Route)
    assert (route.junction == -1).all()
    assert route.length_m < 0.3 * network.edge_m[edge]


def plain_dijkstra_m(network: RoadNetwork, start: Snaps, goal: Snaps) -> float:
    """Return the shortest length by a search without estimate or ellipse [m]."""
    adjacency = network.adjacency
    entries = {}
    for row, edge in enumerate(start.edge):
        to_end_m = network.edge_m[edge] - start.from_start_m[row]
        for junction, on_edge_m in (
            (int(network.edge_from[edge]), start.from_start_m[row]),
            (int(network.edge_to[edge]), to_end_m),
        ):
            length_m = start.access_m[row] + on_edge_m
            entries[junction] = min(length_m, entries.get(junction, np.inf))
    found_m, _ = search_from(
        network.junction_count,
        begins=np.append(adjacency.begins, adjacency.begins[-1] + len(entries)).astype(np.int32),
        head=np.append(adjacency.head, np.array(list(entries))).astype(np.int32),
        cost=np.append(network.edge_m[adjacency.edge], list(entries.values())),
        limit=np.inf,
    )
    by_start = found_m[network.edge_from[goal.edge]] + goal.from_start_m
    by_end = found_m[network.edge_to[goal.edge]] + network.edge_m[goal.edge] - goal.from_start_m
    return float((np.minimum(by_start, by_end) + goal.access_m).min())


def test_way_is_the_shortest_when_places_are_random(network: RoadNetwork, seed: int) -> None:
    """A* finds exactly what a plain Dijkstra over the whole world finds."""
    chance = random.Random(seed)
    main_part = np.flatnonzero(network.component == np.bincount(network.component).argmax())
    first = int(chance.choice(main_part))
    near = main_part[np.abs(main_part - first) < chance.choice([500, 20_000, 500_000])]
    ends = [network.point_deg[first], network.point_deg[int(chance.choice(near))]]
    start, goal = (snap(network, (float(at[0]), float(at[1]))) for at in ends)
    assert start is not None
    assert goal is not None
    way = shortest_way(network, start, goal)
    assert way is not None
    plain_m = plain_dijkstra_m(network, start, goal)
    assert way.length_m <= plain_m + 0.01
    if len(way.junctions):  # along one edge there is no junction for Dijkstra to find
        assert way.length_m == pytest.approx(plain_m, abs=0.01)
