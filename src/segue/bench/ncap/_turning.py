"""Somebody whose way the test car cuts as it turns left: CCFtap, CMFtap, CPTAfs, CPTAfo."""

from __future__ import annotations

import numpy as np

from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._encounter import KMH, LEAD_IN_S, Encounter, Point, line_of
from segue.bench.ncap._mover import Pace, mover, way
from segue.bench.ncap._places import ARM_M, LANE_M, left_turn, turn_pieces
from segue.bench.ncap._targets import ADULT, CAR, MOTORCYCLE
from segue.lanes import LaneMap, Path
from segue.schema.drive import OwnCar

_TOWARDS: Point = (-1.0, 0.0)
_WALK_KMH, _WALK_SPEEDS_UP_M = 5.0, 1.0
_WALKS_ALONG: dict[str, Point] = {"CPTAfs": (1.0, 0.0), "CPTAfo": (-1.0, 0.0)}
"""In the test car's first direction, or against it."""
_FINE_M = 0.005


def oncoming(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return a vehicle that comes towards the turning car.

    When they meet, the middle of the test car's front is at the target's side, and the target's
    front where that middle would cross its line; a motorcycle is taken to have no width.
    """
    target = CAR if case.family == "CCFtap" else MOTORCYCLE
    half_m = 0.5 * CAR.width_m if target is CAR else 0.0
    line_y_m = 0.5 * LANE_M
    lanes, route, path = _turn(case)
    met_m, _ = _front_at(path, own_car, line_y_m - half_m)
    _, cross_x_m = _front_at(path, own_car, line_y_m)
    target_mps, speed_mps = case.number("target_kmh") * KMH, case.number("ego_kmh") * KMH
    meets_at = cross_x_m + 0.5 * target.length_m, line_y_m
    actor = target.actor(
        "target",
        way(meets_at, _TOWARDS, target_mps * LEAD_IN_S, ARM_M),
        speed_mps=target_mps,
    )
    start_m = met_m - speed_mps * LEAD_IN_S
    return Encounter(lanes, route, start_m, speed_mps, LEAD_IN_S, 0.0, actor)


def walking(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return somebody who walks over the road that the test car turns into."""
    walks, speed_mps = _WALKS_ALONG[case.family], case.number("ego_kmh") * KMH
    lanes, route, path = _turn(case)
    line_y_m = case.number("crosses_at_m")
    met_m, x_m = _front_at(path, own_car, line_y_m - 0.5 * ADULT.width_m)
    pace = Pace(_WALK_KMH * KMH, _WALK_SPEEDS_UP_M, case.number("walks_m") - _WALK_SPEEDS_UP_M)
    meets_at = x_m - walks[0] * ADULT.aim_ahead_m, line_y_m
    return Encounter(
        lanes,
        route,
        met_m - speed_mps * pace.meets_s,
        speed_mps,
        pace.meets_s,
        pace.begins_s,
        mover(ADULT, pace, meets_at, walks),
    )


def _turn(case: NcapCase) -> tuple[LaneMap, tuple[str, ...], Path]:
    names = ("first_radius_m", "radius_m", "clothoid_deg", "arc_deg")
    lanes, route = left_turn(turn_pieces(**{name: case.number(name) for name in names}))
    return lanes, route, line_of(lanes, route)


def _front_at(path: Path, own_car: OwnCar, y_m: float) -> tuple[float, float]:
    """Return where along its line the test car is, and x, when its front comes to a height y."""
    s_m = np.arange(ARM_M, ARM_M + 2.0 * own_car.length_m + ARM_M, _FINE_M)
    places = path.at(s_m)
    ahead_m = 0.5 * own_car.length_m
    front_y_m = places[:, 1] + ahead_m * np.sin(places[:, 2])
    met_m = float(np.interp(y_m, front_y_m, s_m))
    x, _, heading = path.at(met_m)[0]
    return met_m, float(x + ahead_m * np.cos(heading))
