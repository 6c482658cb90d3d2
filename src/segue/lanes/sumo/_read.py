"""A lane map from a SUMO network: which lanes there are, and who is beside and after whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

from segue.lanes import Lane, LaneKind, LaneMap
from segue.lanes.sumo._beside import beside
from segue.lanes.sumo._borders import centre_and_borders
from segue.lanes.sumo._links import Link, links
from segue.lanes.sumo._network import Network, parse
from segue.lanes.sumo._yields import yields

_ROAD = frozenset({"bus", "coach", "delivery", "emergency", "private", "taxi", "truck"})
"""Vehicle classes of SUMO that use a road; a lane for some of them, and neither for passenger cars
nor for walkers, can be driven on when it must be."""


def read_sumo(path: FilePath | str) -> LaneMap:
    """Return the lanes of a SUMO network, `.net.xml` or `.net.xml.gz`.

    Ids are SUMO's. Lanes that no car, bicycle or walker may use (rails, verges) are left out.

    Raises:
        DataUnusable: The file is not there or is no such network; says at which line and element.
        LocalUseError: sumolib is not installed.
    """
    path = FilePath(path)
    return _lane_map(parse(path), name=path.name.removesuffix(".gz").removesuffix(".net.xml"))


def _lane_map(network: Network, *, name: str) -> LaneMap:
    drawn = {
        lane.getID(): _drawn(lane)
        for edge in network.net.getEdges()
        if edge.getFunction() != "walkingarea"
        for lane in edge.getLanes()
    }
    lanes = {lane_id: lane for lane_id, lane in drawn.items() if lane is not None}
    ways = links(network.net, lanes)
    after = _after(lanes, ways)
    before: dict[str, list[str]] = defaultdict(list)
    for lane_id, following in after.items():
        for next_id in following:
            before[next_id].append(lane_id)
    neighbours = beside(network, lanes, ways)
    first_to_go = yields(network.net, ways, lanes)
    lights = {way.parts[0]: way.light_id for way in ways if way.parts}
    stops = {way.begin for way in ways if way.state in {"s", "w"}}
    return LaneMap(
        lanes={
            lane_id: replace(
                lane,
                successors=after[lane_id],
                predecessors=tuple(before[lane_id]),
                left=neighbours[lane_id].left,
                right=neighbours[lane_id].right,
                may_change_left=neighbours[lane_id].may_change_left,
                may_change_right=neighbours[lane_id].may_change_right,
                oncoming=neighbours[lane_id].oncoming,
                yields_to=frozenset(first_to_go.get(lane_id, ())),
                light=lights.get(lane_id),
                stop_sign=lane_id in stops,
            )
            for lane_id, lane in lanes.items()
        },
        name=name,
    )


def _kind(lane: Any) -> LaneKind | None:
    """Return what a lane is for; None when for nobody that drives, rides or walks."""
    if lane.allows("passenger"):
        return "driving"
    allowed = lane.getPermissions()
    if "pedestrian" in allowed:
        return "walk"
    if allowed & _ROAD:
        return "shoulder"
    return "bicycle" if "bicycle" in allowed else None


def _drawn(lane: Any) -> Lane | None:
    """Return a lane by itself; None when it is for nobody, or has no length to speak of."""
    kind = _kind(lane)
    drawn = centre_and_borders(lane.getShape(), lane.getWidth()) if kind else None
    if kind is None or drawn is None:
        return None
    centre_m, left_m, right_m = drawn
    return Lane(
        lane_id=lane.getID(),
        centre_m=centre_m,
        left_m=left_m,
        right_m=right_m,
        speed_limit_mps=lane.getSpeed(),
        kind=kind,
        in_junction=lane.getEdge().isSpecial(),
    )


def _after(lanes: Mapping[str, Lane], ways: Iterable[Link]) -> dict[str, tuple[str, ...]]:
    """Return the lanes that follow each lane, each once."""
    after: dict[str, dict[str, None]] = {lane_id: {} for lane_id in lanes}
    for way in ways:
        chain = (way.begin, *way.parts, way.end)
        for one, following in pairwise(chain):
            if one in lanes and following in lanes:
                after[one][following] = None
    return {lane_id: tuple(following) for lane_id, following in after.items()}
