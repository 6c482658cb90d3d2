"""The roads of the tests: one straight on, and one that crosses another.

Lanes are 3.5 m wide, one each way. The test car comes along x, in the lane about y = -1.75 m.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from segue.lanes import LaneMap
from segue.lanes.build import Builder, CrossSection, Piece, arc, clothoid, road, straight, trace

LANE_M = 3.5
OWN_Y_M = -0.5 * LANE_M
_LIMIT_MPS = 60.0
"""None, that is: how fast the tests are driven is said by their set speed."""
_ONE_EACH_WAY = CrossSection(lanes=1, oncoming=1, lane_width_m=LANE_M, speed_limit_mps=_LIMIT_MPS)
_TURN = "turn.1"
_STRAIGHT_ON_M = 8.0 + LANE_M
"""From the middle of the crossing to its arms: the protocols' kerb radius of 8 m, and a lane."""
ARM_M = 250.0
_HEADINGS_RAD = {"west": math.pi, "east": 0.0, "south": -0.5 * math.pi, "north": 0.5 * math.pi}


@lru_cache(maxsize=64)
def straight_road(length_m: float) -> tuple[LaneMap, tuple[str, ...]]:
    """Return a straight road from x = 0 on, and the test car's route."""
    return road([straight(length_m)], _ONE_EACH_WAY), ("main.1",)


@lru_cache(maxsize=64)
def crossing() -> tuple[LaneMap, tuple[str, ...]]:
    """Return two roads that cross at the origin, and the route straight on.

    The test car's road goes first, so it has no reason of its own to slow down.
    """
    builder = _arms(_STRAIGHT_ON_M)
    return builder.build("crossing"), ("west.1", "west.1>east.-1", "east.-1")


@lru_cache(maxsize=64)
def left_turn(pieces: tuple[Piece, ...]) -> tuple[LaneMap, tuple[str, ...]]:
    """Return the crossing and the route of a turn to the left along these pieces."""
    line = trace(pieces)
    builder = _arms(float(line[-1, 0]) - 0.5 * LANE_M)
    begin = builder.pose("west.1", -1)
    line[:, 0] += begin[0]
    line[:, 1] += begin[1]
    left = np.column_stack(
        (
            line[:, 0] - 0.5 * LANE_M * np.sin(line[:, 2]),
            line[:, 1] + 0.5 * LANE_M * np.cos(line[:, 2]),
            line[:, 2],
        )
    )  # a road is laid by its left edge
    builder.road("turn", left, replace(_ONE_EACH_WAY, oncoming=0))
    builder.join("west.1", _TURN)
    builder.join(_TURN, "north.-1")
    builder.give_way(_TURN, ["east.1>west.-1"])
    drawn = builder.build("left turn")
    turning = replace(drawn[_TURN], in_junction=True)
    lanes = {**drawn.lanes, _TURN: turning}
    return LaneMap(lanes, name=drawn.name), ("west.1", _TURN, "north.-1")


def turn_pieces(
    *, first_radius_m: float, radius_m: float, clothoid_deg: float, arc_deg: float
) -> tuple[Piece, ...]:
    """Return the protocols' turn: a clothoid, an arc, and the clothoid back."""
    mean_per_m = 0.5 * (1.0 / first_radius_m + 1.0 / radius_m)
    ease_m = math.radians(clothoid_deg) / mean_per_m
    return (
        clothoid(ease_m, from_radius_m=first_radius_m, to_radius_m=radius_m),
        arc(math.radians(arc_deg) * radius_m, radius_m),
        clothoid(ease_m, from_radius_m=radius_m, to_radius_m=first_radius_m),
    )


def _arms(mouth_m: float) -> Builder:
    """Return the crossing without turns: `west.1` comes in, `east.-1` goes out."""
    builder = Builder()
    for name, heading_rad in _HEADINGS_RAD.items():
        out_m = mouth_m + ARM_M
        start = (
            out_m * math.cos(heading_rad),
            out_m * math.sin(heading_rad),
            heading_rad + math.pi,
        )
        builder.road(name, trace([straight(ARM_M)], start), _ONE_EACH_WAY)
    first = _straight_on(builder, [("west", "east"), ("east", "west")])
    second = _straight_on(builder, [("south", "north"), ("north", "south")])
    for lane_id in second:
        builder.give_way(lane_id, first)
    return builder


def _straight_on(builder: Builder, ways: Sequence[tuple[str, str]]) -> list[str]:
    return [builder.turn(f"{come}.1", f"{go}.-1", speed_limit_mps=_LIMIT_MPS) for come, go in ways]
