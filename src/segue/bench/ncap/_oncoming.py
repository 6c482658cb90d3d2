"""A car that comes head-on: CCFhos in the own lane, CCFhol changing into it."""

from __future__ import annotations

from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._encounter import KMH, LEAD_IN_S, Encounter, Point, begins_s
from segue.bench.ncap._mover import way
from segue.bench.ncap._places import LANE_M, OWN_Y_M, straight_road
from segue.bench.ncap._targets import CAR, LARGE_PARKED
from segue.schema.drive import OwnCar
from segue.world.scenes import Act

_BEHIND_M, _BEYOND_M = 20.0, 400.0
_TOWARDS: Point = (-1.0, 0.0)
_HALF_PERCENT = 50.0
_IN_LANE_S = 1.5
"""Time to collision when the lane change is over."""


def straight_on(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return a car that comes towards the test car; without a speed of its own it is as fast."""
    speed_mps = case.number("ego_kmh") * KMH
    target_mps = case.number("target_first_kmh", case.number("ego_kmh")) * KMH
    percent = case.number("impact_percent", _HALF_PERCENT)
    aside_m = own_car.width_m * (percent - _HALF_PERCENT) / 100.0
    x_m = _touch_x_m(speed_mps * LEAD_IN_S, own_car)
    path = way((x_m, OWN_Y_M + aside_m), _TOWARDS, target_mps * LEAD_IN_S, x_m)
    lanes, route = straight_road(round(x_m + _BEYOND_M))
    actor = CAR.actor("target", path, speed_mps=target_mps)
    return Encounter(lanes, route, _BEHIND_M, speed_mps, LEAD_IN_S, 0.0, actor)


def changing_lane(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return a car that overtakes into the own lane, from behind one that it followed."""
    speed_mps = case.number("ego_kmh") * KMH
    change_s = case.number("lane_change_m") / speed_mps
    moves_s = change_s + _IN_LANE_S
    begin_s = begins_s(moves_s)
    meets_s = begin_s + moves_s
    x_m = _touch_x_m(speed_mps * meets_s, own_car)
    path = way((x_m, OWN_Y_M + LANE_M), _TOWARDS, speed_mps * meets_s, x_m)
    change = Act(at_s=begin_s, offset_m=LANE_M, lateral_mps=LANE_M / change_s)
    ahead_m = case.number("following_m") + 0.5 * (CAR.length_m + LARGE_PARKED.length_m)
    followed = tuple((x - ahead_m, y) for x, y in path)
    lanes, route = straight_road(round(x_m + _BEYOND_M))
    return Encounter(
        lanes,
        route,
        _BEHIND_M,
        speed_mps,
        meets_s,
        begin_s,
        CAR.actor("target", path, speed_mps=speed_mps, acts=(change,)),
        (LARGE_PARKED.actor("followed car", followed, speed_mps=speed_mps),),
    )


def _touch_x_m(driven_m: float, own_car: OwnCar) -> float:
    """Return where a target's middle is when its front and the test car's touch."""
    return _BEHIND_M + driven_m + 0.5 * (own_car.length_m + CAR.length_m)
