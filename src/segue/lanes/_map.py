"""Lanes, who is beside and after whom, who gives way, and the way through them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from segue.kernel import DataUnusable, LocalUseError
from segue.lanes._area import area_between
from segue.lanes._ease import eased, unpainted
from segue.lanes._path import Path

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LaneKind = Literal["driving", "shoulder", "bicycle", "walk"]
_PIECE = 16
"""Points of a lane that are one area, when places are looked up."""
_MOST_CORRIDORS = 256
"""That are kept: a car in a city needs a few at a time."""
_LANE_CHANGE_COST_M = 150.0
"""What a lane change is worth in distance when a route is chosen; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One lane, in the direction of its traffic."""

    lane_id: str
    centre_m: Floats
    """(N, 2)."""
    left_m: Floats
    """(N, 2): its left border, beside the points of the centre."""
    right_m: Floats
    """(N, 2)."""
    speed_limit_mps: float
    kind: LaneKind = "driving"
    successors: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    left: str | None = None
    """The lane beside it in the same direction."""
    right: str | None = None
    may_change_left: bool = True
    may_change_right: bool = True
    oncoming: str | None = None
    """The lane beside it, on its left, in the other direction."""
    in_junction: bool = False
    yields_to: frozenset[str] = frozenset()
    """Lanes whose traffic goes first, where they cross or merge."""
    light: str | None = None
    """The traffic light at its begin: id."""
    stop_sign: bool = False
    """Stop at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A chain of lanes, one after the other, as one road to drive along."""

    lanes: tuple[str, ...]
    begins_m: tuple[float, ...]
    """Where along `path` each lane begins."""
    path: Path
    left_m: Floats
    """(N,): from each point of `path` to the left border."""
    right_m: Floats
    """(N,): to the right border, positive."""
    speed_limit_mps: Floats
    """(N,)."""


@dataclass(frozen=True)
class LaneMap:
    """All lanes of a place.

    Raises:
        DataUnusable: A lane names one that is not there.
    """

    lanes: Mapping[str, Lane]
    name: str = ""
    _paths: dict[str, Path] = field(default_factory=dict[str, Path], repr=False, compare=False)
    _corridors: dict[tuple[tuple[str, ...], float], Corridor] = field(
        default_factory=dict[tuple[tuple[str, ...], float], Corridor], repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for lane in self.lanes.values():
            beside = (lane.left, lane.right, lane.oncoming)
            for other in (*lane.successors, *lane.predecessors, *lane.yields_to, *beside):
                if other is not None and other not in self.lanes:
                    raise DataUnusable(f"Lane {lane.lane_id} names lane {other}, which is nowhere.")

    def __getitem__(self, lane_id: str) -> Lane:
        """Return a lane.

        Raises:
            LocalUseError: There is none of that id.
        """
        lane = self.lanes.get(lane_id)
        if lane is None:
            raise LocalUseError(f"There is no lane {lane_id} on {self.name or 'this map'}.")
        return lane

    def path(self, lane_id: str) -> Path:
        """Return the centre of a lane."""
        path = self._paths.get(lane_id)
        if path is None:
            path = self._paths[lane_id] = Path(self[lane_id].centre_m)
        return path

    def line(self, lanes: Sequence[str]) -> Path:
        """Return the centres of lanes that follow one another as one line, as they are drawn."""
        if len(lanes) == 1:
            return self.path(lanes[0])
        return Path(_joined([self[lane_id].centre_m for lane_id in lanes]))

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        return tuple(self.lanes)

    @cached_property
    def _areas(self) -> tuple[Ints, shapely.STRtree]:
        """Return pieces of lanes, each with its lane's number; of a long lane few are looked at."""
        pieces: list[shapely.Polygon] = []
        numbers: list[int] = []
        for number, lane in enumerate(self.lanes.values()):
            for begin in range(0, len(lane.left_m) - 1, _PIECE):
                part = slice(begin, begin + _PIECE + 1)
                pieces.append(area_between(lane.left_m[part], lane.right_m[part]))
                numbers.append(number)
        return np.array(numbers, dtype=np.int64), shapely.STRtree(pieces)

    def at(self, x_m: float, y_m: float, heading_rad: float | None = None) -> tuple[str, ...]:
        """Return the lanes that a place is on; with a heading, those nearest to it first."""
        found = self.near(x_m, y_m, 0.0)
        if heading_rad is None or len(found) <= 1:
            return found

        def apart_rad(lane_id: str) -> float:
            there = self.path(lane_id).locate(np.array([[x_m, y_m]]))[0, 2]
            return abs((there - heading_rad + np.pi) % (2.0 * np.pi) - np.pi)

        return tuple(sorted(found, key=apart_rad))

    def near(self, x_m: float, y_m: float, within_m: float) -> tuple[str, ...]:
        """Return the lanes that come as near as that to a place."""
        numbers, tree = self._areas
        found: Any = tree.query(shapely.Point(x_m, y_m), predicate="dwithin", distance=within_m)
        on: list[int] = np.unique(numbers[found]).tolist()
        return tuple(self._ids[number] for number in on)

    def lanes_at(self, places_m: Floats) -> tuple[Ints, Ints]:
        """Return which of many places is on which lane: pairs, as two arrays.

        Args:
            places_m: (N, 2).

        Returns:
            Rows of `places_m`, rising, and the numbers of lanes, as they follow in `lanes`.
        """
        numbers, tree = self._areas
        place, piece = tree.query(shapely.points(places_m), predicate="intersects")
        pairs = np.unique(place * len(self.lanes) + numbers[piece])
        return pairs // len(self.lanes), pairs % len(self.lanes)

    def route(self, start: str, goals: Iterable[str]) -> tuple[str, ...] | None:
        """Return the lanes of the shortest way to one of the goals; None when there is none.

        A lane that follows beside the one before it is a lane change.
        """
        goal_ids = frozenset(goals)
        best = {start: 0.0}
        before: dict[str, str] = {}
        queue = [(0.0, start)]
        while queue:
            cost, lane_id = heapq.heappop(queue)
            if cost > best[lane_id]:
                continue
            if lane_id in goal_ids:
                way = [lane_id]
                while way[-1] in before:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            lane = self[lane_id]
            onward = [(next_id, self.path(lane_id).length_m) for next_id in lane.successors]
            if lane.left and lane.may_change_left:
                onward.append((lane.left, _LANE_CHANGE_COST_M))
            if lane.right and lane.may_change_right:
                onward.append((lane.right, _LANE_CHANGE_COST_M))
            for next_id, more in onward:
                if self[next_id].kind != "driving":
                    continue
                if cost + more < best.get(next_id, np.inf):
                    best[next_id] = cost + more
                    before[next_id] = lane_id
                    heapq.heappush(queue, (cost + more, next_id))
        return None

    def corridor(self, lanes: Sequence[str], *, spacing_m: float = 1.0) -> Corridor:
        """Return a chain of lanes as one road, its corners eased to what can be driven.

        It is made once, however many ask; of very many, the oldest are forgotten.

        Raises:
            LocalUseError: There is no lane, or one does not follow the other.
        """
        key = (tuple(lanes), spacing_m)
        corridor = self._corridors.get(key)
        if corridor is None:
            corridor = self._corridor(*key)
            if len(self._corridors) == _MOST_CORRIDORS:
                del self._corridors[next(iter(self._corridors))]
            self._corridors[key] = corridor
        return corridor

    def _corridor(self, lanes: tuple[str, ...], spacing_m: float) -> Corridor:
        if not lanes:
            raise LocalUseError("A corridor has at least one lane.")
        for one, following in pairwise(lanes):
            if following not in self[one].successors:
                raise LocalUseError(f"Lane {following} does not follow lane {one}.")
        parts = [self[lane_id] for lane_id in lanes]
        centre = _joined([part.centre_m for part in parts])
        path = Path.resampled(centre, spacing_m=spacing_m)
        lengths = np.cumsum([self.path(lane_id).length_m for lane_id in lanes])
        begins = np.concatenate(([0.0], lengths[:-1]))
        which = np.clip(np.searchsorted(begins, path.s_m, side="right") - 1, 0, len(parts) - 1)
        limits = np.array([part.speed_limit_mps for part in parts])[which]
        may_cut = unpainted(np.array([part.in_junction for part in parts])[which], spacing_m)
        drawn, path = path, eased(path, limits, may_cut)
        begins *= path.length_m / lengths[-1]
        # Who cuts a corner takes the borders along.
        measured_m = np.where(may_cut[:, None], drawn.points_m, path.points_m)
        return Corridor(
            lanes=lanes,
            begins_m=tuple(map(float, begins)),
            path=path,
            left_m=_away_m(measured_m, which, [part.left_m for part in parts]),
            right_m=_away_m(measured_m, which, [part.right_m for part in parts]),
            speed_limit_mps=limits,
        )


def _joined(lines: Sequence[Floats]) -> Floats:
    """Return lines that meet as one, without the points that stand twice."""
    points = np.concatenate(lines)
    step = np.diff(points, axis=0)
    keep = np.concatenate(([True], np.hypot(step[:, 0], step[:, 1]) > 1e-3))  # noqa: PLR2004
    return points[keep]


def _away_m(points_m: Floats, which: Ints, borders: Sequence[Floats]) -> Floats:
    """Return how far each point of a road is from the border of its own lane.

    Where lanes meet at an angle, the border of the one reaches into the other.

    Args:
        points_m: (N, 2).
        which: (N,): the lane that each of them is on.
        borders: Of each lane.
    """
    away_m = np.empty(len(points_m))
    for row, border_m in enumerate(borders):
        mine = np.flatnonzero(which == row)
        line = _joined([border_m])
        places = points_m[mine]
        if len(line) > 1:
            away_m[mine] = np.abs(Path(line).locate(places)[:, 1])
        else:  # the inner border of a turn that is as tight as the lane is wide
            away_m[mine] = np.hypot(*(places - line[0]).T)
    return away_m
