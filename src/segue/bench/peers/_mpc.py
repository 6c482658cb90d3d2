"""A model-predictive follower with the costs that openpilot publishes for its own.

Over ten seconds it weighs the distance to an obstacle against jerk and changes of acceleration. The
car in front, or the set speed, is made an obstacle that stands where it would come to rest.

Source: openpilot's longitudinal MPC (MIT licence): its costs, horizon and constants, and the
personality that its tests of manoeuvres take. Solved here by quadratic programs over the jerk.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

from __future__ import annotations

from typing import Any

import numpy as np
import piqp
from numpy.typing import NDArray

from segue.bench.peers._lane_ahead import Lead, lane_ahead, plan_along
from segue.pilot.scene import Scene
from segue.schema.drive import PLAN_STEP_S, PLAN_STEPS, NoPlan, OwnCar, Plan

Floats = NDArray[np.float64]

_STEPS = 12
_TIMES_S = 10.0 * (np.arange(_STEPS + 1) / _STEPS) ** 2
_SPANS_S = np.diff(_TIMES_S)
_WEIGHTS_S = np.concatenate((_SPANS_S, [1.0]))
"""Of each node's costs: its span; the last node counts in full."""

_OBSTACLE_COST = 3.0
_JERK_COST = 0.5 * 5.0
_CHANGE_COST = 0.5 * 200.0
"""Halved: its aggressive personality, which its tests take; so is the time gap."""
_CHANGE_FADES_S = ([0.0, 1.0, 2.0], [1.0, 1.0, 0.0])
_DANGER_COST = 100.0
_DANGER_SHARE = 0.75
_LIMIT_COSTS = np.concatenate((np.tile(1e6 * _WEIGHTS_S, 3), _DANGER_COST * _WEIGHTS_S))
"""Of a speed below 0, of an acceleration below and above its limits, and of danger."""
_SCALE_MPS = 10.0
_ROUNDS = 2
_BRAKE_MPS2 = 2.5
_STANDING_GAP_M = 6.0
_TIME_GAP_S = 1.25
_LEAST_MPS2, _MOST_MPS2 = -3.5, 2.0
_CRUISE_LEAST_MPS2, _CRUISE_MOST_MPS2 = -1.2, 1.6
_CRUISE_MARGIN = 1.05
_ACCEL_BY_SPEED = ([0.0, 10.0, 25.0, 40.0], [1.6, 1.2, 0.8, 0.6])
_LEAD_BRAKES_FOR = 1.5
"""How fast the lead's acceleration is taken to fade, 1/s²."""
_ACTS_AFTER_S = 0.55
"""The delay of the car that the constants are of, and one step."""
_STANDS_MPS = 0.01
_HIGHEST_SET_SPEED_MPS = 145.0 / 3.6


def _responses() -> tuple[Floats, Floats, Floats]:
    """Return what a jerk of 1 in each span adds to place, speed and acceleration at each node."""
    place, speed, accel = np.zeros((3, _STEPS + 1, _STEPS))
    for node, span_s in enumerate(_SPANS_S):
        place[node + 1] = place[node] + speed[node] * span_s + accel[node] * span_s**2 / 2.0
        speed[node + 1] = speed[node] + accel[node] * span_s
        accel[node + 1] = accel[node]
        place[node + 1, node] += span_s**3 / 6.0
        speed[node + 1, node] += span_s**2 / 2.0
        accel[node + 1, node] += span_s
    return place, speed, accel


_PLACE, _SPEED, _ACCEL = _responses()


class MpcPlanner:
    """Follows the lane it is in; it never changes lanes, and knows no lights, no rights of way."""

    def __init__(self, own_car: OwnCar) -> None:
        del own_car  # its costs are of a car of their own
        self._jerk_mps3 = np.zeros(_STEPS)
        self._accel_mps2: Floats = np.zeros(_STEPS + 1)
        self._planned_s: float | None = None

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return the next 8 s, or none where the car is on no lane."""
        ahead, ego = lane_ahead(scene), scene.ego
        if ahead is None:
            return NoPlan(made_s=scene.time_s, reason="The car is on no lane.")
        set_speed_mps = min(ahead.set_speed_mps, _HIGHEST_SET_SPEED_MPS)
        since_s = 0.0 if self._planned_s is None else scene.time_s - self._planned_s
        before_mps2 = np.interp(_TIMES_S + since_s, _TIMES_S, self._accel_mps2)
        self._planned_s = scene.time_s
        obstacle_m = _cruise_m(ego.speed_mps, set_speed_mps)
        if ahead.lead:
            obstacle_m = np.minimum(obstacle_m, _lead_m(ego.speed_mps, ahead.lead))
        change_cost = _CHANGE_COST if ego.speed_mps > _STANDS_MPS else 0.0
        self._jerk_mps3 = _solved(
            ego.speed_mps, float(before_mps2[0]), obstacle_m, before_mps2, change_cost,
            self._jerk_mps3,
        )  # fmt: skip
        self._accel_mps2 = before_mps2[0] + _ACCEL @ self._jerk_mps3
        speed_mps = ego.speed_mps + before_mps2[0] * _TIMES_S + _SPEED @ self._jerk_mps3
        plan_s = np.arange(PLAN_STEPS) * PLAN_STEP_S
        accel_mps2 = np.interp(plan_s, _TIMES_S, self._accel_mps2).astype(np.float64)
        accel_mps2[0] = ego.accel_mps2
        accel_mps2[1] = _asked_mps2(ego.speed_mps, speed_mps, float(before_mps2[0]))
        return plan_along(scene, ahead, accel_mps2, "follow" if ahead.lead else "keep_lane")


def _asked_mps2(now_mps: float, speed_mps: Floats, accel_mps2: float) -> float:
    """Return what is asked of a car that acts with a delay, so that it gets to the plan's speed."""
    later_mps = float(np.interp(_ACTS_AFTER_S, _TIMES_S, speed_mps))
    asked = 2.0 * (later_mps - float(speed_mps[0])) / _ACTS_AFTER_S - accel_mps2
    return float(np.clip(asked, _LEAST_MPS2, np.interp(now_mps, *_ACCEL_BY_SPEED)))


