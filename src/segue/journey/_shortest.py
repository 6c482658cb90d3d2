"""The shortest way between two places, exactly.

A* with the great-circle distance to the goal as its estimate. That estimate never exceeds a way's
length (no segment is shorter than its great circle), so A* is Dijkstra on the costs
`length - estimate(tail) + estimate(head)`, which are never negative, and SciPy's Dijkstra does the
searching. Only junctions inside the ellipse `from start + to goal <= limit` can lie on a way of at
most `limit`; the search is done there, and the limit raised until the way found is within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segue.journey._graph import search_from
from segue.journey._sphere import arc_m
from segue.kernel.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from segue.journey._roads import RoadNetwork
    from segue.journey._snap import Snaps

_FIRST_LIMIT = 1.2
"""Of the straight distance: of the six benchmark routes none winds more than 1.16."""
_LIMIT_GROWTH = 1.5
_SHORT_M = 30_000.0
"""Added to the limit, for short trips, which wind more."""
_EVERYWHERE_M = 2 * np.pi * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class Way:
    """A way between two places over junctions.

    `junctions` is empty when both ends reach the same edge and the way stays on it.
    """

    start: int
    """Row of the start's Snaps."""
    goal: int
    """Row of the goal's Snaps."""
    junctions: NDArray[np.int64]
    length_m: float


def shortest_way(network: RoadNetwork, start: Snaps, goal: Snaps) -> Way | None:
    """Return the shortest way between two places; None when no road joins them."""
    along = _way_along_one_edge(start, goal)
    if not joined(network, start, goal):
        return along
    limit_m = _FIRST_LIMIT * start.distance_m(goal) + _SHORT_M
    while True:
        way = _search(network, start, goal, limit_m)
        if (way is not None and way.length_m <= limit_m) or limit_m > _EVERYWHERE_M:
            break
        limit_m *= _LIMIT_GROWTH
    found = [option for option in (along, way) if option is not None]
    return min(found, key=lambda option: option.length_m, default=None)


def joined(network: RoadNetwork, start: Snaps, goal: Snaps) -> bool:
    """Return whether any road joins two places."""
    component = network.component
    reached = component[network.edge_from[start.edge]]
    return bool(np.isin(component[network.edge_from[goal.edge]], reached).any())


def _way_along_one_edge(start: Snaps, goal: Snaps) -> Way | None:
    """Return the best way that leaves an edge nowhere between the two places."""
    rows = np.argwhere(start.edge[:, None] == goal.edge[None, :])
    if not len(rows):
        return None
    length_m = (
        start.access_m[rows[:, 0]]
        + np.abs(start.from_start_m[rows[:, 0]] - goal.from_start_m[rows[:, 1]])
        + goal.access_m[rows[:, 1]]
    )
    best = int(np.argmin(length_m))
    row = rows[best]
    return Way(int(row[0]), int(row[1]), np.empty(0, dtype=np.int64), float(length_m[best]))


@dataclass(frozen=True, slots=True)
class _Ends:
    """Junctions that a place reaches along the edges it was snapped to."""

    row: NDArray[np.int64]
    junction: NDArray[np.int32]
    length_m: NDArray[np.float64]


def _ends(network: RoadNetwork, snaps: Snaps) -> _Ends:
    rows = np.arange(len(snaps.edge))
    edge_m = network.edge_m[snaps.edge]
    return _Ends(
        row=np.concatenate([rows, rows]),
        junction=np.concatenate([network.edge_from[snaps.edge], network.edge_to[snaps.edge]]),
        length_m=np.concatenate(
            [
                snaps.access_m + snaps.from_start_m,
                snaps.access_m + edge_m - snaps.from_start_m,
            ]
        ),
    )


def _search(network: RoadNetwork, start: Snaps, goal: Snaps, limit_m: float) -> Way | None:
    """Return the shortest way inside the ellipse of `limit_m`; it may be longer than that."""
    junction_xyz = network.point_xyz[: network.junction_count]
    to_goal_m = arc_m(junction_xyz, goal.place_xyz)
    inside = np.flatnonzero(to_goal_m <= limit_m)
    inside = inside[arc_m(junction_xyz[inside], start.place_xyz) + to_goal_m[inside] <= limit_m]
    number = np.full(network.junction_count, -1, dtype=np.int32)
    number[inside] = np.arange(len(inside), dtype=np.int32)

    leaving = _ends(network, start)
    leaves = number[leaving.junction] >= 0
    arriving = _ends(network, goal)
    arrives = number[arriving.junction] >= 0
    if not leaves.any() or not arrives.any():
        return None

    adjacency = network.adjacency
    degree = adjacency.begins[inside + 1] - adjacency.begins[inside]
    tail = np.repeat(np.arange(len(inside), dtype=np.int32), degree)
    skipped = np.repeat(adjacency.begins[inside] - (np.cumsum(degree) - degree), degree)
    arc = np.arange(len(tail)) + skipped
    head = number[adjacency.head[arc]]
    kept = head >= 0
    tail, head, length_m = tail[kept], head[kept], network.edge_m[adjacency.edge[arc[kept]]]

    source = len(inside)
    tail = np.append(tail, np.full(leaves.sum(), source))
    head = np.append(head, number[leaving.junction[leaves]])
    estimate_m = np.append(to_goal_m[inside], start.distance_m(goal))
    cost_m = np.append(length_m, leaving.length_m[leaves]) - estimate_m[tail] + estimate_m[head]
    begins = np.append(0, np.cumsum(np.bincount(tail, minlength=source + 1)))
    reduced_m, before = search_from(
        source,
        begins=begins.astype(np.int32),
        head=head,
        cost=np.maximum(cost_m, 0.0),
        limit=limit_m - estimate_m[source],
    )
    at = number[arriving.junction[arrives]]
    total_m = reduced_m[at] + estimate_m[source] - estimate_m[at] + arriving.length_m[arrives]
    best = int(np.argmin(total_m))
    if not np.isfinite(total_m[best]):
        return None
    chain = [int(at[best])]
    while (previous := int(before[chain[-1]])) != source:
        chain.append(previous)
    junctions = inside[chain[::-1]]
    goal_row = arriving.row[arrives][best]
    return Way(
        start=_row_of(leaving, int(junctions[0])),
        goal=int(goal_row),
        junctions=junctions,
        length_m=float(total_m[best]),
    )


def _row_of(leaving: _Ends, junction: int) -> int:
    """Return the row of the Snaps by which a junction is reached soonest."""
    rows = np.flatnonzero(leaving.junction == junction)
    return int(leaving.row[rows[np.argmin(leaving.length_m[rows])]])
