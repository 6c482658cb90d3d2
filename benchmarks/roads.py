"""The world's highways: loading them, planning routes over them, drawing tiles of them.

python benchmarks/roads.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from _car import now_s
from _report import report
from segue.journey import PlaceIndex
from segue.journey._roads import ROADS_PATH, RoadNetwork, decode_roads, load_roads
from segue.journey._route import Route, find_route
from segue.journey.tiles import build_tile
from segue.journey.worker import plan
from segue.schema.journey import TripPlan

_RUNS = 11
_ROUTES = (
    ("Berlin", "Munich", 585),
    ("Berlin", "Hamburg", 289),
    ("Paris", "Amsterdam", 510),
    ("Beijing", "Shanghai", 1213),
    ("Guangzhou", "Wuhan", 987),
    ("Los Angeles", "San Francisco", 615),
    ("Lisbon", "Vladivostok", None),
)
"""Published driving distances [km]; None where nobody drives that way."""
_LOAD_GOAL_MS = 300.0
_ROUTE_GOAL_MS = 150.0
_TILE_GOAL_MS = 200.0
_TILES = (
    (0, 0, 0),
    (3, 6, 3),
    (4, 13, 6),
    (6, 33, 21),
    (8, 227, 100),
    (9, 428, 209),
    (10, 909, 403),
)
"""The whole world, East Asia twice, Germany, Tokyo twice and Shanghai: the fullest there are."""


def _load() -> None:
    times_ms: list[float] = []
    for _ in range(_RUNS):
        begin_s = now_s()
        RoadNetwork(decode_roads(ROADS_PATH))
        times_ms.append((now_s() - begin_s) * 1000)
    size = f"{ROADS_PATH.stat().st_size / 1e6:.1f} MB"
    met = sorted(times_ms)[_RUNS // 2] <= _LOAD_GOAL_MS
    report("roads: load", times_ms, "ms", goal="≤ 300 ms", met=met, note=size)


def _routes(places: PlaceIndex) -> None:
    network = load_roads()
    for origin_name, destination_name, known_km in _ROUTES:
        origin, destination = places.resolve(origin_name), places.resolve(destination_name)
        route = find_route(network, origin, destination)
        if not isinstance(route, Route):
            raise SystemExit(route.reason)
        times_ms: list[float] = []
        for _ in range(_RUNS):
            begin_s = now_s()
            find_route(network, origin, destination)
            times_ms.append((now_s() - begin_s) * 1000)
        found_km = route.length_m / 1000
        off = f", {found_km / known_km - 1:+.1%} of {known_km} km" if known_km else ""
        report(
            f"route: {origin_name} to {destination_name}",
            times_ms,
            "ms",
            goal="≤ 150 ms" if known_km else "",
            met=sorted(times_ms)[_RUNS // 2] <= _ROUTE_GOAL_MS if known_km else None,
            note=f"{found_km:.0f} km{off}",
        )


def _trip(places: PlaceIndex) -> None:
    origin, destination = places.resolve("Beijing"), places.resolve("Shanghai")
    times_ms: list[float] = []
    for _ in range(_RUNS):
        begin_s = now_s()
        trip = plan(origin, destination, "su7-max", soc_frac=0.8)
        times_ms.append((now_s() - begin_s) * 1000)
        if not isinstance(trip, TripPlan):
            raise SystemExit(trip.reason)
    report("trip plan: Beijing to Shanghai", times_ms[1:], "ms", note="with energy and maneuvers")


def _tiles() -> None:
    slowest_ms: list[float] = []
    for tile in _TILES:
        build_tile(*tile)  # reads the data
    for _ in range(_RUNS):
        times_ms: list[float] = []
        for tile in _TILES:
            begin_s = now_s()
            build_tile(*tile)
            times_ms.append((now_s() - begin_s) * 1000)
        slowest_ms.append(max(times_ms))
    met = sorted(slowest_ms)[_RUNS // 2] <= _TILE_GOAL_MS
    report("map tile: the slowest of seven full ones", slowest_ms, "ms", goal="≤ 200 ms", met=met)


def main() -> None:
    """Measure and report."""
    _load()
    with tempfile.TemporaryDirectory() as folder:
        places = PlaceIndex.open(Path(folder))
        _routes(places)
        _trip(places)
        places.close()
    _tiles()


if __name__ == "__main__":
    main()
