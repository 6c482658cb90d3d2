"""A route as a line on the ground: lengths, headings, and how fast each bend may be taken."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence

import polyline

from segue.kernel import LocalUseError
from segue.kernel.units import EARTH_RADIUS_M

LATERAL_MPS2 = 2.0
"""Sideways acceleration in a bend that passengers find comfortable (UN R79 allows 3)."""
BRAKE_MPS2 = 1.2
"""Deceleration with which a careful driver slows for a bend or the end."""
_BEND_WINDOW_M = 120.0
"""Bends are judged over this length each way, as `journey` does for plans: the highway network's
grid is 111 m, and a rounded coordinate is not a bend."""
_SLOWEST_BEND_MPS = 8.0
_MAX_LENGTH_M = 100e6
"""Two and a half times around the Earth: a longer route is a mistake, or meant to break things."""
_MAX_POINTS = 50_000
"""A route comes from a phone, and is taken apart while everything else waits: 0.6 s for these.
Across Eurasia it has about 15,000."""
_NO_POLYLINE = re.compile(r"[^?-~]|[_-~]{7}")
"""A character of none, or a number of over 30 bits: of the format, 26 are enough for the Earth. The
library would build a number as long as the text, bit by bit: half a minute for 1 MB."""
_NO_LENGTH_M = 1e-9
"""Stretches below this are points: at the poles all longitudes are one place."""
_SAME_PLACE_M = 50.0
"""Two stretches this near to a point are equally near: then the one expected is taken."""
_METRES_PER_DEG = math.radians(EARTH_RADIUS_M)


class Route:
    """A line of points with what a driver sees of it. Immutable.

    Args:
        points: (latitude, longitude) in degrees WGS 84, in order.
        length_m: Of the road, where the line cuts its corners; the line's own when None.
        ends_mps: Limit on the first and the last stretch, which join places to the highways.

    Raises:
        LocalUseError: There are fewer than two different points, or very many, or the length is not
            between 1 m and 100,000 km.
    """

    __slots__ = ("_at_m", "_ends_mps", "_heading_rad", "_points", "_vertex_mps", "length_m")

    def __init__(
        self,
        points: Sequence[tuple[float, float]],
        *,
        length_m: float | None = None,
        ends_mps: float = math.inf,
    ) -> None:
        self._points = [
            point for before, point in zip([None, *points], points, strict=False) if point != before
        ]
        if len(self._points) < 2:  # noqa: PLR2004 - a line has two ends
            raise LocalUseError("The route has no length.")
        if len(self._points) > _MAX_POINTS:
            raise LocalUseError(
                f"The route has {len(self._points)} points; {_MAX_POINTS} are most."
            )
        self._at_m = [0.0]
        self._heading_rad: list[float] = []
        for start, end in zip(self._points[:-1], self._points[1:], strict=True):
            east_m, north_m = _offset_m(start, end)
            self._at_m.append(self._at_m[-1] + math.hypot(east_m, north_m))
            self._heading_rad.append(math.atan2(east_m, north_m) % math.tau)
        if length_m is not None:
            if not 1.0 <= length_m <= _MAX_LENGTH_M:
                raise LocalUseError(f"The route's length is {length_m:g} m, which cannot be.")
            scale = length_m / max(self._at_m[-1], _NO_LENGTH_M)
            self._at_m = [at_m * scale for at_m in self._at_m]
        self.length_m = self._at_m[-1]
        self._ends_mps = ends_mps
        self._vertex_mps = self._vertex_speeds_mps()

    @classmethod
    def decoded(
        cls, geometry: str, *, length_m: float | None = None, ends_mps: float = math.inf
    ) -> Route:
        """Return the route of an encoded polyline with 5 decimals, latitude first.

        Args:
            geometry: The polyline.
            length_m: As for `Route`.
            ends_mps: As for `Route`.

        Raises:
            LocalUseError: It is no polyline, or has no length.
        """
        if _NO_POLYLINE.search(geometry):
            raise LocalUseError("The route's geometry cannot be read: it is no polyline.")
        try:
            points = polyline.decode(geometry)
        except (IndexError, ValueError, TypeError) as error:
            raise LocalUseError(f"The route's geometry cannot be read: {error}.") from error
        if not all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in points):  # noqa: PLR2004
            raise LocalUseError("The route's geometry leaves the Earth.")
        return cls(points, length_m=length_m, ends_mps=ends_mps)

    @property
    def destination(self) -> tuple[float, float]:
        """Latitude and longitude of the end [deg]."""
        return self._points[-1]

    @property
    def highway_m(self) -> tuple[float, float]:
        """From where to where no street joins a place to the highway."""
        if math.isinf(self._ends_mps):
            return 0.0, self.length_m
        return self._at_m[1], self._at_m[-2]

    def between(self, from_m: float, to_m: float) -> tuple[tuple[float, float], ...]:
        """Return the points of a stretch, its ends included: latitude and longitude [deg]."""
        inner = [
            point
            for point, at_m in zip(self._points, self._at_m, strict=True)
            if from_m < at_m < to_m
        ]
        return (self._place_at(from_m), *inner, self._place_at(to_m))

    def segment_at(self, progress_m: float) -> int:
        """Return the index of the segment that holds a distance from the start."""
        return min(max(bisect_right(self._at_m, progress_m) - 1, 0), len(self._heading_rad) - 1)

    def segment_end_m(self, segment: int) -> float:
        """Return the distance from the start at which a segment ends."""
        return self._at_m[segment + 1]

    def limit_mps(self, segment: int) -> float:
        """Return the limit on a segment, bends apart; infinite when there is none."""
        return self._ends_mps if segment in (0, len(self._heading_rad) - 1) else math.inf

    def speed_at_end_mps(self, segment: int) -> float:
        """Return how fast the point at a segment's end may be passed, bends behind it included."""
        return self._vertex_mps[segment + 1]

    def pose_at(self, segment: int, progress_m: float) -> tuple[float, float, float]:
        """Return latitude and longitude [deg] and heading [rad] at a distance within a segment."""
        start_m, end_m = self._at_m[segment], self._at_m[segment + 1]
        along_m = max(end_m - start_m, _NO_LENGTH_M)
        share = min(max((progress_m - start_m) / along_m, 0.0), 1.0)
        lat, lon = self._points[segment]
        next_lat, next_lon = self._points[segment + 1]
        east_deg = _wrapped_deg(next_lon - lon)
        return (
            lat + share * (next_lat - lat),
            _wrapped_deg(lon + share * east_deg),
            self._heading_rad[segment],
        )

    def nearest(
        self, latitude_deg: float, longitude_deg: float, *, expected_m: float = 0.0
    ) -> tuple[float, float]:
        """Return where along the route a point is, and how far from it [m].

        Where the route passes the same place twice, the pass nearer to `expected_m` is taken.
        """
        here = (latitude_deg, longitude_deg)
        found = [self._nearest_on(segment, here) for segment in range(len(self._heading_rad))]
        least_m = min(away_m for _, away_m in found)
        near = [spot for spot in found if spot[1] <= least_m + _SAME_PLACE_M]
        around_m = min((abs(at_m - expected_m), at_m) for at_m, _ in near)[1]
        # Of the chosen pass, the very nearest point.
        return min(
            (spot for spot in near if abs(spot[0] - around_m) <= 2 * _SAME_PLACE_M),
            key=lambda spot: spot[1],
        )

    def _nearest_on(self, segment: int, here: tuple[float, float]) -> tuple[float, float]:
        start, end = self._points[segment], self._points[segment + 1]
        along_east_m, along_north_m = _offset_m(start, end)
        east_m, north_m = _offset_m(start, here)
        square_m2 = along_east_m * along_east_m + along_north_m * along_north_m
        dot_m2 = east_m * along_east_m + north_m * along_north_m
        share = dot_m2 / square_m2 if square_m2 > _NO_LENGTH_M**2 else 0.0
        share = min(max(share, 0.0), 1.0)
        away_m = math.hypot(east_m - share * along_east_m, north_m - share * along_north_m)
        start_m, end_m = self._at_m[segment], self._at_m[segment + 1]
        return start_m + share * (end_m - start_m), away_m

    def _vertex_speeds_mps(self) -> list[float]:
        """Return how fast each point may be passed; the last at 0, and braking in between."""
        inner = range(1, len(self._points) - 1)
        speeds = [math.inf, *(self._bend_speed_mps(vertex) for vertex in inner), 0.0]
        for vertex in (1, -2):
            speeds[vertex] = min(speeds[vertex], self._ends_mps)
        for vertex in range(len(speeds) - 2, -1, -1):
            length_m = self._at_m[vertex + 1] - self._at_m[vertex]
            reachable = math.sqrt(speeds[vertex + 1] ** 2 + 2 * BRAKE_MPS2 * length_m)
            speeds[vertex] = min(speeds[vertex], reachable)
        return speeds

    def _bend_speed_mps(self, vertex: int) -> float:
        """Return the speed at which a bend pulls sideways with `LATERAL_MPS2`."""
        at_m = self._at_m[vertex]
        start_m = max(at_m - _BEND_WINDOW_M, 0.0)
        end_m = min(at_m + _BEND_WINDOW_M, self.length_m)
        here = self._points[vertex]
        turn_rad = abs(
            _wrapped_rad(
                _heading_rad(here, self._place_at(end_m))
                - _heading_rad(self._place_at(start_m), here)
            )
        )
        if turn_rad < 1e-6:  # noqa: PLR2004 - straight
            return math.inf
        radius_m = 0.5 * (end_m - start_m) / turn_rad
        return max(math.sqrt(LATERAL_MPS2 * radius_m), _SLOWEST_BEND_MPS)

    def _place_at(self, progress_m: float) -> tuple[float, float]:
        return self.pose_at(self.segment_at(progress_m), progress_m)[:2]


def moved(
    latitude_deg: float, longitude_deg: float, heading_rad: float, distance_m: float
) -> tuple[float, float]:
    """Return latitude and longitude after a short straight distance [deg]."""
    north_deg = distance_m * math.cos(heading_rad) / _METRES_PER_DEG
    east_deg = distance_m * math.sin(heading_rad) / _METRES_PER_DEG
    east_deg /= math.cos(math.radians(latitude_deg))
    return latitude_deg + north_deg, _wrapped_deg(longitude_deg + east_deg)


def _offset_m(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Return metres east and north from start to end; exact enough within some 100 km."""
    north_m = (end[0] - start[0]) * _METRES_PER_DEG
    scale = math.cos(math.radians(0.5 * (start[0] + end[0])))
    return _wrapped_deg(end[1] - start[1]) * _METRES_PER_DEG * scale, north_m


def _heading_rad(start: tuple[float, float], end: tuple[float, float]) -> float:
    east_m, north_m = _offset_m(start, end)
    return math.atan2(east_m, north_m)


def _wrapped_deg(angle_deg: float) -> float:
    return (angle_deg + 180.0) % 360.0 - 180.0


def _wrapped_rad(angle_rad: float) -> float:
    return (angle_rad + math.pi) % math.tau - math.pi
