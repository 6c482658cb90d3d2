"""Somebody who crosses the own lane: CPNA, CPFA, CPNCO, CBNA, CBNAO, CBFA, CCCscp, CMCscp."""

from __future__ import annotations

from dataclasses import dataclass

from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._encounter import KMH, LEAD_IN_S, Encounter, Point
from segue.bench.ncap._mover import Pace, mover, way
from segue.bench.ncap._parked import Parked, beside_approach, beside_crossing_road, beside_walkway
from segue.bench.ncap._places import ARM_M, LANE_M, OWN_Y_M, crossing, straight_road
from segue.bench.ncap._targets import ADULT, BICYCLE, CAR, CHILD, LARGE_PARKED, MOTORCYCLE, Target
from segue.schema.drive import OwnCar
from segue.world.scenes import ActorSpec

_BEHIND_M, _BEYOND_M = 20.0, 300.0
_FROM_RIGHT: Point = (0.0, 1.0)
_FROM_LEFT: Point = (0.0, -1.0)
_HALF_PERCENT = 50.0


@dataclass(frozen=True, slots=True)
class _Walk:
    """How a walker crosses: from where, beside the middle of the own lane."""

    target: Target
    from_m: float
    speeds_up_m: float
    speed_kmh: float
    along: Point


_WALKS = {
    "CPNA": _Walk(ADULT, 4.0, 1.0, 5.0, _FROM_RIGHT),
    "CPNCO": _Walk(CHILD, 4.0, 1.0, 5.0, _FROM_RIGHT),
    "CPFA": _Walk(ADULT, 6.0, 1.5, 8.0, _FROM_LEFT),
}


@dataclass(frozen=True, slots=True)
class _Ride:
    """How a bicycle crosses."""

    pace: Pace
    x_m: float
    """Of its line on the map."""
    along: Point
    parked: Parked


_HIDDEN_M = 7.0
"""How far before its steady part a bicycle speeds up: at most so far, says the protocol."""
_CLEAR_M = 1.0
"""Between a bicycle's line and the parked cars, side to side."""
_APART_M = 0.5 * LARGE_PARKED.width_m + _CLEAR_M + 0.5 * BICYCLE.width_m
_OBSCURED_M = 0.5 * LARGE_PARKED.width_m + 4.8 + 0.5 * BICYCLE.width_m
_NEAR_LANE_X_M, _FAR_LANE_X_M = -0.5 * LANE_M, 0.5 * LANE_M
"""Of the crossing road: traffic from the left, and from the right."""
_RIDES = {
    "CBNA": _Ride(
        Pace(15.0 * KMH, _HIDDEN_M, 17.0),
        _NEAR_LANE_X_M + _APART_M,
        _FROM_RIGHT,
        Parked(_NEAR_LANE_X_M, 17.0),
    ),
    "CBNAO": _Ride(
        Pace(10.0 * KMH, _HIDDEN_M, 4.5),
        _FAR_LANE_X_M,
        _FROM_RIGHT,
        Parked(_FAR_LANE_X_M - _OBSCURED_M, 3.55),
    ),
    "CBFA": _Ride(
        Pace(20.0 * KMH, _HIDDEN_M, 22.0),
        _NEAR_LANE_X_M,
        _FROM_LEFT,
        Parked(_NEAR_LANE_X_M - _APART_M, 22.0),
    ),
}


def walks(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return somebody who walks or runs over the road, maybe out from behind parked cars."""
    walk, aim_m = _WALKS[case.family], _aim_m(case, own_car)
    target, speed_mps = walk.target, case.number("ego_kmh") * KMH
    up = walk.along[1]
    steady_m = walk.from_m - walk.speeds_up_m + up * aim_m - target.aim_ahead_m
    pace = Pace(case.number("target_kmh", walk.speed_kmh) * KMH, walk.speeds_up_m, steady_m)
    x_m = _BEHIND_M + speed_mps * pace.meets_s + 0.5 * (own_car.length_m + target.width_m)
    meets_at = x_m, OWN_Y_M + aim_m - up * target.aim_ahead_m
    lanes, route = straight_road(round(x_m + _BEYOND_M))
    return Encounter(
        lanes,
        route,
        _BEHIND_M,
        speed_mps,
        pace.meets_s,
        pace.begins_s,
        mover(target, pace, meets_at, walk.along),
        beside_walkway(x_m - 0.5 * target.width_m, own_car) if case.family == "CPNCO" else (),
    )


def rides(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return a bicycle that comes out of a crossing road, from behind parked cars."""
    ride, aim_m = _RIDES[case.family], _aim_m(case, own_car)
    up = ride.along[1]
    meets_at = ride.x_m, OWN_Y_M + aim_m - up * BICYCLE.aim_ahead_m
    actor = mover(BICYCLE, ride.pace, meets_at, ride.along)
    return _on_crossing(
        case,
        own_car,
        ride.x_m - 0.5 * BICYCLE.width_m,
        ride.pace.meets_s,
        ride.pace.begins_s,
        actor,
        beside_crossing_road(ride.parked, ride.along),
    )


def drives_across(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return a vehicle that drives over a crossing without giving way.

    A car is hit by the middle of the front, a quarter of its length behind its own; a motorcycle
    drives into the side, a tenth of the test car's length behind its front.
    """
    from_left = case.number("from_right") > 0.0  # 1 is the far side
    along, x_m = (_FROM_LEFT, _NEAR_LANE_X_M) if from_left else (_FROM_RIGHT, _FAR_LANE_X_M)
    if case.family == "CCCscp":
        target, front_x_m, before_m = CAR, x_m - 0.5 * CAR.width_m, 0.25 * CAR.length_m
    else:
        target, front_x_m = MOTORCYCLE, x_m + 0.1 * own_car.length_m
        before_m = 0.5 * (own_car.width_m + MOTORCYCLE.length_m)
    target_mps = case.number("target_kmh") * KMH
    meets_at = x_m, OWN_Y_M - before_m * along[1]
    path = way(meets_at, along, target_mps * LEAD_IN_S, ARM_M)
    actor = target.actor("target", path, speed_mps=target_mps)
    others = beside_approach(left=from_left)
    return _on_crossing(case, own_car, front_x_m, LEAD_IN_S, 0.0, actor, others)


def _on_crossing(
    case: NcapCase,
    own_car: OwnCar,
    front_x_m: float,
    meets_s: float,
    danger_s: float,
    actor: ActorSpec,
    others: tuple[ActorSpec, ...],
) -> Encounter:
    """Return the test car on its way to a crossing, its front at a place when they meet."""
    speed_mps = case.number("ego_kmh") * KMH
    lanes, route = crossing()
    begin_x_m = float(lanes[route[0]].centre_m[0, 0])
    start_m = front_x_m - 0.5 * own_car.length_m - speed_mps * meets_s - begin_x_m
    return Encounter(lanes, route, start_m, speed_mps, meets_s, danger_s, actor, others)


def _aim_m(case: NcapCase, own_car: OwnCar) -> float:
    """Return how far to the left of its middle the test car's front is to hit."""
    percent = case.number("impact_percent", case.number("overlap_percent", _HALF_PERCENT))
    return own_car.width_m * (percent - _HALF_PERCENT) / 100.0
