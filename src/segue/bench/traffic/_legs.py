"""The ways that the ego drives, one after the other, by a seed."""

from __future__ import annotations

import numpy as np

from segue.bench.traffic._places import Place
from segue.kernel import LocalUseError
from segue.lanes import LaneMap
from segue.world.sumo import Ends, edge_of

_LEGS = 12
"""Then they begin anew."""
_TRIES = 200


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
