"""The places that driving is tested at: a road, a ramp, a lane that ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segue.kernel import LocalUseError
from segue.lanes._map import LaneMap
from segue.lanes.build._builder import Builder, CrossSection
from segue.lanes.build._line import Piece, straight, trace

_RAMP_ANGLE_RAD = 0.06
"""Between ramp and road; estimated from German motorways, where the nose is about 60 m long."""
_RAMP_M = 200.0


def road(pieces: Sequence[Piece], section: CrossSection, *, name: str = "main") -> LaneMap:
    """Return one road from the origin on, heading along x."""
    builder = Builder()
    builder.road(name, trace(pieces), section)
    return builder.build(name)


def lit_road(before_m: float, after_m: float, section: CrossSection, *, light: str) -> LaneMap:
    """Return a straight road with a traffic light across it, as where people walk over.

    Its parts are `before` and `after`; the lanes of both directions obey the light.
    """
    builder = Builder()
    line = trace([straight(before_m)])
    builder.road("before", line, section)
    builder.road("after", trace([straight(after_m)], (before_m, 0.0, 0.0)), section)
    for number in range(1, section.lanes + 1):
        builder.join(f"before.{number}", f"after.{number}")
        builder.light(f"after.{number}", light)
    for number in range(1, section.oncoming + 1):
        builder.join(f"after.-{number}", f"before.-{number}")
        builder.light(f"before.-{number}", light)
    return builder.build("lit road")


def lane_drop(before_m: float, after_m: float, section: CrossSection) -> LaneMap:
    """Return a straight road whose outer lane ends after `before_m`: parts `before`, `after`.

    Raises:
        LocalUseError: There is only one lane.
    """
    if section.lanes == 1:
        raise LocalUseError("Where a lane ends there are at least 2.")
    builder = Builder()
    builder.road("before", trace([straight(before_m)]), section)
    fewer = replace(section, lanes=section.lanes - 1)
    builder.road("after", trace([straight(after_m)], (before_m, 0.0, 0.0)), fewer)
    for number in range(1, fewer.lanes + 1):
        builder.join(f"before.{number}", f"after.{number}")
    for number in range(1, section.oncoming + 1):
        builder.join(f"after.-{number}", f"before.-{number}")
    builder.keep_left_of(f"before.{section.lanes}")
    return builder.build("lane drop")


def on_ramp(before_m: float, merge_m: float, after_m: float, section: CrossSection) -> LaneMap:
    """Return a motorway that a ramp joins: parts `before`, `merge`, `after` and `ramp`.

    Beside the road's own lanes `merge` has the acceleration lane, its outermost, which ends.
    """
    builder = Builder()
    builder.road("before", trace([straight(before_m)]), section)
    wider = replace(section, lanes=section.lanes + 1)
    merge_line = trace([straight(merge_m)], (before_m, 0.0, 0.0))
    builder.road("merge", merge_line, wider)
    builder.road("after", trace([straight(after_m)], (before_m + merge_m, 0.0, 0.0)), section)
    for number in range(1, section.lanes + 1):
        builder.join(f"before.{number}", f"merge.{number}")
        builder.join(f"merge.{number}", f"after.{number}")
    outer = f"merge.{wider.lanes}"
    bend = Piece(60.0, 0.0, -2.0 * _RAMP_ANGLE_RAD / 60.0)
    middle_m = -section.lane_width_m * section.lanes
    back = trace([bend, straight(_RAMP_M - bend.length_m)])  # driven from the merge, mirrored
    line = back[::-1].copy()
    line[:, 0] = before_m - line[:, 0]
    line[:, 1] = middle_m + line[:, 1]
    line[:, 2] = -line[:, 2]
    builder.road("ramp", line, replace(section, lanes=1, oncoming=0, shoulder_m=0.0))
    builder.join("ramp.1", outer)
    builder.keep_left_of(outer)
    return builder.build("on-ramp")
