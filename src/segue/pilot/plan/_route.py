"""Which lanes lead to where the route goes, and how far it is from each of them."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence

from segue.lanes import LaneMap

_CHANGE_M = 150.0
"""What a lane change is worth in distance; as in `LaneMap.route`."""
_ASIDE = 1.5
"""How much longer a lane counts that the route does not name."""


def metres_to_go(lanes: LaneMap, route: Sequence[str]) -> Mapping[str, float]:
    """Return the way from the begin of each lane to the end of the route [m].

    Lane changes count as way. A lane that does not lead there is not in it.
    """
    named = frozenset(route)
    goal = lanes[route[-1]]
    to_go = {goal.lane_id: lanes.path(goal.lane_id).length_m}
    queue = [(to_go[goal.lane_id], goal.lane_id)]
    beside: dict[str, list[str]] = {}
    for lane in lanes.lanes.values():
        if lane.left and lane.may_change_left:
            beside.setdefault(lane.left, []).append(lane.lane_id)
        if lane.right and lane.may_change_right:
            beside.setdefault(lane.right, []).append(lane.lane_id)
    while queue:
        metres, lane_id = heapq.heappop(queue)
        if metres > to_go[lane_id]:
            continue
        before = [
            (other, lanes.path(other).length_m * (1.0 if other in named else _ASIDE))
            for other in lanes[lane_id].predecessors
        ]
        before += [(other, _CHANGE_M) for other in beside.get(lane_id, ())]
        for other, more in before:
            if lanes[other].kind == "driving" and metres + more < to_go.get(other, math.inf):
                to_go[other] = metres + more
                heapq.heappush(queue, (metres + more, other))
    return to_go
