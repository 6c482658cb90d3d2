"""Who else is on the road: trips from entries to exits of a network, by a seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import numpy as np

from segue.kernel import LocalUseError
from segue.lanes import LaneMap
from segue.schema.drive import OwnCar


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a network is entered and left: edges, and how much of the traffic takes each."""

    entries: tuple[str, ...]
    exits: tuple[str, ...]
    entry_share: tuple[float, ...]
    exit_share: tuple[float, ...]


def ends_of(lanes: LaneMap) -> Ends:
    """Return the edges that nothing leads to and those that lead nowhere; wide fast ones more.

    Raises:
        LocalUseError: There are none.
    """
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
    if not begin or not end:
        raise LocalUseError(
            f"No road leads into {lanes.name} or none out of it, so no traffic can pass through.",
            do="Give a piece of a map whose roads are cut at its border.",
        )
    return Ends(tuple(begin), tuple(end), tuple(begin.values()), tuple(end.values()))


def edge_of(lane_id: str) -> str:
    """Return the edge that a lane of SUMO's is part of."""
    return lane_id.rpartition("_")[0]


def edges_of(lane_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the edges of a way of lanes, without those inside junctions, which SUMO finds."""
    edges = [edge_of(lane_id) for lane_id in lane_ids if not lane_id.startswith(":")]
    return tuple(
        edge for edge, before in zip(edges, [None, *edges], strict=False) if edge != before
    )


def trips(
    ends: Ends,
    own_car: OwnCar,
    *,
    every_s: float,
    mix: Mapping[str, float],
    seed: int,
    seconds: float,
) -> bytes:
    """Return what SUMO is to know: the trips of all others, in the order in which they set out.

    And two kinds of car: `pilot`, which SUMO does not drive, and `peer` of the same size, which it
    drives by the Intelligent Driver Model and its own lane changes.

    Args:
        ends: Where they come from and go to.
        own_car: The size of the car that is not SUMO's.
        every_s: Between two that set out, all entries together.
        mix: Share of each of SUMO's vehicle classes; together 1.
        seed: Who goes where comes from it.
        seconds: Until when somebody sets out.
    """
    rng = np.random.default_rng([seed, 1])
    routes = ET.Element("routes")
    for kind in mix:
        ET.SubElement(routes, "vType", id=kind, vClass=kind)
    size = {"length": f"{own_car.length_m}", "width": f"{own_car.width_m}"}
    for kind, model in (("pilot", "Krauss"), ("peer", "IDM")):
        rules = {"id": kind, "carFollowModel": model, "timeToTeleport": "-1", "speedDev": "0"}
        ET.SubElement(routes, "vType", rules | size)
    count = int(seconds / every_s)
    kinds = rng.choice(list(mix), count, p=list(mix.values()))
    begins = rng.choice(ends.entries, count, p=ends.entry_share)
    goals = rng.choice(ends.exits, count, p=ends.exit_share)
    for row in range(count):
        trip = {
            "id": f"other{row}",
            "type": str(kinds[row]),
            "depart": f"{row * every_s:.1f}",
            "from": str(begins[row]),
            "to": str(goals[row]),
            "departLane": "best",
            "departSpeed": "max",
        }
        ET.SubElement(routes, "trip", trip)
    return ET.tostring(routes)


def _shares(weights: dict[str, float]) -> dict[str, float]:
    kept = {edge: weight for edge, weight in sorted(weights.items()) if weight > 0.0}
    total = sum(kept.values())
    return {edge: weight / total for edge, weight in kept.items()}
