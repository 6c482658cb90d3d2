"""A way over the network as a line: positions, distances along it, and where it meets junctions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segue.journey._shortest import joined, shortest_way
from segue.journey._snap import ACCESS_LIMIT_M, nearest_m, snap, snap_to_all_parts
from segue.schema.journey import NoPlan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from segue.journey._roads import RoadNetwork
    from segue.journey._shortest import Way
    from segue.journey._snap import Snaps
    from segue.schema.journey import Place

_SAME_PLACE_M = 200.0
"""Two places nearer than this are one: it is twice the network's own grid."""

_NO_JUNCTION = -1


@dataclass(frozen=True, slots=True)
class Route:
    """A line from place to place; its first and last steps lead to and from the network."""

    position_deg: NDArray[np.float64]
    """(N, 2)"""
    along_m: NDArray[np.float64]
    """(N,) road length from the start, which may exceed the length of the line."""
    junction: NDArray[np.int64]
    """(N,) the network's junction at each position, -1 where there is none."""

    @property
    def length_m(self) -> float:
        """Length of the whole route."""
        return float(self.along_m[-1])


def find_route(network: RoadNetwork, origin: Place, destination: Place) -> Route | NoPlan:
    """Return the shortest route, or why there is none."""
    start, goal = _reach(network, origin), _reach(network, destination)
    if isinstance(start, NoPlan):
        return start
    if isinstance(goal, NoPlan):
        return goal
    if start.distance_m(goal) < _SAME_PLACE_M:
        return NoPlan(
            code="same_place", reason=f"{origin.name} and {destination.name} are the same place."
        )
    if not joined(network, start, goal):
        start, goal = snap_to_all_parts(network, start), snap_to_all_parts(network, goal)
    way = shortest_way(network, start, goal)
    if way is None:
        return NoPlan(
            code="no_road",
            reason=f"No road in the map joins {origin.name} and {destination.name}.",
        )
    return _line(network, start, goal, way)


def _reach(network: RoadNetwork, place: Place) -> Snaps | NoPlan:
    position = (place.latitude_deg, place.longitude_deg)
    snaps = snap(network, position)
    if snaps is not None:
        return snaps
    return NoPlan(
        code="too_far_from_road",
        reason=f"{place.name} is {nearest_m(network, position) / 1000:.0f} km from the nearest "
        f"highway; Segue plans from places within {ACCESS_LIMIT_M / 1000:.0f} km of one.",
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a route: positions with the length of the step that leads to each."""

    position_deg: NDArray[np.float64]
    step_m: NDArray[np.float64]
    junction: int
    """The junction at its last position."""


def _line(network: RoadNetwork, start: Snaps, goal: Snaps, way: Way) -> Route:
    pieces = [
        _point(start.place_deg, 0.0),
        _point(start.point_deg[way.start], start.access_m[way.start]),
        *_network_pieces(network, start, goal, way),
        _point(goal.place_deg, goal.access_m[way.goal]),
    ]
    lengths = [len(piece.step_m) for piece in pieces]
    junction = np.full(sum(lengths), _NO_JUNCTION)
    junction[np.cumsum(lengths) - 1] = [piece.junction for piece in pieces]
    return Route(
        position_deg=np.concatenate([piece.position_deg for piece in pieces]),
        along_m=np.cumsum(np.concatenate([piece.step_m for piece in pieces])),
        junction=junction,
    )


def _point(position_deg: NDArray[np.float64], step_m: float) -> _Piece:
    return _Piece(position_deg[None], np.array([step_m]), _NO_JUNCTION)


def _network_pieces(network: RoadNetwork, start: Snaps, goal: Snaps, way: Way) -> Iterator[_Piece]:
    """Yield the pieces from the point where the network is reached to where it is left."""
    start_edge, start_m = int(start.edge[way.start]), float(start.from_start_m[way.start])
    goal_edge, goal_m = int(goal.edge[way.goal]), float(goal.from_start_m[way.goal])
    if not len(way.junctions):
        yield _stretch(network, start_edge, start_m, goal_m)
        return
    first, last = int(way.junctions[0]), int(way.junctions[-1])
    first_m = _offset_of(network, start_edge, first, near_m=start_m)
    yield _stretch(network, start_edge, start_m, first_m, junction=first)
    for tail, head in zip(way.junctions[:-1].tolist(), way.junctions[1:].tolist(), strict=True):
        edge = network.shortest_edge(tail, head)
        length_m = float(network.edge_m[edge])
        forward = network.edge_from[edge] == tail
        begin_m, end_m = (0.0, length_m) if forward else (length_m, 0.0)
        yield _stretch(network, edge, begin_m, end_m, junction=head)
    yield _stretch(network, goal_edge, _offset_of(network, goal_edge, last, near_m=goal_m), goal_m)


def _offset_of(network: RoadNetwork, edge: int, junction: int, *, near_m: float) -> float:
    """Return how far along an edge one of its junctions is; of a ring's two, the nearer one [m]."""
    length_m = float(network.edge_m[edge])
    ends = [(network.edge_from[edge], 0.0), (network.edge_to[edge], length_m)]
    return min(
        (offset_m for end, offset_m in ends if end == junction),
        key=lambda offset_m: abs(offset_m - near_m),
    )


def _stretch(
    network: RoadNetwork, edge: int, begin_m: float, end_m: float, junction: int = _NO_JUNCTION
) -> _Piece:
    """Return the part of an edge between two distances along it, without its first position."""
    position_deg, offset_m = network.edge_line(edge)
    ahead = offset_m if end_m >= begin_m else -offset_m[::-1]
    line_deg = position_deg if end_m >= begin_m else position_deg[::-1]
    low, high = (begin_m, end_m) if end_m >= begin_m else (-begin_m, -end_m)
    inner = (ahead > low) & (ahead < high)
    last_deg = np.stack(
        [np.interp(high, ahead, line_deg[:, 0]), np.interp(high, ahead, line_deg[:, 1])]
    )
    stops_m = np.concatenate([[low], ahead[inner], [high]])
    return _Piece(np.concatenate([line_deg[inner], last_deg[None]]), np.diff(stops_m), junction)
