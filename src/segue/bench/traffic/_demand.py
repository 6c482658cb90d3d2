"""Who else is on the road: trips from entries to exits of a network, by a seed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

from segue.bench.traffic._places import Place
from segue.kernel import LocalUseError
from segue.lanes import LaneMap
from segue.schema.drive import OwnCar

_LEGS = 12
"""Then they begin anew."""
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a network is entered and left: edges, and how much of the traffic takes each."""

    entries: tuple[str, ...]
    exits: tuple[str, ...]
    entry_share: tuple[float, ...]
    exit_share: tuple[float, ...]


def ends_of(lanes: LaneMap) -> Ends:
    """Return the edges that nothing leads to and those that lead nowhere; wide fast ones more."""
    entries: dict[str, float] = {}
    exits: dict[str, float] = {}
    for lane in lanes.lanes.values():
        if lane.kind != "driving" or lane.in_junction:
            continue
        edge = edge_of(lane.lane_id)
        for into, others in ((entries, lane.predecessors), (exits, lane.successors)):
            if any(lanes[other].kind == "driving" for other in others):
                into[edge] = -np.inf  # a lane that only opens or ends beside others
            else:
                into[edge] = into.get(edge, 0.0) + lane.speed_limit_mps**2
    begin, end = _shares(entries), _shares(exits)
    return Ends(tuple(begin), tuple(end), tuple(begin.values()), tuple(end.values()))


def edge_of(lane_id: str) -> str:
    """Return the edge that a lane of SUMO's is part of."""
    return lane_id.rpartition("_")[0]


def write_trips(
    path: Path, place: Place, ends: Ends, own_car: OwnCar, *, seed: int, seconds: float
) -> None:
    """Write what SUMO is to know: the trips of all others, in the order in which they set out.

    And two kinds of car: `pilot`, which SUMO does not drive, and `peer` of the same size, which it
    drives by the Intelligent Driver Model and its own lane changes.
    """
    rng = np.random.default_rng([seed, 1])
    routes = ET.Element("routes")
    for kind in place.mix:
        ET.SubElement(routes, "vType", id=kind, vClass=kind)
    size = {"length": f"{own_car.length_m}", "width": f"{own_car.width_m}"}
    for kind, model in (("pilot", "Krauss"), ("peer", "IDM")):
        rules = {"id": kind, "carFollowModel": model, "timeToTeleport": "-1", "speedDev": "0"}
        ET.SubElement(routes, "vType", rules | size)
    count = int(seconds / place.every_s)
    kinds = rng.choice(list(place.mix), count, p=list(place.mix.values()))
    begins = rng.choice(ends.entries, count, p=ends.entry_share)
    goals = rng.choice(ends.exits, count, p=ends.exit_share)
    for row in range(count):
        trip = {
            "id": f"other{row}",
            "type": str(kinds[row]),
            "depart": f"{row * place.every_s:.1f}",
            "from": str(begins[row]),
            "to": str(goals[row]),
            "departLane": "best",
            "departSpeed": "max",
        }
        ET.SubElement(routes, "trip", trip)
    ET.ElementTree(routes).write(path)


def legs(lanes: LaneMap, ends: Ends, place: Place, seed: int) -> list[tuple[str, ...]]:
    """Return ways through the network to be driven one after the other, as lanes.

    Raises:
        LocalUseError: The network has no way through that is long enough.
    """
    rng = np.random.default_rng([seed, 2])
    found: list[tuple[str, ...]] = []
    for _ in range(_TRIES):
        if len(found) == _LEGS:
            return found
        begin = str(rng.choice(ends.entries, p=ends.entry_share))
        goal = str(rng.choice(ends.exits, p=ends.exit_share))
        route = _route(lanes, begin, goal)
        if route and sum(lanes.path(one).length_m for one in route) >= place.least_leg_m:
            found.append(route)
    if not found:
        raise LocalUseError(f"{lanes.name} has no way through of {place.least_leg_m} m.")
    return found


def _route(lanes: LaneMap, begin: str, goal: str) -> tuple[str, ...] | None:
    """Return the shortest way from any lane of an edge to any lane of another."""
    starts = _lanes_of(lanes, begin)
    goals = _lanes_of(lanes, goal)
    ways = [way for start in starts if (way := lanes.route(start, goals))]
    return min(ways, key=lambda way: sum(lanes.path(one).length_m for one in way), default=None)


def _lanes_of(lanes: LaneMap, edge: str) -> list[str]:
    return [
        lane.lane_id
        for lane in lanes.lanes.values()
        if lane.kind == "driving" and edge_of(lane.lane_id) == edge
    ]


def _shares(weights: dict[str, float]) -> dict[str, float]:
    kept = {edge: weight for edge, weight in sorted(weights.items()) if weight > 0.0}
    total = sum(kept.values())
    return {edge: weight / total for edge, weight in kept.items()}
