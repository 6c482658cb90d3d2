"""Whether a piece of an object is in the car's way when the car gets there, and what mends it.

    in the way now, or before the car is there ──▶ certainly? ──▶ least braking
                                       no: a usual turn would still miss it

Certainty matters as much as need. At the start of a bend all that stands beside the road is
straight ahead for a while, and so is a car in the next lane. So one of two must hold: it lies along
the car's own lane, as the road bends from here to there; or no usual turn, within UN R79's lateral
acceleration and jerk, would pass it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from segue.pilot.guard._braking import Pair, least_braking_mps2, rss_gap_m
from segue.pilot.guard._limits import Limits
from segue.pilot.guard._path import Piece

Rule = Literal["ahead", "crossing", "oncoming", "rss"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driving:
    """What the car does, and can."""

    speed_mps: float
    accel_mps2: float
    """Now."""
    asked_mps2: float
    half_width_m: float
    brake_mps2: float
    """Hardest, on this road."""
    response_s: float
    """Until it brakes that hard, counted as if nothing came before."""
    reserve_s: float
    """Until which braking must still mend it."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a piece asks of the car."""

    rule: Rule
    brake_mps2: float


def needs_for(limits: Limits, driving: Driving, piece: Piece, accel_mps2: float) -> list[Need]:
    """Return what a piece of an object asks for.

    Args:
        limits: What the guard holds to.
        driving: The car.
        piece: One ahead of the car's bumper.
        accel_mps2: Of the object, along its velocity.
    """
    joins = piece.along_mps > abs(piece.across_mps)
    inwards = piece.across_m * piece.across_mps < 0.0
    lead_brake_mps2 = min(max(-accel_mps2, 0.0), limits.lead_brake_mps2) if joins else 0.0
    pair = Pair(piece.gap_m, driving.speed_mps, piece.along_mps, lead_brake_mps2)
    reach_m = piece.half_m + driving.half_width_m
    enters_s, leaves_s = time_in_way_s(piece.across_m, piece.across_mps, reach_m)
    in_way = enters_s == 0.0
    on_road = lies_on_road(limits, driving.speed_mps, piece, reach_m, in_way=in_way)
    needs: list[Need] = []
    is_settled = abs(piece.across_mps) <= limits.settled * piece.along_mps
    if in_way and on_road and is_settled and piece.along_mps >= limits.moving_mps:
        needs += _rss_needs(limits, driving, pair)
    if joins and inwards:
        leaves_s = math.inf  # who drives along and comes in is taken to stay
    touch_s = pair.touch_s()
    free_s = leaves_s + limits.crossing_margin_s
    if math.isinf(touch_s) or not enters_s - limits.crossing_margin_s <= touch_s <= free_s:
        return needs
    if not on_road:
        across_m = 0.0 if joins and inwards else piece.across_m + piece.across_mps * touch_s
        pass_m = max(reach_m - abs(across_m), 0.0) + limits.clearance_m
        if swerve_m(limits, touch_s) >= pass_m:
            return needs
    late_s = driving.reserve_s + driving.response_s
    if _mending_mps2(limits, pair, late_s, driving.asked_mps2, free_s) > driving.brake_mps2:
        brake_mps2 = _mending_mps2(limits, pair, driving.response_s, driving.accel_mps2, free_s)
        if driving.speed_mps < limits.crawl_mps:  # no jolt for a distance, only for a touch
            touch_mps2 = least_braking_mps2(pair.later(driving.response_s, driving.accel_mps2))
            brake_mps2 = min(brake_mps2, max(touch_mps2, limits.stop_mps2))
        needs.append(Need(_rule_for(piece), brake_mps2))
    return needs


def time_in_way_s(across_m: float, across_mps: float, reach_m: float) -> tuple[float, float]:
    """Return from when until when something is nearer to the middle of the way than `reach_m`.

    Both infinite when it never will be.
    """
    if across_mps == 0.0:
        return (0.0, math.inf) if abs(across_m) < reach_m else (math.inf, math.inf)
    one_s, other_s = (reach_m - across_m) / across_mps, (-reach_m - across_m) / across_mps
    enters_s, leaves_s = min(one_s, other_s), max(one_s, other_s)
    return (max(enters_s, 0.0), leaves_s) if leaves_s > 0.0 else (math.inf, math.inf)


