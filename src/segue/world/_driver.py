"""A calm driver on a route: how hard to accelerate or brake now."""

from __future__ import annotations

import math

from segue.world._route import BRAKE_MPS2, Route

_ACCEL_MPS2 = 1.2
_HARDEST_BRAKE_MPS2 = 3.5
_JERK_MPS3 = 2.0
"""Comfort: the change of acceleration that passengers accept."""
_SETTLE_S = 1.0
"""Time in which a difference to the wanted speed should be gone."""
_ARRIVED_M = 1.0
_CREEP_MPS = 0.5
"""Never wants to be slower than this before the end, so that it does get there."""


class RouteDriver:
    """Drives along a route within its bends, a cruising speed, and comfort; stops at its end.

    Args:
        route: Where to.
        cruise_mps: Never wants to be faster.
        progress_m: Where along the route to begin.
    """

    __slots__ = ("_accel_mps2", "_segment", "cruise_mps", "progress_m", "route")

    def __init__(self, route: Route, *, cruise_mps: float, progress_m: float = 0.0) -> None:
        self.route = route
        self.cruise_mps = cruise_mps
        self.progress_m = progress_m
        self._segment = route.segment_at(progress_m)
        self._accel_mps2 = 0.0

    @property
    def remaining_m(self) -> float:
        """Distance to the end."""
        return self.route.length_m - self.progress_m

    @property
    def arrived(self) -> bool:
        """Whether the end is reached."""
        return self.remaining_m <= _ARRIVED_M

    @property
    def pose(self) -> tuple[float, float, float]:
        """Latitude and longitude [deg] and heading [rad] now."""
        return self.route.pose_at(self._segment, self.progress_m)

    def advance(self, moved_m: float) -> None:
        """Take note that the car moved along the route."""
        route = self.route
        self.progress_m = progress_m = min(self.progress_m + moved_m, route.length_m)
        while progress_m >= route.segment_end_m(self._segment) and progress_m < route.length_m:
            self._segment += 1

    def accel_mps2(self, dt_s: float, speed_mps: float, *, to_rest: bool = False) -> float:
        """Return the acceleration to ask for in the next `dt_s`.

        Args:
            dt_s: Time until the next call.
            speed_mps: Of the car now.
            to_rest: Brake to rest, wherever that is.
        """
        wanted_mps2 = -BRAKE_MPS2 if to_rest or self.arrived else self._along_route(speed_mps)
        if wanted_mps2 <= -_HARDEST_BRAKE_MPS2:
            self._accel_mps2 = -_HARDEST_BRAKE_MPS2
        else:
            step = _JERK_MPS3 * dt_s
            low, high = self._accel_mps2 - step, self._accel_mps2 + step
            self._accel_mps2 = min(max(wanted_mps2, low), high, _ACCEL_MPS2)
        if speed_mps == 0.0:
            self._accel_mps2 = max(self._accel_mps2, 0.0)
        return self._accel_mps2

    def _along_route(self, speed_mps: float) -> float:
        ahead_m = max(self.route.segment_end_m(self._segment) - self.progress_m, 0.0)
        at_end_mps = self.route.speed_at_end_mps(self._segment)
        cruise_mps = min(self.cruise_mps, self.route.limit_mps(self._segment))
        braking_mps = math.sqrt(at_end_mps * at_end_mps + 2.0 * BRAKE_MPS2 * ahead_m)
        if braking_mps >= cruise_mps:
            return (cruise_mps - speed_mps) / _SETTLE_S
        # On the braking curve: its own deceleration, and what is needed to come back to it.
        allowed_mps = max(braking_mps, _CREEP_MPS)
        return (allowed_mps - speed_mps) / _SETTLE_S - BRAKE_MPS2 * speed_mps / allowed_mps
