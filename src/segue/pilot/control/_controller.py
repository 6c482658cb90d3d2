"""Follows a plan, and brakes in its lane when there is none to follow.

    plan            a fresh good one    none, older, or broken    none for STALE_S
    acceleration    SpeedQp             SpeedQp, of the last      a brake in the lane
      no solution   the plan's own      the last plan's own
    steering        along the plan      along the last plan       along the last plan, or held

A standing car is held until the plan goes on. Whatever comes in, what goes out is finite and within
the car's limits.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from segue.pilot.control._asked import Asked
from segue.pilot.control._preview import PREVIEW_STEP_S, preview_rate
from segue.pilot.control._rest import ENDS_MPS2, goes_on, is_rest, stopping_mps2
from segue.pilot.control._speed import KNOTS, Bounds, SpeedQp
from segue.pilot.control._sway import SLOWEST_MPS, Sway
from segue.pilot.control._track import Track, track_of
from segue.schema.drive import PLAN_STEP_S, Command, EgoState, Floats, OwnCar, Plan

STALE_S = 0.5
"""An older plan is not followed in speed."""
LANE_BRAKE_MPS2 = 2.5
"""Without a plan; a driver behind can answer to it."""
COMFORT = Bounds(accel_mps2=2.4, brake_mps2=4.0, jerk_mps3=5.0)
"""UN R157, 5.5.1: 4.0 m/s² to a stop; nuPlan's comfort bounds: 2.40; jerk estimated."""
_STEP_S = 0.02
_LONGEST_STEP_S = 0.1
_STANDS_MPS = 0.02

_PREVIEW_STEPS = 60
"""3 s ahead."""
_SMOOTH_MPS3 = 3.0
_HASTY_MPS3 = 10.0
"""Sideways jerk that weighs as 0.1 m beside the way, in comfort and in an emergency; estimated."""
_FURTHEST_M = 1.0
"""A larger offset is steered away as this one."""
_APART_MPS2 = 0.5
_APART_S = 0.1
"""A car that moves otherwise than asked, by more than what may change in this time, is driven by
another too, and is taken over as it moves."""


