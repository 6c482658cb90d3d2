"""A motorway along a route: what the map does not know of a road, drawn for the demo.

The route is a line of points up to a kilometre apart, on a grid of 111 m. The motorway follows it
as one would be built: bends of hundreds of metres, lanes beside one another.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from segue.kernel import Rejected
from segue.kernel.units import EARTH_RADIUS_M, mps_from_kmh
from segue.lanes import LaneMap, Path
from segue.lanes.build import Builder, CrossSection
from segue.schema.drive import Floats
from segue.world.scenes import TrafficSpec

LANES = 3
_SECTION = CrossSection(
    lanes=LANES, lane_width_m=3.75, shoulder_m=2.5, speed_limit_mps=mps_from_kmh(120.0)
)
"""Widths of China's JTG D20 for 120 km/h, and that limit."""
_END_SECTION = replace(_SECTION, speed_limit_mps=mps_from_kmh(80.0))
_SPACING_M = 5.0
_SMOOTH_M = 150.0
"""Standard deviation of the window that bends are drawn over: a corner of 45 degrees on the route
becomes a bend of 480 m radius; estimated."""
_PART_M = 500.0
"""Of the road, in one piece of lane."""
_END_M = 1000.0
"""Before its end the motorway becomes another road, on which assistance is not offered: at 120 km/h
that is half a minute to hand over and, without an answer, to stop."""
LAST_M = 60.0
"""So near to its end the drive is over."""
SHORTEST_M = 3000.0
"""On less than that nothing can be engaged, tried and handed back."""

_ROWS = (
    (1, -320.0, 3, 100.0, 33.0, 0.0),
    (1, 60.0, 4, 90.0, 33.0, 0.0),
    (2, -320.0, 3, 90.0, 29.0, 0.0),
    (2, 110.0, 4, 80.0, 28.0, 0.1),
    (3, -280.0, 3, 90.0, 25.0, 0.5),
    (3, 50.0, 4, 85.0, 24.0, 0.5),
)
"""Lane, metres from the car, how many and how far apart, their speed, how many are lorries: 7 in
each lane within reach, 9 a kilometre, a motorway that flows; estimated."""


def motorway(points_deg: tuple[tuple[float, float], ...]) -> LaneMap:
    """Return a motorway along points of a route, x east and y north of the first.

    Its lanes are `0.1`, `0.2`, ... from the middle outward, then those of the parts `1`, `2`, ...

    Args:
        points_deg: Latitude and longitude, in order.

    Raises:
        Rejected: It is too short.
    """
    line = _smoothed(_flat(points_deg))
    if line.length_m < SHORTEST_M:
        raise Rejected("The motorway ends soon.", do="Try again on the next one.")
    builder = Builder()
    parts = max(round(line.length_m / _PART_M), 1)
    ends_m = np.linspace(0.0, line.length_m, parts + 1)
    for part, (from_m, to_m) in enumerate(pairwise(map(float, ends_m))):
        points = max(round((to_m - from_m) / _SPACING_M), 1) + 1
        along_m = np.linspace(from_m, to_m, points, dtype=np.float64)
        ends = line.length_m - to_m < _END_M
        builder.road(f"{part}", line.at(along_m), _END_SECTION if ends else _SECTION)
    for part in range(parts - 1):
        for lane in (*range(1, LANES + 1), "shoulder"):
            builder.join(f"{part}.{lane}", f"{part + 1}.{lane}")
    return builder.build("the motorway ahead")


def _flat(points_deg: tuple[tuple[float, float], ...]) -> Floats:
    """Return points in metres east and north of the first: (N, 2), exact enough within 50 km."""
    degrees = np.array(points_deg)
    per_deg = math.radians(EARTH_RADIUS_M)
    east_deg = (degrees[:, 1] - degrees[0, 1] + 180.0) % 360.0 - 180.0
    scale = math.cos(math.radians(float(degrees[:, 0].mean())))
    return np.column_stack((east_deg * scale, degrees[:, 0] - degrees[0, 0])) * per_deg


def _smoothed(points_m: Floats) -> Path:
    """Return a path that goes along points without their corners."""
    rough = Path(points_m)
    if rough.length_m < SHORTEST_M:
        return rough
    even = Path.resampled(points_m, spacing_m=_SPACING_M)
    reach = round(3.0 * _SMOOTH_M / _SPACING_M)
    window = np.exp(-0.5 * (np.arange(-reach, reach + 1) * _SPACING_M / _SMOOTH_M) ** 2)
    window /= window.sum()
    beyond_m = np.arange(1, reach + 1, dtype=np.float64) * _SPACING_M
    before = even.at(-beyond_m[::-1])[:, :2]
    after = even.at(even.length_m + beyond_m)[:, :2]
    padded = np.concatenate((before, even.points_m, after))
    smooth = [np.convolve(column, window, mode="valid") for column in padded.T]
    return Path.resampled(np.column_stack(smooth), spacing_m=_SPACING_M)


def lane_at(lanes: LaneMap, at_m: float) -> tuple[str, float]:
    """Return the middle lane so far along the motorway, and how far along that lane."""
    lane_id, s_m = "0.2", at_m
    while s_m > lanes.path(lane_id).length_m and lanes[lane_id].successors:
        s_m -= lanes.path(lane_id).length_m
        lane_id = lanes[lane_id].successors[0]
    return lane_id, min(max(s_m, 0.0), lanes.path(lane_id).length_m)


def left_m(lanes: LaneMap, x_m: float, y_m: float) -> float:
    """Return how far a place is from the end of the motorway; infinite on all but its last part."""
    for lane_id in lanes.at(x_m, y_m):
        path = lanes.path(lane_id)
        if not lanes[lane_id].successors:
            return path.length_m - float(path.locate(np.array([[x_m, y_m]]))[0, 0])
    return math.inf


def traffic(lanes: LaneMap, at_m: float) -> tuple[TrafficSpec, ...]:
    """Return who is around a car in the middle lane, so far along the motorway."""
    rows: list[TrafficSpec] = []
    for number, from_m, count, spacing_m, speed_mps, truck_share in _ROWS:
        lane_id, s_m = lane_at(lanes, at_m + from_m)
        if at_m + from_m < 0.0:
            continue
        rows.append(
            TrafficSpec(
                lane=f"{lane_id.partition('.')[0]}.{number}",
                from_m=s_m,
                count=count,
                spacing_m=spacing_m,
                speed_mps=speed_mps,
                truck_share=truck_share,
            )
        )
    return tuple(rows)
