"""The Intelligent Driver Model: it keeps its lane and a gap to the car in front.

Source: Treiber, Hennecke, Helbing, "Congested traffic states in empirical observations and
microscopic simulations", Physical Review E 62 (2000), 1805; highway parameters of Treiber and
Kesting, "Traffic Flow Dynamics" (2013), table 11.2.
"""

from __future__ import annotations

import math

import numpy as np

from segue.bench.peers._lane_ahead import Lead, lane_ahead, plan_along
from segue.pilot.scene import Scene
from segue.schema.drive import PLAN_STEP_S, PLAN_STEPS, NoPlan, OwnCar, Plan

_ACCEL_MPS2 = 1.0
_BRAKE_MPS2 = 1.5
"""What it finds comfortable, above its set speed too; for a car in front it brakes as it needs."""
_STANDING_GAP_M = 2.0
_EXPONENT = 4
_LEAST_GAP_M = 0.1
_LEAST_SET_SPEED_MPS = 0.1


class IdmPlanner:
    """Follows the lane it is in; it never changes lanes, and knows no lights and no rights of way.

    The car in front is taken to keep its speed.
    """

    def __init__(self, own_car: OwnCar) -> None:
        self._own_car = own_car

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return the next 8 s, or none where the car is on no lane."""
        ahead = lane_ahead(scene)
        if ahead is None:
            return NoPlan(made_s=scene.time_s, reason="The car is on no lane.")
        speed_mps, lead = scene.ego.speed_mps, ahead.lead
        gap_m = lead.gap_m if lead else math.inf
        accel_mps2 = np.full(PLAN_STEPS, scene.ego.accel_mps2)
        for step in range(1, PLAN_STEPS):
            asked = self._accel_mps2(
                speed_mps, gap_m, lead, ahead.set_speed_mps, scene.wishes.time_gap_s
            )
            after_mps = max(speed_mps + asked * PLAN_STEP_S, 0.0)
            accel_mps2[step] = (after_mps - speed_mps) / PLAN_STEP_S
            speed_mps = after_mps
            if lead:
                gap_m += (lead.speed_mps - speed_mps) * PLAN_STEP_S
        return plan_along(scene, ahead, accel_mps2, "follow" if lead else "keep_lane")

    def _accel_mps2(
        self,
        speed_mps: float,
        gap_m: float,
        lead: Lead | None,
        set_speed_mps: float,
        time_gap_s: float,
    ) -> float:
        most = min(_ACCEL_MPS2, self._own_car.accel_mps2)
        free = 1.0 - (speed_mps / max(set_speed_mps, _LEAST_SET_SPEED_MPS)) ** _EXPONENT
        crowded = 0.0
        if lead:
            closing_mps = speed_mps - lead.speed_mps
            braking_m = speed_mps * closing_mps / (2.0 * math.sqrt(most * _BRAKE_MPS2))
            wanted_m = _STANDING_GAP_M + max(speed_mps * time_gap_s + braking_m, 0.0)
            crowded = (wanted_m / max(gap_m, _LEAST_GAP_M)) ** 2
        asked = max(most * free, -_BRAKE_MPS2) - most * crowded
        return max(asked, -self._own_car.brake_mps2)
