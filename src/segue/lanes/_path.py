"""A line along the road, and places told by it: how far along, how far to the left."""

from __future__ import annotations

from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from segue.kernel import LocalUseError
from segue.lanes._segments import Segments

Floats = NDArray[np.float64]


class Path:
    """A line of points, parameterised by the distance along it.

    Args:
        points_m: (N, 2), N at least 2; no two in a row are the same.

    Raises:
        LocalUseError: There are fewer points, they are not finite, or two in a row are the same.
    """

    def __init__(self, points_m: Floats) -> None:
        points_m = np.ascontiguousarray(points_m, dtype=np.float64)
        if points_m.ndim != 2 or points_m.shape[1] != 2 or len(points_m) < 2:  # noqa: PLR2004
            raise LocalUseError(f"A path takes at least 2 points, not {points_m.shape}.")
        steps = np.diff(points_m, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        if not (np.isfinite(points_m).all() and (lengths > 0.0).all()):
            raise LocalUseError("A path's points are finite, and no two in a row are the same.")
        self.points_m = points_m
        """(N, 2)."""
        self.s_m = np.concatenate(([0.0], np.cumsum(lengths)))
        """(N,): distance of each point from the first."""
        along = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
        at_points = 0.5 * (along[1:] + along[:-1])
        ends = along[[0, -1]]
        if len(along) > 1:  # as the first and the last bend go on
            ends += 0.5 * np.array([along[0] - along[1], along[-1] - along[-2]])
        self.heading_rad = np.concatenate((ends[:1], at_points, ends[1:]))
        """(N,): unwrapped, so that it may be interpolated."""
        self.curvature_per_m = np.gradient(self.heading_rad, self.s_m)
        """(N,): positive to the left."""

    @classmethod
    def resampled(cls, points_m: Floats, *, spacing_m: float = 1.0) -> Self:
        """Return a path through the points with one every `spacing_m`, about."""
        line = cls(points_m)
        count = max(round(line.length_m / spacing_m), 1) + 1
        s_m = np.linspace(0.0, line.length_m, count)
        return cls(line.at(s_m)[:, :2])

    @property
    def length_m(self) -> float:
        """From the first point to the last."""
        return float(self.s_m[-1])

    def at(self, s_m: Floats | float, d_m: Floats | float = 0.0) -> Floats:
        """Return places on the map: (N, 3), x, y, heading.

        Args:
            s_m: Along; beyond an end the path goes straight on.
            d_m: To the left.
        """
        s, d = np.broadcast_arrays(np.atleast_1d(np.asarray(s_m, dtype=np.float64)), d_m)
        on = np.clip(s, 0.0, self.length_m)
        x = np.interp(on, self.s_m, self.points_m[:, 0])
        y = np.interp(on, self.s_m, self.points_m[:, 1])
        heading = np.interp(on, self.s_m, self.heading_rad)
        cos, sin = np.cos(heading), np.sin(heading)
        beyond = s - on
        return np.column_stack((x + beyond * cos - d * sin, y + beyond * sin + d * cos, heading))

    def curvature_at(self, s_m: Floats | float) -> Floats:
        """Return how much the path bends there, 1/m, positive to the left; its ends' beyond."""
        return np.interp(np.atleast_1d(s_m), self.s_m, self.curvature_per_m)

    def locate(self, places_m: Floats) -> Floats:
        """Return (N, 3) of places (N, 2) on the map: along, to the left, heading of the path there.

        A place is told by the nearest point of the path; before its begin and after its end the
        path goes straight on.
        """
        places_m = np.atleast_2d(places_m)
        nearest = self._segments.nearest(places_m)
        s_m, d_m = self._segments.tell(places_m, nearest)
        s_m += self.s_m[nearest]
        heading = np.interp(np.clip(s_m, 0.0, self.length_m), self.s_m, self.heading_rad)
        return np.column_stack((s_m, d_m, heading))

    @cached_property
    def _segments(self) -> Segments:
        return Segments(self.points_m)