def lies_on_road(
    limits: Limits, speed_mps: float, piece: Piece, reach_m: float, *, in_way: bool
) -> bool:
    """Return whether the way that an object lies or drives along leads into the car's own lane.

    A road that bends evenly from the car's heading here to the object's there puts the lane of the
    object this far beside the car: its place, less half its turn times the way. And a bend that
    the car could not take, after braking comfortably, is none: then the object leaves its lane.
    """
    if math.hypot(piece.along_mps, piece.across_mps) >= limits.moving_mps:
        if piece.along_mps <= abs(piece.across_mps):
            return False
        slope = piece.across_mps / piece.along_mps
    elif piece.long:
        slope = math.tan(piece.turned_rad)
    else:
        return False
    square = max(speed_mps * speed_mps - 2.0 * limits.stop_mps2 * piece.far_m, 0.0)
    if square * abs(math.atan(slope)) > limits.swerve_mps2 * piece.far_m:
        return True
    return in_way and abs(piece.aside_m - 0.5 * slope * piece.far_m) < reach_m


def swerve_m(limits: Limits, seconds: float) -> float:
    """Return how far to the side a usual turn brings a car in some time."""
    builds_s = limits.swerve_mps2 / limits.swerve_mps3
    turns_s = min(seconds, builds_s)
    rest_s = seconds - turns_s
    side_mps = 0.5 * limits.swerve_mps3 * turns_s * turns_s
    built_m = limits.swerve_mps3 * turns_s * turns_s * turns_s / 6.0
    return built_m + side_mps * rest_s + 0.5 * limits.swerve_mps2 * rest_s * rest_s


def _mending_mps2(
    limits: Limits, pair: Pair, after_s: float, accel_mps2: float, free_s: float
) -> float:
    """Return the deceleration that, begun after some time, stops short of the other or lets it by.

    Args:
        limits: What the guard holds to.
        pair: The two now.
        after_s: When the braking begins.
        accel_mps2: Of the car until then.
        free_s: When the other has left the way.
    """
    then = pair.later(after_s, accel_mps2)
    stop_mps2 = least_braking_mps2(replace(then, gap_m=then.gap_m - limits.stand_off_m))
    left_s = free_s - after_s
    if math.isinf(left_s) or left_s <= 0.0:
        return stop_mps2
    ahead_m = max(then.gap_m, 0.0)
    if 2.0 * ahead_m < then.speed_mps * left_s:  # it would stand before the other is gone
        return stop_mps2
    yield_mps2 = 2.0 * (then.speed_mps * left_s - ahead_m) / (left_s * left_s)
    return min(stop_mps2, max(yield_mps2, 0.0))


def _rss_needs(limits: Limits, driving: Driving, pair: Pair) -> list[Need]:
    """Return RSS's proper response to one that is ahead and going the same way.

    No more speed; and where the gap does not open, comfortable braking by how much is missing.
    """
    gap_m = rss_gap_m(
        pair.speed_mps,
        pair.lead_mps,
        response_s=limits.rss_response_s,
        accel_mps2=max(driving.asked_mps2, 0.0),
        brake_mps2=driving.brake_mps2,
        lead_brake_mps2=limits.lead_brake_mps2,
    )
    gap_m += limits.stand_off_m
    if pair.gap_m >= gap_m:
        return []
    missing = 1.0 - max(pair.gap_m, 0.0) / gap_m
    opens = pair.lead_mps > pair.speed_mps
    return [Need("rss", 0.0 if opens else missing * limits.stop_mps2)]


def _rule_for(piece: Piece) -> Rule:
    if abs(piece.across_mps) > abs(piece.along_mps):
        return "crossing"
    return "oncoming" if piece.along_mps < 0.0 else "ahead"
