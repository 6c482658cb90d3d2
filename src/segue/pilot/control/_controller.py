"""Follows a plan, and brakes in its lane when there is none to follow.

    plan            a fresh good one    none, older, or broken    none for STALE_S
    acceleration    SpeedQp             SpeedQp, of the last      LANE_BRAKE_MPS2
      no solution   the plan's own      the last plan's own       LANE_BRAKE_MPS2
    steering        along the plan      along the last plan       along the last plan, or held

Whatever comes in, what goes out is finite and within the car's limits.
"""

from __future__ import annotations

import math

import numpy as np

from segue.pilot.control._asked import Asked
from segue.pilot.control._preview import PREVIEW_STEP_S, preview_rate
from segue.pilot.control._speed import KNOTS, Bounds, SpeedQp
from segue.pilot.control._sway import SLOWEST_MPS, Sway
from segue.pilot.control._track import Track, track_of
from segue.schema.drive import PLAN_STEP_S, Command, EgoState, Floats, OwnCar, Plan

STALE_S = 0.5
"""An older plan is not followed in speed."""
LANE_BRAKE_MPS2 = 2.5
"""Without a plan; a following driver can answer to it."""
COMFORT = Bounds(accel_mps2=2.4, brake_mps2=4.0, jerk_mps3=5.0)
"""UN R157 5.3: 4.0 m/s² without emergency; nuPlan's comfort bounds: 2.40; jerk estimated."""
_STEP_S = 0.02
_LONGEST_STEP_S = 0.1

_STANDS_MPS = 0.1
_STOP_M = 0.3
"""A plan that ends in this distance is a stop; one that goes on by less is not a start."""
_STARTS_MPS = 0.3
_HOLD_MPS2 = 1.0
"""With which a standing car is held."""

_PREVIEW_STEPS = 60
"""3 s ahead."""
_FURTHEST_M = 1.0
"""A larger offset is steered away as this one."""


