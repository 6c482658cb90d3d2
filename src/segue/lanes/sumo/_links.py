"""The ways through a network's junctions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from segue.lanes import Lane

_LANE_CHANGE_M = 1.6
"""Aside: half of SUMO's lane width."""
_STRAIGHT_ON_COS = 0.94
"""Of 20 degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One way from a lane through a junction to another lane."""

    begin: str
    """The lane that leads in; empty for walkers' crossings."""
    parts: tuple[str, ...]
    """Lanes inside the junction, in order: two where one may wait in the middle."""
    end: str
    junction: str
    index: int | None
    """Of the junction's requests; None when it has none for this way."""
    light: tuple[str, int] | None = None
    """Program of lights, and which of its lights."""
    state: str = "M"
    """SUMO's letter for how the right of way is ruled."""

    @property
    def light_id(self) -> str | None:
        """Return the light's id on the lane map."""
        return f"{self.light[0]}/{self.light[1]}" if self.light else None


def links(net: Any, lanes: Mapping[str, Lane]) -> tuple[Link, ...]:
    """Return all ways between lanes that are there.

    A way that is but a change of lanes, squeezed into a junction, is not one where another goes
    straight on from the same lane or to the same lane.
    """
    ways = tuple(_lanes_links(net, lanes))
    straightest: dict[tuple[str, str], float] = {}
    shifts_m = [_shift_m(lanes[way.begin], lanes[way.end]) for way in ways]
    for way, shift_m in zip(ways, shifts_m, strict=True):
        for key in _rivals(way):
            straightest[key] = min(straightest.get(key, np.inf), shift_m)
    kept = (
        way
        for way, shift_m in zip(ways, shifts_m, strict=True)
        if shift_m <= _LANE_CHANGE_M
        or all(straightest[key] > _LANE_CHANGE_M for key in _rivals(way))
    )
    return (*kept, *_crossings(net, lanes))


def _rivals(way: Link) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return what a way shares with those that lead the same way beside it."""
    edges = way.begin.rpartition("_")[0], way.end.rpartition("_")[0]
    return (way.begin, edges[1]), (edges[0], way.end)


def _shift_m(begin: Lane, end: Lane) -> float:
    """Return how far aside a way sets a car that drives straight on; 0 when it turns."""
    before, after = begin.centre_m[-2:], end.centre_m[:2]
    along, onward = before[1] - before[0], after[1] - after[0]
    along, onward = along / np.hypot(*along), onward / np.hypot(*onward)
    if along @ onward < _STRAIGHT_ON_COS:
        return 0.0
    over = after[0] - before[1]
    return abs(float(along[0] * over[1] - along[1] * over[0]))


def _lanes_links(net: Any, lanes: Mapping[str, Lane]) -> Iterator[Link]:
    for edge in net.getEdges(withInternal=False):
        for lane in edge.getLanes():
            for connection in lane.getOutgoing():
                begin, end = lane.getID(), connection.getToLane().getID()
                if begin not in lanes or end not in lanes:
                    continue
                both_driving = lanes[begin].kind == lanes[end].kind == "driving"
                if both_driving and not connection.allows("passenger"):
                    continue
                parts = _parts(net, connection)
                junction = edge.getToNode()
                tls = connection.getTLSID()
                yield Link(
                    begin=begin,
                    parts=tuple(part for part in parts if part in lanes),
                    end=end,
                    junction=junction.getID(),
                    index=_index(junction, parts[-1:]),
                    light=(tls, connection.getTLLinkIndex()) if tls else None,
                    state=connection.getState(),
                )


def _crossings(net: Any, lanes: Mapping[str, Lane]) -> Iterator[Link]:
    for edge in net.getEdges():
        if edge.getFunction() != "crossing":
            continue
        junction = edge.getToNode()
        for lane in edge.getLanes():
            if (lane_id := lane.getID()) in lanes:
                yield Link(
                    begin="",
                    parts=(lane_id,),
                    end="",
                    junction=junction.getID(),
                    index=_index(junction, (lane_id,)),
                )


def _parts(net: Any, connection: Any) -> tuple[str, ...]:
    """Return the lanes inside the junction that a connection goes by."""
    parts: list[str] = []
    via = connection.getViaLaneID()
    while via and via not in parts:
        parts.append(via)
        onward = net.getLane(via).getOutgoing()
        via = onward[0].getViaLaneID() if onward else ""
    return tuple(parts)


def _index(junction: Any, last_part: tuple[str, ...]) -> int | None:
    """Return which of the junction's requests a way is; its last lane inside tells."""
    inside = junction.getInternal() or ()
    return inside.index(last_part[0]) if last_part and last_part[0] in inside else None
