"""What a sensor should see: within its range and field of view, and behind nothing."""

from __future__ import annotations

import math

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.perceive._odometry import Pose
from segue.pilot.perceive._tracks import Tracks
from segue.schema.drive import Floats, SensorView

_EDGE_M = 1.0
"""So near to the edge of its view a sensor may or may not see something; estimated."""
_EDGE_SIGMAS = 2.0
_NEARER_M = 2.0
"""What hides something is nearer by this at least; estimated."""


def in_sight(
    view: SensorView, pose: Pose, places_m: Floats, tracks: Tracks, sigma_m: Floats
) -> Floats:
    """Return (N,): how likely a sensor has each track in view, with nothing in between.

    Args:
        view: What it is said to see; without a range, everything around it.
        pose: Of the car.
        places_m: (N, 2): of the tracks at that time.
        tracks: Likely there or not: what is not hides nothing.
        sigma_m: (N,): how unsure their places are.
    """
    cos, sin = math.cos(pose[2]), math.sin(pose[2])
    eye = (
        pose[0] + view.mount_x_m * cos - view.mount_y_m * sin,
        pose[1] + view.mount_x_m * sin + view.mount_y_m * cos,
        pose[2] + view.mount_heading_rad,
    )
    range_m = math.inf if view.range_m is None else view.range_m
    return _in_sight(
        eye, np.ascontiguousarray(places_m), tracks.heading_rad, tracks.sizes_m,
        _EDGE_SIGMAS * sigma_m + _EDGE_M,
        np.zeros(len(tracks)) if view.sees_through else tracks.existence,
        range_m, 0.5 * view.field_of_view_rad,
    )  # fmt: skip


@compiled
def _between(one_rad: float, other_rad: float) -> float:
    """Return the angle between two directions, not negative."""
    return abs((one_rad - other_rad + math.pi) % (2.0 * math.pi) - math.pi)


@compiled
def _in_sight(
    eye: Pose, places_m: Floats, heading_rad: Floats, sizes_m: Floats, edge_m: Floats,
    existence: Floats, range_m: float, half_view_rad: float,
) -> Floats:  # fmt: skip
    """As `in_sight`, from the sensor's own place and direction."""
    count = len(places_m)
    away_m, bearing, half = np.empty(count), np.empty(count), np.empty(count)
    for n in range(count):
        x, y = places_m[n, 0] - eye[0], places_m[n, 1] - eye[1]
        away_m[n], bearing[n] = math.hypot(x, y), math.atan2(y, x)
        turned = heading_rad[n] - bearing[n]
        across_m = sizes_m[n, 0] * abs(math.sin(turned)) + sizes_m[n, 1] * abs(math.cos(turned))
        half[n] = math.atan2(0.5 * across_m, max(away_m[n], 1.0))
    seen = np.zeros(count)
    for i in range(count):
        if away_m[i] + edge_m[i] > range_m:
            continue
        aside = _between(bearing[i], eye[2]) + math.atan2(edge_m[i], max(away_m[i], 1.0))
        if half_view_rad < math.pi and aside > half_view_rad:
            continue
        seen[i] = 1.0
        for j in range(count):
            if away_m[j] < away_m[i] - _NEARER_M:
                apart = _between(bearing[i], bearing[j])
                covered = (half[i] + half[j] - apart) / (2.0 * half[i])
                seen[i] *= 1.0 - existence[j] * min(max(covered, 0.0), 1.0)
    return seen
