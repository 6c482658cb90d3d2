"""The road beyond the edge of a map that was cut out of a larger one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segue.lanes import Lane, LaneMap

_BEYOND_M = 300.0
"""More than is driven in the 8 s of a plan."""


def with_road_beyond(lanes: LaneMap) -> LaneMap:
    """Return the map with every lane that ends at its edge going straight on.

    A scenario's map is a piece of a road network: where it ends, the road does not, and its traffic
    drives on.
    """
    whole = dict(lanes.lanes)
    for lane in lanes.lanes.values():
        if lane.kind == "driving" and not lane.successors:
            beyond = _beyond(lane)
            whole[lane.lane_id] = replace(lane, successors=(beyond.lane_id,))
            whole[beyond.lane_id] = beyond
    return LaneMap(whole, name=lanes.name)


def _beyond(lane: Lane) -> Lane:
    along_m = lane.centre_m[-1] - lane.centre_m[-2]
    toward = along_m / np.hypot(*along_m)
    away_m = np.array([[0.0], [_BEYOND_M]]) * toward
    return Lane(
        lane_id=f"{lane.lane_id} beyond",
        centre_m=lane.centre_m[-1] + away_m,
        left_m=lane.left_m[-1] + away_m,
        right_m=lane.right_m[-1] + away_m,
        speed_limit_mps=lane.speed_limit_mps,
        predecessors=(lane.lane_id,),
    )
