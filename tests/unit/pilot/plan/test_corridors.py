"""What the ways say that a car may take: how fast, and how far from the route."""

from __future__ import annotations

import math

import numpy as np
import pytest

from segue.lanes import LaneMap
from segue.lanes.build import CrossSection, arc, road, straight
from segue.pilot.plan._corridors import Corridors, Option
from segue.pilot.plan._parameters import Parameters
from segue.schema.drive import EgoState

PAR = Parameters()


def options_on(lanes: LaneMap, lane_id: str, route: tuple[str, ...] = ()) -> list[Option]:
    """The options of a car at the begin of a lane."""
    x_m, y_m, heading_rad = lanes.path(lane_id).at(20.0)[0]
    ego = EgoState(time_s=0.0, x_m=x_m, y_m=y_m, heading_rad=heading_rad, speed_mps=8.0)
    return Corridors(lanes, PAR).options(ego, route)


def test_a_bend_is_taken_as_slowly_as_its_sharpest_when_it_is_short() -> None:
    """45 degrees in 5 m, longer straights around: nowhere more than is comfortable sideways."""
    line = [straight(60.0), arc(5.0, 6.0), straight(60.0)]
    lanes = road(line, CrossSection(lanes=1, speed_limit_mps=14.0))
    (way,) = (one.way for one in options_on(lanes, next(iter(lanes.lanes))))
    sideways_mps2 = way.limits_mps**2 * np.abs(way.corridor.path.curvature_per_m)
    assert way.limits_mps.max() == pytest.approx(14.0, abs=0.5)
    assert sideways_mps2.max() < 1.2 * PAR.lateral_accel_mps2


def test_all_lanes_to_cross_count_when_the_route_needs_several_changes() -> None:
    """Two lanes from the route's is twice as far from it as one."""
    lanes = road([straight(800.0)], CrossSection(lanes=3))
    outer = next(one.lane_id for one in lanes.lanes.values() if one.right is None)
    middle = lanes[outer].left
    assert middle is not None
    inner = lanes[middle].left
    assert inner is not None
    far, near, there = (
        options_on(lanes, lane_id, (outer,))[0].changes_m for lane_id in (inner, middle, outer)
    )
    assert there == 0.0
    assert far == pytest.approx(2.0 * near)
    assert math.isfinite(far)
