"""What all that is around the car asks of it, together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from segue.pilot.guard._limits import Limits
from segue.pilot.guard._own import Own
from segue.pilot.guard._path import pieces_on_way
from segue.pilot.guard._things import Thing
from segue.pilot.guard._threat import Driving, Need, needs_for
from segue.schema.drive import OwnCar

_by_brake = attrgetter("brake_mps2")


def hardest_need(
    limits: Limits,
    car: OwnCar,
    own: Own,
    things: Sequence[Thing],
    *,
    driving: Driving,
    circles_per_m: Sequence[float],
) -> Need | None:
    """Return what the object asks for that asks for most; None where none asks.

    Args:
        limits: What the guard holds to.
        car: The car that is driven.
        own: Where it is.
        things: What is around.
        driving: What the car does, and can.
        circles_per_m: The circles that it may go on: as it moves, as it is asked to steer.
    """
    needs = [
        need
        for thing in things
        if _is_near(limits, own, thing)
        and (
            need := _need_of(limits, car, own, thing, driving=driving, circles_per_m=circles_per_m)
        )
    ]
    return max(needs, key=_by_brake, default=None)


def _is_near(limits: Limits, own: Own, thing: Thing) -> bool:
    """Return whether an object can matter at all, so that the rest need not be looked at."""
    speed_mps = own.speed_mps + math.hypot(thing.vx_mps, thing.vy_mps)
    reach_m = limits.looks_ahead_s * speed_mps + limits.longest_m
    return math.hypot(thing.x_m - own.x_m, thing.y_m - own.y_m) <= reach_m


def _need_of(
    limits: Limits,
    car: OwnCar,
    own: Own,
    thing: Thing,
    *,
    driving: Driving,
    circles_per_m: Sequence[float],
) -> Need | None:
    """Return what an object asks for: the least of the circles, as it must be in the way on all."""
    on_each: list[Need] = []
    for circle_per_m in circles_per_m:
        pieces = pieces_on_way(car, own, circle_per_m, thing)
        needs = [
            need for piece in pieces for need in needs_for(limits, driving, piece, thing.accel_mps2)
        ]
        if not needs:
            return None
        need = max(needs, key=_by_brake)
        touches = any(piece.gap_m <= 0.0 for piece in pieces)
        if not thing.proven or (touches and thing.new):
            need = replace(need, brake_mps2=min(need.brake_mps2, limits.stop_mps2))
        on_each.append(need)
    return min(on_each, key=_by_brake)
