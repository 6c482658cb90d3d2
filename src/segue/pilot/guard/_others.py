"""What all that is around the car asks of it, together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from segue.pilot.guard._limits import Limits
from segue.pilot.guard._own import Own
from segue.pilot.guard._path import pieces_on_way
from segue.pilot.guard._things import Name, Thing
from segue.pilot.guard._threat import Driving, Need, needs_for
from segue.schema.drive import OwnCar

_by_brake = attrgetter("brake_mps2")


class Others:
    """What was asked for by whom, from one judgement to the next.

    Args:
        limits: What the guard holds to.
        car: The car that is driven.
    """

    def __init__(self, limits: Limits, car: OwnCar) -> None:
        self._limits = limits
        self._car = car
        self._since_s: dict[Name, float] = {}
        """Since when each object asks."""
        self._confirmed_s: dict[Name, float] = {}
        """When one that had asked for long enough last did: it is at once believed again."""

    def hardest_need(
        self,
        now_s: float,
        own: Own,
        things: Sequence[Thing],
        *,
        driving: Driving,
        circles_per_m: Sequence[float],
    ) -> Need | None:
        """Return what the object asks for that asks for most; None where none asks.

        Args:
            now_s: Time.
            own: Where the car is.
            things: What is around.
            driving: What the car does, and can.
            circles_per_m: The circles that it may go on: as it moves, as it is asked to steer.
        """
        limits, before_s = self._limits, self._since_s
        needs = {
            thing.identity: need
            for thing in things
            if _is_near(limits, own, thing)
            and (need := self._need_of(own, thing, driving, circles_per_m))
        }
        self._since_s = {identity: before_s.get(identity, now_s) for identity in needs}
        recent_s = {
            identity: time_s
            for identity, time_s in self._confirmed_s.items()
            if now_s - time_s <= limits.remembered_s
        }
        lasting = {
            identity: need
            for identity, need in needs.items()
            if identity in recent_s or now_s - self._since_s[identity] >= limits.confirm_s
        }
        self._confirmed_s = recent_s | dict.fromkeys(lasting, now_s)
        return max(lasting.values(), key=_by_brake, default=None)

    def _need_of(
        self, own: Own, thing: Thing, driving: Driving, circles_per_m: Sequence[float]
    ) -> Need | None:
        """Return what an object asks for: it must be in the way on every circle."""
        limits = self._limits
        on_each: list[Need] = []
        for circle_per_m in circles_per_m:
            pieces = pieces_on_way(self._car, own, circle_per_m, thing)
            needs = [
                need
                for piece in pieces
                for need in needs_for(limits, driving, piece, thing.accel_mps2)
            ]
            if not needs:
                return None
            need = max(needs, key=_by_brake)
            touches = any(piece.gap_m <= 0.0 for piece in pieces)
            if not (thing.proven and thing.sure) or (touches and thing.new):
                need = replace(need, brake_mps2=min(need.brake_mps2, limits.stop_mps2))
            on_each.append(need)
        return min(on_each, key=_by_brake)


def _is_near(limits: Limits, own: Own, thing: Thing) -> bool:
    """Return whether an object can matter at all, so that the rest need not be looked at."""
    speed_mps = own.speed_mps + math.hypot(thing.vx_mps, thing.vy_mps)
    reach_m = limits.looks_ahead_s * speed_mps + limits.longest_m
    return math.hypot(thing.x_m - own.x_m, thing.y_m - own.y_m) <= reach_m