class Controller:
    """Pedals and steering for a plan.

    Args:
        own_car: What is driven.

    Raises:
        LocalUseError: The solver is not installed.
    """

    def __init__(self, own_car: OwnCar) -> None:
        self._own = own_car
        self._sway = Sway(own_car)
        self._emergency = replace(
            COMFORT, brake_mps2=own_car.brake_mps2, jerk_mps3=own_car.brake_jerk_mps3
        )
        self._programs = {bounds: SpeedQp(bounds) for bounds in (COMFORT, self._emergency)}
        self._track: Track | None = None
        self._asked = Asked(own_car.brake_delay_s)
        self._last = Command(accel_mps2=0.0, steer_rad=0.0)
        self._last_s: float | None = None
        self._has_begun = False

    def step(self, now_s: float, ego: EgoState, plan: Plan | None) -> Command:
        """Return what to ask of the car now."""
        dt_s = self._passed_s(now_s)
        if plan is not None and (self._track is None or plan is not self._track.plan):
            self._track = track_of(plan) or self._track
        track = self._track
        if not math.isfinite(now_s) or not _is_plausible(ego):
            return self._give(dt_s, -LANE_BRAKE_MPS2, self._last.steer_rad, COMFORT)
        fresh = track is not None and abs(now_s - track.plan.made_s) <= STALE_S
        emergency = track is not None and track.plan.emergency
        bounds = self._emergency if emergency else COMFORT
        self._take_over(ego, bounds)
        self._sway.update(dt_s, ego)
        if track is None or not fresh:
            accel, stands = self._brake(now_s, ego, track)
            speeds = ego.speed_mps - LANE_BRAKE_MPS2 * PREVIEW_STEP_S * np.arange(_PREVIEW_STEPS)
        else:
            motion = track.motion(now_s + self._own.brake_delay_s, _PREVIEW_STEPS // 2)
            accel, stands = self._follow(now_s, dt_s, ego, track, motion, bounds)
            speeds = ego.speed_mps + np.repeat(motion[:, 1] - motion[0, 1], 2)
        steer_rad = self._last.steer_rad
        if track is not None and not stands:
            steer_rad += dt_s * self._steer_rate(ego, track, np.maximum(speeds, SLOWEST_MPS))
        command = self._give(dt_s, accel, steer_rad, bounds, hold=stands)
        self._asked.add(now_s, command.accel_mps2)
        return command

    def _passed_s(self, now_s: float) -> float:
        """Return the time since the last step, and note this one."""
        if not math.isfinite(now_s):
            return _STEP_S
        last_s, self._last_s = self._last_s, now_s
        return _STEP_S if last_s is None else min(max(now_s - last_s, 0.0), _LONGEST_STEP_S)

    def _take_over(self, ego: EgoState, bounds: Bounds) -> None:
        """Go on from how the car moves, where that is not as asked."""
        own, last = self._own, self._last
        if not self._has_begun:
            self._has_begun = True
            self._last = replace(last, accel_mps2=ego.accel_mps2, steer_rad=ego.steer_rad)
            return
        apart_mps2 = _APART_MPS2 + bounds.jerk_mps3 * (own.brake_delay_s + _APART_S)
        accel = last.accel_mps2
        if not last.hold:
            accel = _near(accel, ego.accel_mps2, apart_mps2)
        steer = _near(last.steer_rad, ego.steer_rad, _APART_S * own.steer_rate_radps)
        self._last = replace(last, accel_mps2=accel, steer_rad=steer)

    def _brake(self, now_s: float, ego: EgoState, track: Track | None) -> tuple[float, bool]:
        """Return the acceleration without a plan, and whether the car stands.

        A brake in an emergency goes on as it was planned.
        """
        if ego.speed_mps < _STANDS_MPS:
            return -ENDS_MPS2, True
        if track is not None and track.plan.emergency:
            planned_mps2 = track.motion(now_s, 1)[0, 2]
            if planned_mps2 < -LANE_BRAKE_MPS2:
                return float(planned_mps2), False
        return -min(LANE_BRAKE_MPS2, stopping_mps2(ego.speed_mps)), False

    def _follow(
        self,
        now_s: float,
        dt_s: float,
        ego: EgoState,
        track: Track,
        motion: Floats,
        bounds: Bounds,
    ) -> tuple[float, bool]:
        """Return the acceleration that follows the plan, and whether the car stands."""
        if self._last.hold and not goes_on(motion):
            return -ENDS_MPS2, True
        if is_rest(ego.speed_mps, motion):
            return -ENDS_MPS2, ego.speed_mps < _STANDS_MPS
        moved_m, speed_mps = self._asked.foreseen(now_s, ego.speed_mps)
        s_m = track.locate(ego.x_m, ego.y_m)[0] + moved_m
        before = self._last.accel_mps2
        knot = self._programs[bounds].solve(motion[1 : KNOTS + 1], s_m, speed_mps, before)
        if math.isnan(knot):
            return float(motion[0, 2]), False
        return before + (knot - before) * dt_s / PLAN_STEP_S, False

    def _steer_rate(self, ego: EgoState, track: Track, speeds: Floats) -> float:
        """Return how fast to turn the wheels to follow the plan's way."""
        sway, own = self._sway, self._own
        s_m, left_m = track.locate(ego.x_m, ego.y_m)
        ahead_m = np.concatenate(([0.0], np.cumsum(speeds * PREVIEW_STEP_S)))
        headings = track.headings(s_m + ahead_m)
        state = np.array(
            [
                min(max(left_m, -_FURTHEST_M), _FURTHEST_M),
                math.remainder(ego.heading_rad - headings[0], math.tau),
                sway.rear_mps + own.wheelbase_m * ego.yaw_rate_radps,
                sway.rear_mps,
                self._last.steer_rad,
            ]
        )
        way = np.column_stack((speeds, np.diff(headings)))
        known = np.array([sway.steer_off_rad, sway.drift_mps])
        jerk_mps3 = _HASTY_MPS3 if track.plan.emergency else _SMOOTH_MPS3
        return preview_rate(state, way, sway.car, known, jerk_mps3)

    def _give(
        self,
        dt_s: float,
        accel_mps2: float,
        steer_rad: float,
        bounds: Bounds,
        *,
        hold: bool = False,
    ) -> Command:
        """Return the command nearest to what is wished that the car may be given."""
        own, last = self._own, self._last
        jerk_mps3 = min(bounds.jerk_mps3, own.brake_jerk_mps3)
        accel = _near(accel_mps2, last.accel_mps2, jerk_mps3 * dt_s)
        steer = _near(steer_rad, last.steer_rad, own.steer_rate_radps * dt_s)
        self._last = Command(
            accel_mps2=min(max(accel, -own.brake_mps2), own.accel_mps2),
            steer_rad=min(max(steer, -own.largest_steer_rad), own.largest_steer_rad),
            indicator=self._track.plan.indicator if self._track else "",
            hold=hold,
        )
        return self._last


def _near(wished: float, before: float, most: float) -> float:
    """Return what is wished, no further than `most` from what was before; NaN is no wish."""
    if math.isnan(wished):
        return before
    return min(max(wished, before - most), before + most)


_MOST_M, _MOST_MPS, _MOST_RADPS, _MOST_RAD, _MOST_MPS2 = 1e7, 150.0, 20.0, 1e3, 200.0
"""No car is or does more than this."""


def _is_plausible(ego: EgoState) -> bool:
    """Return whether a car can be so; what is no number cannot."""
    return (
        abs(ego.x_m) < _MOST_M
        and abs(ego.y_m) < _MOST_M
        and abs(ego.heading_rad) < _MOST_RAD
        and abs(ego.speed_mps) < _MOST_MPS
        and abs(ego.accel_mps2) < _MOST_MPS2
        and abs(ego.yaw_rate_radps) < _MOST_RADPS
        and abs(ego.steer_rad) < math.pi
    )
