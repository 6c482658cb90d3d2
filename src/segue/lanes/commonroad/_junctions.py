"""Who yields to whom where ways cross or merge: by sign, else to the right and when turning left.

Ways conflict when their areas overlap and they come from different lanelets. In a file that names
its intersections only those within one can; in one that names none, all that overlap do: nothing
says which of them pass on a bridge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from segue.lanes import Path
from segue.lanes._area import area_between
from segue.lanes.commonroad._document import Node
from segue.lanes.commonroad._lanelets import Lanelet
from segue.lanes.commonroad._lines import Line
from segue.lanes.commonroad._signs import Rank, Turn

_LEAST_OVERLAP_M2 = 1.0
"""Less is a border drawn twice."""
_TURN_RAD = np.radians(30.0)
"""A way that turns by more turns left or right."""
_SECTOR_RAD = np.radians(45.0)
"""From ahead or from behind, within this; else from the side."""
_ORDER: dict[Rank, int] = {"priority": 0, "": 1, "yield": 2, "stop": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A lane as a way through a junction."""

    lane_id: str
    area: shapely.Polygon
    from_rad: float
    turned_rad: float
    origins: frozenset[str]
    rank: Rank
    lit: bool

    @property
    def turn(self) -> Turn:
        """Where it turns."""
        if abs(self.turned_rad) < _TURN_RAD:
            return "straight"
        return "left" if self.turned_rad > 0.0 else "right"


def ways_of(
    lanelets: Mapping[str, Lanelet],
    lines: Mapping[str, Line],
    ranks: Mapping[str, Rank],
    lights: Collection[str],
) -> dict[str, Way]:
    """Return every lanelet as a way; its rank is the strictest of the lanelets before it."""
    ways: dict[str, Way] = {}
    for key, lanelet in lanelets.items():
        path = Path(lines[key].centre_m)
        before = [lanelets[one] for one in lanelet.predecessors]
        ways[key] = Way(
            lane_id=key,
            area=area_between(lines[key].left_m, lines[key].right_m),
            from_rad=float(path.heading_rad[0]),
            turned_rad=float(path.heading_rad[-1] - path.heading_rad[0]),
            origins=frozenset(lanelet.predecessors),
            rank=_strictest(ranks[one] for one in lanelet.predecessors),
            lit=any(light in lights for one in before for light in one.lights),
        )
    return ways


def intersections_of(root: Node, lanelets: Mapping[str, Lanelet]) -> list[frozenset[str]]:
    """Return the lanelets inside each intersection that the file names.

    Raises:
        DataUnusable: One names a lanelet that is nowhere.
    """
    found: list[frozenset[str]] = []
    for node in root.children("intersection"):
        inside: set[str] = set()
        for incoming in node.children("incoming"):
            for way in incoming.children("successorsLeft", "successorsStraight", "successorsRight"):
                if (ref := way.attribute("ref")) not in lanelets:
                    way.refuse(f"names lanelet {ref}, which is nowhere")
                inside.add(ref)
        found.append(frozenset(inside))
    return found


def yields(ways: Mapping[str, Way], groups: Collection[frozenset[str]]) -> dict[str, set[str]]:
    """Return to whom each way yields.

    Args:
        ways: All, by lanelet.
        groups: Those inside each named intersection; without any, all ways are one group.
    """
    gives: dict[str, set[str]] = {key: set() for key in ways}
    for group in groups or (frozenset(ways),):
        for one, other in _conflicts([ways[key] for key in ways if key in group]):
            if _goes_after(one, other):
                gives[one.lane_id].add(other.lane_id)
            if _goes_after(other, one):
                gives[other.lane_id].add(one.lane_id)
    return gives


def _conflicts(ways: list[Way]) -> Iterator[tuple[Way, Way]]:
    areas = [way.area for way in ways]
    tree = shapely.STRtree(areas)
    for row, way in enumerate(ways):
        near: Any = tree.query(way.area, predicate="intersects")
        for other_row in sorted(int(found) for found in near if found > row):
            other = ways[other_row]
            follows = way.lane_id in other.origins or other.lane_id in way.origins
            if follows or way.origins & other.origins:
                continue
            if way.area.intersection(other.area).area > _LEAST_OVERLAP_M2:
                yield way, other


def _goes_after(one: Way, other: Way) -> bool:
    """Whether one yields to the other: by rank, where they come from, where they turn."""
    if _ORDER[one.rank] != _ORDER[other.rank] and not (one.lit and other.lit):
        return _ORDER[one.rank] > _ORDER[other.rank]
    across_rad = float(np.remainder(other.from_rad - one.from_rad + np.pi, 2.0 * np.pi) - np.pi)
    if abs(across_rad) > np.pi - _SECTOR_RAD:
        return one.turn == "left" and other.turn != "left"
    if one.lit and other.lit:
        return False  # one of them has red
    return across_rad >= _SECTOR_RAD


def _strictest(ranks: Iterable[Rank]) -> Rank:
    """Return the rank that goes last; that of no sign where nothing is before."""
    strictest: Rank | None = None
    for rank in ranks:
        if strictest is None or _ORDER[rank] > _ORDER[strictest]:
            strictest = rank
    return strictest or ""