class Controller:
    """Pedals and steering for a plan.

    Args:
        own_car: What is driven.

    Raises:
        LocalUseError: Solver or compiler are not installed.
    """

    def __init__(self, own_car: OwnCar) -> None:
        self._own = own_car
        self._sway = Sway(own_car)
        self._car = np.array(
            [own_car.wheelbase_m, own_car.rear_axle_m, self._sway.front_slip, self._sway.rear_slip]
        )
        self._comfort = SpeedQp(COMFORT)
        self._emergency_bounds = Bounds(
            accel_mps2=COMFORT.accel_mps2,
            brake_mps2=own_car.brake_mps2,
            jerk_mps3=own_car.brake_jerk_mps3,
        )
        self._emergency = SpeedQp(self._emergency_bounds)
        self._track: Track | None = None
        self._last = Command(accel_mps2=0.0, steer_rad=0.0)
        self._last_s: float | None = None
        self._asked = Asked(own_car.brake_delay_s)

    def step(self, now_s: float, ego: EgoState, plan: Plan | None) -> Command:
        """Return what to ask of the car now."""
        dt_s = self._passed_s(now_s)
        if plan is not None and (self._track is None or plan is not self._track.plan):
            self._track = track_of(plan) or self._track
        if not _is_finite(ego) or not math.isfinite(now_s):
            return self._give(
                now_s, dt_s, -LANE_BRAKE_MPS2, self._last.steer_rad, COMFORT.jerk_mps3
            )
        if self._last_s is None:
            self._last = Command(accel_mps2=ego.accel_mps2, steer_rad=ego.steer_rad)
        self._sway.update(dt_s, ego)
        track = self._track
        fresh = track is not None and abs(now_s - track.plan.made_s) <= STALE_S
        steer_rad = self._steer(dt_s, ego)
        if track is None or not fresh:
            hold = ego.speed_mps < _STANDS_MPS
            accel = -LANE_BRAKE_MPS2
            return self._give(now_s, dt_s, accel, steer_rad, COMFORT.jerk_mps3, hold=hold)
        bounds = self._emergency_bounds if track.plan.emergency else COMFORT
        motion = track.motion(now_s + self._own.brake_delay_s, KNOTS + 1)
        if self._stands(ego, motion):
            return self._give(now_s, dt_s, -_HOLD_MPS2, steer_rad, COMFORT.jerk_mps3, hold=True)
        accel = self._accelerate(now_s, dt_s, ego, track, motion)
        return self._give(now_s, dt_s, accel, steer_rad, bounds.jerk_mps3)

    def _passed_s(self, now_s: float) -> float:
        last_s = self._last_s
        if last_s is None or not math.isfinite(now_s):
            return _STEP_S
        return min(max(now_s - last_s, 0.0), _LONGEST_STEP_S)

    def _stands(self, ego: EgoState, motion: Floats) -> bool:
        """Return whether the car is to stand still."""
        if self._last.hold:
            goes_m = motion[-1, 0] - motion[0, 0]
            return bool(goes_m < _STOP_M or motion[-1, 1] < _STARTS_MPS)
        ends_m = motion[KNOTS // 2, 0] - motion[0, 0]
        return bool(ego.speed_mps < _STANDS_MPS and ends_m < 0.5 * _STOP_M)

    def _accelerate(
        self, now_s: float, dt_s: float, ego: EgoState, track: Track, motion: Floats
    ) -> float:
        moved_m, speed = self._asked.foreseen(now_s, ego.speed_mps)
        s_m = track.locate(ego.x_m, ego.y_m)[0] + moved_m
        before = 0.0 if self._last.hold else self._last.accel_mps2
        solver = self._emergency if track.plan.emergency else self._comfort
        knot = solver.solve(motion[1:], s_m, speed, before)
        if math.isnan(knot):
            return float(motion[0, 2])
        return before + (knot - before) * dt_s / PLAN_STEP_S

    def _steer(self, dt_s: float, ego: EgoState) -> float:
        track = self._track
        if track is None or track.length_m < _STOP_M:
            return self._last.steer_rad
        s_m, left_m = track.locate(ego.x_m, ego.y_m)
        speed = max(ego.speed_mps, SLOWEST_MPS)
        ahead_m = np.arange(0.0, _PREVIEW_STEPS + 1.0) * (speed * PREVIEW_STEP_S)
        headings = track.headings(s_m + ahead_m)
        way = np.column_stack((np.full(_PREVIEW_STEPS, speed), np.diff(headings)))
        sway, own = self._sway, self._own
        front_mps = sway.rear_mps + own.wheelbase_m * ego.yaw_rate_radps
        state = np.array(
            [
                min(max(left_m, -_FURTHEST_M), _FURTHEST_M),
                math.remainder(ego.heading_rad - headings[0], math.tau),
                front_mps,
                sway.rear_mps,
                self._last.steer_rad,
            ]
        )
        known = np.array([sway.steer_off_rad, sway.drift_mps])
        rate = preview_rate(state, way, self._car, known)
        return self._last.steer_rad + rate * dt_s

    def _give(
        self,
        now_s: float,
        dt_s: float,
        accel_mps2: float,
        steer_rad: float,
        jerk_mps3: float,
        *,
        hold: bool = False,
    ) -> Command:
        """Return the command nearest to what is wished that the car may be given."""
        own, last = self._own, self._last
        jerk = min(max(jerk_mps3, COMFORT.jerk_mps3), own.brake_jerk_mps3)
        before = 0.0 if last.hold and not hold else last.accel_mps2
        accel = _near(accel_mps2, before, jerk * dt_s)
        accel = min(max(accel, -own.brake_mps2), own.accel_mps2)
        steer = _near(steer_rad, last.steer_rad, own.steer_rate_radps * dt_s)
        steer = min(max(steer, -own.largest_steer_rad), own.largest_steer_rad)
        plan = self._track.plan if self._track else None
        command = Command(
            accel_mps2=accel,
            steer_rad=steer,
            indicator=plan.indicator if plan else "",
            hold=hold,
        )
        if math.isfinite(now_s):
            self._last_s = now_s
            self._asked.add(now_s, accel)
        self._last = command
        return command


def _near(wished: float, before: float, most: float) -> float:
    """Return what is wished, no further than `most` from what was before; NaN is no wish."""
    if math.isnan(wished):
        return before
    return min(max(wished, before - most), before + most)


def _is_finite(ego: EgoState) -> bool:
    return math.isfinite(
        ego.x_m + ego.y_m + ego.heading_rad + ego.speed_mps + ego.accel_mps2 + ego.yaw_rate_radps
        + ego.steer_rad
    )  # fmt: skip
