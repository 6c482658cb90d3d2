"""The pilot in VSS: a table of what the car's screen is shown, signal by signal.

Inside Segue everything is SI; VSS has km/h, degrees, percent and milliseconds. The rows convert.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from segue.kernel.units import kmh_from_mps
from segue.schema.assist import AssistLine, AssistObject, AssistView
from segue.vehicle.signals import Value

DRIVES = ("engaged", "warned", "demanded", "minimal_risk")
"""The states in which the pilot moves the car."""
_OFFERS = ("ready", *DRIVES)
_CALLS_DRIVER = ("warned", "demanded", "minimal_risk")
_HALF_LANE_M = 1.8
_BESIDE_M = 5.5
"""Farther to the side is not the next lane."""
_WARNS_S = 1.2
"""A time gap below which an obstacle ahead is warned of (UN R157's least at 30 km/h)."""
_NOTHING_M = 1000.0
_NOTHING_MS = 2**32 - 1
"""Said while nothing is ahead: VSS has no word for it."""
_HALF_WIDTH_M = 0.9
"""A line nearer than that to the middle is under the car; estimated: half a car."""


@dataclass(frozen=True, slots=True)
class Row:
    """One signal that the pilot gives.

    Args:
        path: In VSS 6 or in Segue's overlay.
        value: From what the screen is shown, in the signal's own unit.
    """

    path: str
    value: Callable[[AssistView], Value]


@dataclass(frozen=True, slots=True)
class _Side:
    """A third of what is ahead; offsets to the left."""

    name: str
    from_m: float
    to_m: float

    def nearest(self, view: AssistView) -> AssistObject | None:
        """Return the nearest object ahead on this side."""
        ahead = [
            seen for seen in view.objects if seen.x_m > 0.0 and self.from_m <= seen.y_m < self.to_m
        ]
        return min(ahead, key=lambda seen: seen.x_m, default=None)

    def distance_m(self, view: AssistView) -> float:
        """Return how far that is from the middle of the car to its rear."""
        seen = self.nearest(view)
        return _NOTHING_M if seen is None else max(seen.x_m - 0.5 * seen.length_m, 0.0)

    def gap_ms(self, view: AssistView) -> int:
        """Return the time until the car is where that is now."""
        if self.nearest(view) is None or view.speed_mps <= 0.0:
            return _NOTHING_MS
        return min(round(1000.0 * self.distance_m(view) / view.speed_mps), _NOTHING_MS)

    def warns(self, view: AssistView) -> bool:
        """Return whether it is too near."""
        return self.gap_ms(view) < 1000.0 * _WARNS_S


_SIDES = (
    _Side("Left", _HALF_LANE_M, _BESIDE_M),
    _Side("Center", -_HALF_LANE_M, _HALF_LANE_M),
    _Side("Right", -_BESIDE_M, -_HALF_LANE_M),
)
_ADAS = "Vehicle.ADAS"
_CRUISE = f"{_ADAS}.CruiseControl"
_OWN = "Vehicle.Segue.Pilot"


def _obstacle(side: _Side) -> tuple[Row, ...]:
    path = f"{_ADAS}.ObstacleDetection.Front.{side.name}"
    return (
        Row(f"{path}.IsEnabled", _runs),
        Row(f"{path}.Distance", side.distance_m),
        Row(f"{path}.TimeGap", side.gap_ms),
        Row(f"{path}.IsWarning", side.warns),
        Row(f"{path}.WarningType", lambda _: "UNDEFINED"),
    )


def _runs(view: AssistView) -> bool:
    return view.state in _OFFERS


def _supported(view: AssistView) -> str:
    return "SAE_0" if view.state == "unavailable" else "SAE_2"


def _emergency(view: AssistView) -> bool:
    return view.state in DRIVES and view.plan is not None and view.plan.emergency


def _follows_m(view: AssistView) -> float:
    return max(view.time_gap_s * view.speed_mps, 0.0)  # a car at rest may be told to roll back


def _objects(value: Callable[[AssistObject], Value]) -> Callable[[AssistView], Value]:
    return lambda view: tuple(value(seen) for seen in view.objects)


def _percent_sure(seen: AssistObject) -> float:
    return 100.0 * min(max(seen.existence, 0.0), 1.0)


def _line_points(axis: int) -> Callable[[AssistView], Value]:
    return lambda view: tuple(at for line in view.lines for at in line.points_m[axis::2])


def _leaves_lane(view: AssistView) -> bool:
    """Return whether the car is over a line and does not indicate that it means to be."""
    return view.indicator == "" and any(map(_is_under, view.lines))


def _is_under(line: AssistLine) -> bool:
    """Return whether a line is under the car's middle."""
    xs, ys = line.points_m[::2], line.points_m[1::2]
    for x, y, next_x, next_y in zip(xs, ys, xs[1:], ys[1:], strict=False):
        if min(x, next_x) <= 0.0 <= max(x, next_x) and x != next_x:
            share = -x / (next_x - x)
            return abs(y + share * (next_y - y)) < _HALF_WIDTH_M
    return False


_ROWS = (
    Row(f"{_ADAS}.SupportedAutonomyLevel", _supported),
    Row(f"{_ADAS}.ActiveAutonomyLevel", lambda view: view.autonomy),
    Row(f"{_CRUISE}.IsEnabled", _runs),
    Row(f"{_CRUISE}.IsActive", lambda view: view.state in DRIVES),
    Row(f"{_CRUISE}.IsAdaptive", _runs),
    Row(f"{_CRUISE}.SpeedSet", lambda view: kmh_from_mps(view.set_speed_mps)),
    Row(f"{_CRUISE}.AdaptiveDistanceSet", _follows_m),
    Row(f"{_CRUISE}.AdaptiveIntervalSet", lambda view: round(view.time_gap_s)),
    Row(f"{_CRUISE}.IsError", lambda view: view.state == "fault"),
    Row(f"{_ADAS}.EBA.IsEnabled", lambda view: view.state in DRIVES),
    Row(f"{_ADAS}.EBA.IsEngaged", _emergency),
    Row(f"{_ADAS}.LaneDepartureDetection.IsEnabled", _runs),
    Row(f"{_ADAS}.LaneDepartureDetection.IsWarning", _leaves_lane),
    Row(f"{_ADAS}.DMS.IsEnabled", _runs),
    Row(f"{_ADAS}.DMS.IsWarning", lambda view: view.state in _CALLS_DRIVER),
    *(row for side in _SIDES for row in _obstacle(side)),
    Row(f"{_OWN}.State", lambda view: view.state),
    Row(f"{_OWN}.Reason", lambda view: view.why),
    Row(f"{_OWN}.Warning.Urgency", lambda view: view.warning.urgency),
    Row(f"{_OWN}.Warning.Text", lambda view: view.warning.text),
    Row(f"{_OWN}.Guard.Rules", lambda view: view.guard),
    Row(f"{_OWN}.Objects.Id", _objects(lambda seen: seen.id)),
    Row(f"{_OWN}.Objects.Kind", _objects(lambda seen: seen.kind)),
    Row(f"{_OWN}.Objects.Ahead", _objects(lambda seen: seen.x_m)),
    Row(f"{_OWN}.Objects.Left", _objects(lambda seen: seen.y_m)),
    Row(f"{_OWN}.Objects.Heading", _objects(lambda seen: math.degrees(seen.heading_rad))),
    Row(f"{_OWN}.Objects.Length", _objects(lambda seen: seen.length_m)),
    Row(f"{_OWN}.Objects.Width", _objects(lambda seen: seen.width_m)),
    Row(f"{_OWN}.Objects.Speed", _objects(lambda seen: kmh_from_mps(seen.speed_mps))),
    Row(f"{_OWN}.Objects.Existence", _objects(_percent_sure)),
    Row(f"{_OWN}.Lines.Kind", lambda view: tuple(line.kind for line in view.lines)),
    Row(
        f"{_OWN}.Lines.PointCount",
        lambda view: tuple(len(line.points_m) // 2 for line in view.lines),
    ),
    Row(f"{_OWN}.Lines.Ahead", _line_points(0)),
    Row(f"{_OWN}.Lines.Left", _line_points(1)),
    Row(f"{_OWN}.Plan.Behaviour", lambda view: view.plan.behaviour if view.plan else ""),
    Row(f"{_OWN}.Plan.Reason", lambda view: view.plan.reason if view.plan else ""),
    Row(f"{_OWN}.Plan.IsEmergency", lambda view: bool(view.plan and view.plan.emergency)),
    Row(f"{_OWN}.Plan.Ahead", lambda view: view.plan.points_m[::2] if view.plan else ()),
    Row(f"{_OWN}.Plan.Left", lambda view: view.plan.points_m[1::2] if view.plan else ()),
    Row(
        f"{_OWN}.Plan.Speed",
        lambda view: tuple(map(kmh_from_mps, view.plan.speeds_mps)) if view.plan else (),
    ),
)
PILOT_PATHS = tuple(row.path for row in _ROWS)
"""All that the pilot gives."""


def signals_of(view: AssistView) -> dict[str, Value]:
    """Return the values of all of them, as of one moment."""
    return {row.path: row.value(view) for row in _ROWS}
