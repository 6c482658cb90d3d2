"""A file of CommonRoad as a lane map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from segue.lanes import Lane, LaneKind, LaneMap
from segue.lanes.commonroad._document import Node, read_document
from segue.lanes.commonroad._junctions import Way, intersections_of, ways_of, yields
from segue.lanes.commonroad._lanelets import Lanelet, Marking, lanelets_of
from segue.lanes.commonroad._lines import lines_of
from segue.lanes.commonroad._signs import (
    Rank,
    Turn,
    light_turns_of,
    rank_of,
    signs_of,
    speed_limits_mps,
    usual_limit_mps,
)

_KINDS: dict[str, LaneKind] = {
    "sidewalk": "walk", "crosswalk": "walk", "bicycleLane": "bicycle", "shoulder": "shoulder",
    "border": "shoulder", "restricted": "shoulder", "busLane": "shoulder", "parking": "shoulder",
}  # fmt: skip
"""What is not for driving on; a lane for buses is, to a car, as a shoulder."""
_CAR_USERS = frozenset({"vehicle", "car"})


def read_commonroad(path: FilePath) -> LaneMap:
    """Return the map of a CommonRoad file, `.xml` or `.xml.gz`.

    Raises:
        DataUnusable: It cannot be read; says where and why.
    """
    return lanes_of(read_document(path))


def lanes_of(root: Node) -> LaneMap:
    """Return the map of a CommonRoad file that is open.

    Raises:
        DataUnusable: An element cannot be used; says which and why.
    """
    lanelets, signs = lanelets_of(root), signs_of(root)
    lines, lights = lines_of(lanelets), light_turns_of(root)
    ranks: dict[str, Rank] = {key: rank_of(one, signs) for key, one in lanelets.items()}
    ways = ways_of(lanelets, lines, ranks, lights)
    intersections = intersections_of(root, lanelets)
    roads = frozenset(key for key, one in lanelets.items() if _kind(one) == "driving")
    inside = [group & roads for group in intersections]
    gives = yields({key: ways[key] for key in ways if key in roads}, inside)
    limits_mps = speed_limits_mps(lanelets, signs, usual_limit_mps(root))
    junction = frozenset[str]().union(*inside)
    lanes: dict[str, Lane] = {}
    for key, one in lanelets.items():
        lanes[key] = Lane(
            lane_id=key,
            centre_m=lines[key].centre_m,
            left_m=lines[key].left_m,
            right_m=lines[key].right_m,
            speed_limit_mps=limits_mps[key],
            kind=_kind(one),
            successors=one.successors,
            predecessors=one.predecessors,
            left=one.left,
            right=one.right,
            may_change_left=_may_cross(one.left_marking, facing=_right_of(lanelets, one.left)),
            may_change_right=_may_cross(one.right_marking, facing=_left_of(lanelets, one.right)),
            oncoming=one.oncoming,
            in_junction=key in junction or bool(gives.get(key)),
            yields_to=frozenset(gives.get(key, ())),
            light=_light_at_begin(ways[key], lanelets, lights),
            stop_sign=ranks[key] == "stop",
        )
    return LaneMap(lanes, name=root.element.get("benchmarkID") or root.file)


def _kind(lanelet: Lanelet) -> LaneKind:
    if lanelet.users and not lanelet.users & _CAR_USERS:
        return "bicycle" if lanelet.users == frozenset({"bicycle"}) else "shoulder"
    for one in sorted(lanelet.types):
        if one in _KINDS:
            return _KINDS[one]
    return "driving"


def _may_cross(own: Marking, *, facing: Marking) -> bool:
    """Whether a line may be crossed: as the near side has it, else as the far side has."""
    return (own or facing) != "solid"


def _left_of(lanelets: Mapping[str, Lanelet], key: str | None) -> Marking:
    return "" if key is None else lanelets[key].left_marking


def _right_of(lanelets: Mapping[str, Lanelet], key: str | None) -> Marking:
    return "" if key is None else lanelets[key].right_marking


def _light_at_begin(
    way: Way, lanelets: Mapping[str, Lanelet], lights: Mapping[str, frozenset[Turn]]
) -> str | None:
    """Return the light, at the end of a lanelet before, that is for where this way turns."""
    before = (light for one in sorted(way.origins) for light in lanelets[one].lights)
    return next((light for light in before if way.turn in lights.get(light, ())), None)
