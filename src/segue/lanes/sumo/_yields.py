"""Who gives way to whom inside junctions, from their requests and their programs of lights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import shapely

from segue.lanes import Lane
from segue.lanes._area import area_between
from segue.lanes.sumo._links import Link

_GO = frozenset("gGsoO")
"""Letters of a light with which one may drive on, if only after giving way."""


def yields(net: Any, ways: Sequence[Link], lanes: Mapping[str, Lane]) -> dict[str, frozenset[str]]:
    """Return, of lanes inside junctions, the lanes whose traffic goes first.

    A junction says it of whole ways; here it is said of the parts of them that meet. Ways that
    lights never let go together are left out: the lights part them.
    """
    first_to_go: dict[str, set[str]] = defaultdict(set)
    by_junction: dict[str, list[Link]] = defaultdict(list)
    for way in ways:
        if way.parts and way.index is not None:
            by_junction[way.junction].append(way)
    for junction_id, here in by_junction.items():
        junction = net.getNode(junction_id)
        for one, other in permutations(here, 2):
            if _bit(junction._prohibits, one, other) and _may_go_together(net, one, other):  # noqa: SLF001 (sumolib's own question counts all connections each time)
                for part, first in _meeting(one, other, lanes):
                    first_to_go[part].add(first)
    return {lane_id: frozenset(first) for lane_id, first in first_to_go.items()}


def undisturbed(net: Any, way: Link) -> bool:
    """Return whether no other way through the junction crosses or joins this one."""
    return way.index is None or "1" not in net.getNode(way.junction)._foes.get(way.index, "")  # noqa: SLF001


def _bit(rows: Mapping[int, str], one: Link, other: Link) -> bool:
    """Return what the row of one way says of the other; rows are written backwards."""
    row = rows.get(one.index or 0, "")
    place = len(row) - 1 - (other.index or 0)
    return 0 <= place < len(row) and row[place] == "1"


def _may_go_together(net: Any, one: Link, other: Link) -> bool:
    """Return whether lights let two ways go at once; so they do where there are none."""
    if one.light is None or other.light is None or one.light[0] != other.light[0]:
        return True
    programs = net.getTLS(one.light[0]).getPrograms().values()
    states = [phase.state for program in programs for phase in program.getPhases()]
    most = max(one.light[1], other.light[1])
    return not states or any(
        state[one.light[1]] in _GO and state[other.light[1]] in _GO
        for state in states
        if most < len(state)
    )


def _meeting(one: Link, other: Link, lanes: Mapping[str, Lane]) -> list[tuple[str, str]]:
    """Return where one way meets the other: its last part, for between two parts one may wait."""
    area = _area(lanes[one.parts[-1]])
    met = [first for first in other.parts if area.intersects(_area(lanes[first]))]
    return [(one.parts[-1], first) for first in met or other.parts[-1:]]


def _area(lane: Lane) -> shapely.Polygon:
    return area_between(lane.left_m, lane.right_m)
