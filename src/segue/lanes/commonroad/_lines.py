"""Centre lines that can be driven, from borders of few points that bend at each.

Where lanelets meet, all of them take one place and one direction. In between, a line keeps near the
middle of the borders and bends as little as it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.lanes import Path
from segue.lanes.commonroad._lanelets import Lanelet
from segue.lanes.commonroad._scipy import components, rounded, smooth

Floats = NDArray[np.float64]
_SPACING_M = 1.0
_FEWEST_STEPS = 4
_WAVELENGTH_M = 12.0
"""Waves of a centre line that are shorter are drawing, not road (estimated): a car needs as much to
pass from one lane into the next at walking pace."""
_FARTHEST_MEETING_M = 2.0
"""Ends that follow each other but are further apart do not meet; half a lane."""


@dataclass(frozen=True, slots=True)
class Line:
    """A smooth centre and the borders beside its points."""

    centre_m: Floats
    left_m: Floats
    right_m: Floats


@dataclass(frozen=True, slots=True)
class _End:
    """Where a line begins or ends, and where it points to there."""

    place_m: Floats
    toward: Floats


def lines_of(lanelets: Mapping[str, Lanelet]) -> dict[str, Line]:
    """Return a line for each lanelet."""
    raw = {key: Path(0.5 * (one.left_m + one.right_m)) for key, one in lanelets.items()}
    ends = _shared_ends(lanelets, raw)
    return {
        key: _line(one, raw[key], ends[key, False], ends[key, True])
        for key, one in lanelets.items()
    }


def _shared_ends(
    lanelets: Mapping[str, Lanelet], raw: Mapping[str, Path]
) -> dict[tuple[str, bool], _End]:
    """Return the ends by lanelet and whether it is the last one.

    Where several lanelets meet, the two that go on most nearly straight say where and whither: a
    road stays straight beside a turn that is drawn with a kink.
    """
    own = {
        (key, last): _End(path.points_m[-last], _unit(path.heading_rad[-last]))
        for key, path in raw.items()
        for last in (False, True)
    }
    shared = dict(own)
    for meeting in _meetings(lanelets, own):
        one, other = max(meeting, key=lambda pair: own[pair[0]].toward @ own[pair[1]].toward)
        toward = own[one].toward + own[other].toward
        length = np.hypot(*toward)
        if length > 1e-3:  # noqa: PLR2004 (else they point against each other: each keeps its own)
            end = _End(0.5 * (own[one].place_m + own[other].place_m), toward / length)
            shared.update(dict.fromkeys((name for pair in meeting for name in pair), end))
    return shared


def _meetings(
    lanelets: Mapping[str, Lanelet], own: Mapping[tuple[str, bool], _End]
) -> Iterable[list[tuple[tuple[str, bool], tuple[str, bool]]]]:
    """Give, place by place where lanelets meet, the pairs of (an end, the begin that follows)."""
    pairs = [
        ((key, True), (following, False))
        for key, lanelet in lanelets.items()
        for following in lanelet.successors
        if np.hypot(*(own[key, True].place_m - own[following, False].place_m))
        <= _FARTHEST_MEETING_M
    ]
    rows = {end: row for row, end in enumerate(own)}
    place = components([(rows[one], rows[other]) for one, other in pairs], len(own))
    meetings: dict[int, list[tuple[tuple[str, bool], tuple[str, bool]]]] = {}
    for pair in pairs:
        meetings.setdefault(place[rows[pair[0]]], []).append(pair)
    return meetings.values()


def _line(lanelet: Lanelet, raw: Path, first: _End, last: _End) -> Line:
    steps = max(round(raw.length_m / _SPACING_M), _FEWEST_STEPS)
    s_m = np.linspace(0.0, raw.length_m, steps + 1)

    def beside(border_m: Floats) -> Floats:
        x_m, y_m = (np.interp(s_m, raw.s_m, border_m[:, column]) for column in (0, 1))
        return np.column_stack((x_m, y_m))

    step_m = raw.length_m / steps
    centre_m = smooth(
        _rounded(raw, s_m),
        stiffness=(_WAVELENGTH_M / (2.0 * np.pi * step_m)) ** 4,
        begin=np.array([first.place_m, first.place_m + step_m * first.toward]),
        end=np.array([last.place_m - step_m * last.toward, last.place_m]),
    )
    return Line(
        centre_m,
        beside(lanelet.left_m),
        beside(lanelet.right_m),
    )


def _rounded(raw: Path, s_m: Floats) -> Floats:
    """Return places along a polyline that is meant to be a curve.

    At a corner the curve is that of the circle through it and its neighbours; corners far apart are
    rounded near to them, and the road between them stays straight.
    """
    long = np.diff(raw.s_m) > _WAVELENGTH_M
    near_m = 0.5 * _WAVELENGTH_M
    corners_m = np.concatenate((raw.s_m, raw.s_m[:-1][long] + near_m, raw.s_m[1:][long] - near_m))
    corners = Path(raw.at(np.unique(corners_m))[:, :2])
    steps_m = np.diff(corners.s_m)
    toward = np.diff(corners.points_m, axis=0)
    along = np.unwrap(np.arctan2(toward[:, 1], toward[:, 0]))
    headings = corners.heading_rad.copy()
    headings[1:-1] = (along[:-1] * steps_m[1:] + along[1:] * steps_m[:-1]) / (
        steps_m[:-1] + steps_m[1:]
    )
    return rounded(corners.points_m, corners.s_m, headings, s_m)


def _unit(heading_rad: float) -> Floats:
    return np.array([np.cos(heading_rad), np.sin(heading_rad)])
