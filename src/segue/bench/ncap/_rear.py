"""Driving up to somebody in the own lane: CCRs, CCRm, CCRb, CMRs, CMRb, CBLA, CPLA."""

from __future__ import annotations

import math

from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._encounter import FIRST_S, KMH, LEAD_IN_S, Encounter, Point
from segue.bench.ncap._mover import Pace, mover, way
from segue.bench.ncap._places import OWN_Y_M, straight_road
from segue.bench.ncap._targets import ADULT, BICYCLE, CAR, MOTORCYCLE, Target
from segue.schema.drive import OwnCar
from segue.world.scenes import Act, ActorSpec

_BEHIND_M, _BEYOND_M = 20.0, 300.0
_ALONG: Point = (1.0, 0.0)


def rear(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return a vehicle ahead that stands, keeps its speed, or brakes."""
    target = CAR if case.family.startswith("CC") else MOTORCYCLE
    aside_m = _aside_m(case, target, own_car)
    speed_mps = case.number("ego_kmh") * KMH
    if not case.has("target_brake_mps2"):
        target_mps = case.number("target_kmh") * KMH
        touch_m = _BEHIND_M + speed_mps * LEAD_IN_S + 0.5 * (own_car.length_m + target.length_m)
        path = way((touch_m, OWN_Y_M + aside_m), _ALONG, target_mps * LEAD_IN_S, _BEYOND_M)
        actor = target.actor("target", path, speed_mps=target_mps)
        return _on_road(speed_mps, LEAD_IN_S, 0.0, actor)
    return _braking(case, target, aside_m, own_car)


def along(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return somebody who rides or walks ahead, and who stood there before."""
    target = BICYCLE if case.family == "CBLA" else ADULT
    speed_mps = case.number("ego_kmh") * KMH
    aside_m = _aside_m(case, target, own_car)
    pace = Pace(
        case.number("target_kmh") * KMH, case.number("speeds_up_m"), case.number("steady_m")
    )
    touch_m = _BEHIND_M + speed_mps * pace.meets_s + 0.5 * (own_car.length_m + target.length_m)
    actor = mover(target, pace, (touch_m, OWN_Y_M + aside_m), _ALONG)
    return _on_road(speed_mps, pace.meets_s, 0.0, actor)


def _braking(case: NcapCase, target: Target, aside_m: float, own_car: OwnCar) -> Encounter:
    """Return a vehicle ahead, as fast as the test car, that brakes."""
    speed_mps, first_mps = case.number("ego_kmh") * KMH, case.number("target_first_kmh") * KMH
    last_mps, brake_mps2 = case.number("target_kmh") * KMH, case.number("target_brake_mps2")
    gap_m = case.number("headway_m", 0.0) or case.number("headway_s") * speed_mps
    slower_mps = first_mps - last_mps
    braked_m = slower_mps**2 / (2.0 * brake_mps2)
    moves_s = (
        math.sqrt(2.0 * gap_m / brake_mps2)
        if braked_m >= gap_m
        else slower_mps / brake_mps2 + (gap_m - braked_m) / slower_mps
    )
    begin_m = _BEHIND_M + gap_m + 0.5 * (own_car.length_m + target.length_m)
    actor = target.actor(
        "target",
        way((begin_m, OWN_Y_M + aside_m), _ALONG, 0.0, speed_mps * (FIRST_S + moves_s) + _BEYOND_M),
        speed_mps=first_mps,
        acts=(Act(at_s=FIRST_S, speed_mps=last_mps, accel_mps2=brake_mps2),),
    )
    return _on_road(speed_mps, FIRST_S + moves_s, FIRST_S, actor)


def _on_road(speed_mps: float, meets_s: float, danger_s: float, actor: ActorSpec) -> Encounter:
    lanes, route = straight_road(math.ceil(_BEHIND_M + speed_mps * meets_s + _BEYOND_M))
    return Encounter(lanes, route, _BEHIND_M, speed_mps, meets_s, danger_s, actor)


def _aside_m(case: NcapCase, target: Target, own_car: OwnCar) -> float:
    """Return how far the target's middle is to the left of the test car's.

    Until 2023 a car's place was told by how much of the test car's width it covers, with a sign for
    the side; that of a rider or walker, and of all since 2026, by the share of the test car's width
    at which its middle is, from the right.
    """
    if case.has("impact_percent"):
        return own_car.width_m * (case.number("impact_percent") - 50.0) / 100.0
    percent = case.number("overlap_percent")
    if target is not CAR:
        return own_car.width_m * (percent - 50.0) / 100.0
    if abs(percent) == 100.0:  # noqa: PLR2004  (covered wholly: behind each other)
        return 0.0
    aside_m = 0.5 * target.width_m - own_car.width_m * (abs(percent) - 50.0) / 100.0
    return math.copysign(aside_m, percent)