def _wanted_m(speed_mps: Floats) -> Floats:
    """Return the distance that is kept to an obstacle that stands."""
    return speed_mps**2 / (2.0 * _BRAKE_MPS2) + _TIME_GAP_S * speed_mps + _STANDING_GAP_M


def _cruise_m(now_mps: float, set_speed_mps: float) -> Floats:
    """Return the obstacle that holds the car at its set speed, at each node."""
    speed_mps = np.clip(
        set_speed_mps,
        now_mps + _CRUISE_MARGIN * _CRUISE_LEAST_MPS2 * _TIMES_S,
        now_mps + _CRUISE_MARGIN * _CRUISE_MOST_MPS2 * _TIMES_S,
    )
    way_m = np.cumsum(np.diff(_TIMES_S, prepend=0.0) * speed_mps)
    return np.asarray(way_m + _wanted_m(speed_mps), dtype=np.float64)


def _lead_m(now_mps: float, lead: Lead) -> Floats:
    """Return where the lead would stand if it braked from each node on."""
    speed = max(lead.speed_mps, 0.0)
    nearest_m = (now_mps + speed) / 2.0 * (now_mps - speed) / (-_LEAST_MPS2 * 2.0)
    accel = np.clip(lead.accel_mps2, -10.0, 5.0) * np.exp(-_LEAD_BRAKES_FOR * _TIMES_S**2 / 2.0)
    spans_s = np.diff(_TIMES_S, prepend=0.0)
    speed_mps = np.maximum(speed + np.cumsum(spans_s * accel), 0.0)
    place_m = max(lead.gap_m, nearest_m) + np.cumsum(spans_s * speed_mps)
    return np.asarray(place_m + speed_mps**2 / (2.0 * _BRAKE_MPS2), dtype=np.float64)


def _solved(
    now_mps: float,
    accel_mps2: float,
    obstacle_m: Floats,
    before_mps2: Floats,
    change_cost: float,
    start_mps3: Floats,
) -> Floats:
    """Return the jerk of each span that costs least, by a few quadratic programs."""
    free_m = now_mps * _TIMES_S + accel_mps2 * _TIMES_S**2 / 2.0
    free_mps = now_mps + accel_mps2 * _TIMES_S
    change = np.sqrt(change_cost * np.interp(_TIMES_S, *_CHANGE_FADES_S) * _WEIGHTS_S)[:-1]
    near, jerk = np.sqrt(_OBSTACLE_COST * _WEIGHTS_S), np.sqrt(_JERK_COST * _SPANS_S)
    jerk_mps3 = start_mps3
    for _ in range(_ROUNDS):
        place_m, speed_mps = free_m + _PLACE @ jerk_mps3, free_mps + _SPEED @ jerk_mps3
        accel = accel_mps2 + _ACCEL @ jerk_mps3
        apart, apart_by_jerk = _apart(obstacle_m - place_m, speed_mps, 1.0)
        danger, danger_by_jerk = _apart(obstacle_m - place_m, speed_mps, _DANGER_SHARE)
        costs = np.concatenate(
            (near * apart, change * (accel - before_mps2)[:-1], jerk * jerk_mps3)
        )
        costs_by_jerk = np.concatenate(
            (near[:, None] * apart_by_jerk, change[:, None] * _ACCEL[:-1], np.diag(jerk))
        )
        limits = np.concatenate((speed_mps, accel - _LEAST_MPS2, _MOST_MPS2 - accel, danger))
        limits_by_jerk = np.concatenate((_SPEED, _ACCEL, -_ACCEL, danger_by_jerk))
        step_mps3 = _step(costs, costs_by_jerk, limits, limits_by_jerk)
        if step_mps3 is None:
            break
        jerk_mps3 = jerk_mps3 + step_mps3
    return jerk_mps3


def _apart(apart_m: Floats, speed_mps: Floats, share: float) -> tuple[Floats, Floats]:
    """Return how much further than a share of the wanted distance it is, and by each jerk."""
    scale = 1.0 / (speed_mps + _SCALE_MPS)
    beyond = (apart_m - share * _wanted_m(speed_mps)) * scale
    by_speed = -(share * (speed_mps / _BRAKE_MPS2 + _TIME_GAP_S) + beyond) * scale
    return beyond, by_speed[:, None] * _SPEED - scale[:, None] * _PLACE


def _step(
    costs: Floats, costs_by_jerk: Floats, limits: Floats, limits_by_jerk: Floats
) -> Floats | None:
    """Return the change of jerk for which the costs' squares are least; None where none is found.

    A limit that falls below 0 is not forbidden: it costs, by the square of how far.
    """
    count = len(limits)
    hessian = np.zeros((_STEPS + count, _STEPS + count))
    hessian[:_STEPS, :_STEPS] = costs_by_jerk.T @ costs_by_jerk
    hessian[_STEPS:, _STEPS:] = np.diag(_LIMIT_COSTS)
    solver: Any = piqp.DenseSolver()
    solver.setup(
        np.asfortranarray(hessian),
        np.concatenate((costs_by_jerk.T @ costs, np.zeros(count))),
        G=np.asfortranarray(np.hstack((limits_by_jerk, np.eye(count)))),
        h_l=-limits,
    )
    if solver.solve() != piqp.PIQP_SOLVED:
        return None
    return np.asarray(solver.result.x[:_STEPS], dtype=np.float64)
