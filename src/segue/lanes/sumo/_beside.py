"""Which lanes lie beside one another, and whether one may change between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from segue.lanes import Lane
from segue.lanes.sumo._borders import share_a_border
from segue.lanes.sumo._links import Link
from segue.lanes.sumo._network import Network
from segue.lanes.sumo._yields import undisturbed


@dataclass(slots=True)
class Beside:
    """A lane's neighbours."""

    left: str | None = None
    right: str | None = None
    may_change_left: bool = False
    may_change_right: bool = False
    oncoming: str | None = None


def beside(network: Network, lanes: Mapping[str, Lane], ways: Iterable[Link]) -> dict[str, Beside]:
    """Return the neighbours of every lane.

    Inside a junction lanes are neighbours when they lead from different lanes to different lanes,
    and one may change where nothing crosses or joins.
    """
    found = {lane_id: Beside() for lane_id in lanes}
    way_of = {part: way for way in ways for part in way.parts}
    for edge in network.net.getEdges():
        ids = [lane.getID() for lane in edge.getLanes()]
        if network.left_hand:  # there SUMO counts lanes from the left
            ids.reverse()
        for right, left in pairwise(ids):
            if right not in lanes or left not in lanes:
                continue
            may_change = lanes[right].kind == lanes[left].kind
            one, other = way_of.get(right), way_of.get(left)
            if one is not None and other is not None:
                if one.begin == other.begin or one.end == other.end:
                    continue
                may_change &= undisturbed(network.net, one) and undisturbed(network.net, other)
            found[right].left, found[left].right = left, right
            found[right].may_change_left = may_change and right not in network.no_change_left
            found[left].may_change_right = may_change and left not in network.no_change_right
    if not network.left_hand:
        for edge in network.net.getEdges(withInternal=False):
            lane_id = _oncoming(edge, lanes)
            if lane_id is not None:
                found[edge.getLanes()[-1].getID()].oncoming = lane_id
    return found


def _oncoming(edge: Any, lanes: Mapping[str, Lane]) -> str | None:
    """Return the lane of the other direction on the left of an edge's leftmost lane."""
    leftmost = lanes.get(edge.getLanes()[-1].getID())
    if leftmost is None:
        return None
    for other in edge.getToNode().getOutgoing():
        across = lanes.get(other.getLanes()[-1].getID())
        if (
            across is not None
            and other.getToNode() is edge.getFromNode()
            and share_a_border(leftmost.left_m, across.left_m)
        ):
            return across.lane_id
    return None
