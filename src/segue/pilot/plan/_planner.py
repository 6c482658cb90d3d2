"""The planner: ways to go on, tens to a thousand, are driven ahead and weighed; one is the plan."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.pilot.plan._around import A, Around
from segue.pilot.plan._candidates import line_across, on_sides, policies, stopping_at
from segue.pilot.plan._corridors import GRID_M, Corridors, Option
from segue.pilot.plan._drive_all import drive_all
from segue.pilot.plan._joining import joined_to
from segue.pilot.plan._lane_change import LaneChange
from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._rollout import enters
from segue.pilot.plan._stops import StopSigns, stops_along
from segue.pilot.plan._telling import Driven, told
from segue.pilot.plan._traffic import FRONT, LEFT, RIGHT, Traffic, traffic_on
from segue.pilot.scene import Scene
from segue.schema.drive import (
    FUTURE_STEP_S,
    PLAN_ACCEL,
    PLAN_STEP_S,
    EgoState,
    Floats,
    NoPlan,
    OwnCar,
    Plan,
    Wishes,
)

_REACH_S = 8.0
_LEAST_REACH_M = 100.0
"""Who stays farther away than the car gets in that time and this is left out."""
_NEAR_SIDE_M = 2.5
"""Objects whose side comes nearer than this are worth going out of the way for."""
_SIDEWAYS_M = 1.2
"""Twice of what a car wanders within its lane, in 8 s."""
_URGENT_S = 30.0
_URGENT_LEAST_M = 120.0
"""So long, or so far, before the lane leaves the route a change is due, for each lane to cross."""
_CHANGE_M = 150.0
"""What a lane change is worth in distance; as in `_route`."""
_SOON_STEPS = 5
"""A second: from hard braking to gentle at a jerk of 5 m/s³."""
_ON_LINE_M, _ON_LINE_SLOPE = 0.05, 0.01
"""So near to its line the car need not choose how to return to it."""


class SeguePlanner:
    """Plans for one car. Remembers its last plan, so that it does not dither.

    Args:
        own_car: The car.
        par: What is weighed, and how.
    """

    def __init__(self, own_car: OwnCar, par: Parameters | None = None) -> None:
        self._own_car = own_car
        self._par = par or Parameters()
        self._corridors: Corridors | None = None
        self._lanes: object = None
        self._signs = StopSigns()
        self._last: Plan | None = None
        self._change = LaneChange(self._par)

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return the next 8 s, or why there are none."""
        ego, par = scene.ego, self._par
        if not ego.is_known:
            return NoPlan(made_s=scene.time_s, reason="Where the car is, is not known.")
        if self._corridors is None or self._lanes is not scene.lanes:
            self._lanes = scene.lanes
            self._corridors = Corridors(scene.lanes, self._par)
        start, curvature = joined_to(self._last, scene)
        options = self._corridors.options(start, scene.wishes.route)
        if not options:
            self._last = None
            return NoPlan(made_s=scene.time_s, reason="The car is on no lane of the map.")
        self._change.follow_wish(scene, options[0])
        wanted = [one for one in options if self._is_wanted(one, options[0], scene)]
        driven = [self._drive(option, start, curvature, scene) for option in wanted]
        best, row = _best(driven)
        most_mps2 = par.slow_brake_mps2
        doubtful = scene.objects.existence < par.sure_existence
        if _soon_brakes_mps2(best)[row] > most_mps2 and doubtful.any():
            sure = [
                self._drive(option, start, curvature, scene, least_existence=par.sure_existence)
                for option in wanted
            ]
            for_sure, sure_row = _best(sure)
            most_mps2 = max(most_mps2, float(_soon_brakes_mps2(for_sure)[sure_row]))
            best, row = _best(driven, most_mps2)
        plan = told(best, row, scene)
        self._change.remember(plan)
        self._last = plan
        return plan

    # ------------------------------------------------------------------ what is worth trying

    def _is_wanted(self, option: Option, own: Option, scene: Scene) -> bool:
        if option.where == "keep" or scene.wishes.overtake:
            return True
        if option.where == self._change.wish(scene):
            return True
        nearer = option.changes_m < own.changes_m
        return nearer or (self._last is not None and self._last.indicator == option.where)

    # ------------------------------------------------------------------ one option

    def _drive(
        self,
        option: Option,
        start: EgoState,
        bend: float,
        scene: Scene,
        *,
        least_existence: float = 0.0,
    ) -> Driven:
        par, own_car, wishes = self._par, self._own_car, scene.wishes
        way, path = option.way, option.way.corridor.path
        stops = stops_along(option, start, own_car, scene.lanes, wishes, scene.lights, self._signs)
        traffic = traffic_on(
            path,
            scene.futures,
            scene.objects,
            reach_m=_LEAST_REACH_M + _REACH_S * start.speed_mps,
            around_m=np.array([start.x_m, start.y_m]),
            least_existence=least_existence,
        )
        half_width_m, half_length_m = 0.5 * own_car.width_m, 0.5 * own_car.length_m
        behind = _behind_us(traffic.boxes, option, half_length_m, half_width_m)
        sides = self._sides(option, start, bend, traffic, scene)
        table = policies(
            par,
            own_car,
            speed_mps=_wanted_mps(wishes, start, own_car),
            time_gap_s=wishes.time_gap_s,
            to_rest=self._to_rest(option, scene),
            pressed=bool((behind & ~traffic.reacts).any()),
        )
        table = stopping_at(table, stops.first_m)
        if stops.yield_m < stops.first_m:
            table = np.concatenate((table, stopping_at(table, stops.yield_m)))
        candidates = on_sides(table, len(sides))
        stretch = max(1.0 - float(path.curvature_at(option.s_m)[0]) * option.d_m, 0.2)
        along = math.cos(option.turned_rad) / stretch
        at_start = np.array([option.s_m, start.speed_mps * along, start.accel_mps2, option.d_m])
        around = Around(
            limits=way.limits_mps,
            room_left=way.room_left_m,
            room_right=way.room_right_m,
            grid_m=float(path.s_m[1]),
            red_m=stops.red_m,
            boxes=traffic.boxes,
            probability=traffic.probability,
            accel_mps2=traffic.accel_mps2,
            behind=behind,
            reacts=traffic.reacts,
            half_length_m=half_length_m,
            half_width_m=half_width_m,
        )
        in_way = enters(traffic.boxes, sides, half_width_m)
        states, costs = drive_all(candidates, sides, in_way, at_start, around, par)
        return Driven(
            option=option,
            stops=stops,
            traffic=traffic,
            sides=sides,
            candidates=candidates,
            states=states,
            costs=costs,
            extra=self._extra(option, states, scene),
        )

    def _to_rest(self, option: Option, scene: Scene) -> bool:
        if scene.wishes.manoeuvre == "stop_in_lane":
            return True
        if scene.wishes.manoeuvre != "pull_over":
            return False
        return option.where == "keep" and scene.lanes[option.lane_id].right is None

    def _sides(
        self, option: Option, start: EgoState, bend: float, traffic: Traffic, scene: Scene
    ) -> Floats:
        par, own_car = self._par, self._own_car
        path = option.way.corridor.path
        road_bend = float(path.curvature_at(option.s_m)[0])
        stretch = max(1.0 - road_bend * option.d_m, 0.2)
        slope = stretch * math.tan(max(min(option.turned_rad, 1.2), -1.2))
        begin = (option.d_m, slope, bend - road_bend)

        def run_m(in_s: float) -> float:
            return max(start.speed_mps * in_s, par.least_run_m)

        if option.where != "keep":
            delay_m = start.speed_mps * self._change.delay_s(scene.time_s)
            line = line_across(begin, 0.0, run_m(self._change.left_s(scene.time_s)), delay_m)
            return np.array([line])
        on_line = abs(option.d_m) < _ON_LINE_M and abs(slope) < _ON_LINE_SLOPE
        ends = [(0.0, in_s) for in_s in ((par.keep_s[1],) if on_line else par.keep_s)]
        if self._change.is_moving:  # the second half of a lane change
            ends.append((0.0, self._change.left_s(scene.time_s)))
        half_width_m = 0.5 * own_car.width_m
        if _worth_going_aside(traffic.boxes, option.s_m, half_width_m):
            way, at = option.way, int(np.clip(option.s_m / GRID_M, 0, len(path.s_m) - 1))
            wide = scene.wishes.overtake
            left_m = (way.room_left_m if wide else way.corridor.left_m)[at] - half_width_m
            right_m = (way.room_right_m if wide else way.corridor.right_m)[at] - half_width_m
            ends += [(d, par.keep_s[1]) for d in par.aside_m if -right_m <= d <= left_m]
        return np.array([line_across(begin, d, run_m(in_s)) for d, in_s in ends])

    def _extra(self, option: Option, states: Floats, scene: Scene) -> Floats:
        """Return what is weighed once for each candidate: route, wish, steadiness (C,)."""
        par = self._par
        dist_m = option.way.ends_m - option.s_m
        changes = option.changes_m / _CHANGE_M
        due_m = max(changes, 1.0) * max(_URGENT_S * scene.ego.speed_mps, _URGENT_LEAST_M)
        urgency = min(max(1.2 - dist_m / due_m, 0.15), 1.2)
        extra = par.off_route * min(changes, 2.0) * urgency
        wish = self._change.wish(scene)
        if wish and option.where != wish:
            extra += par.wish
        last = self._last
        if option.where != "keep":
            if option.where != wish:
                extra += par.change_lane
            if last is not None and last.indicator != option.where:
                extra += par.switch
        elif last is not None and last.indicator and self._change.is_moving:
            extra += par.switch
        differ = np.zeros(len(states))
        if last is not None:
            row = round((scene.time_s - last.made_s + FUTURE_STEP_S) / PLAN_STEP_S)
            if 0 <= row < len(last.states):
                differ = (states[:, 1, A] - last.states[row, PLAN_ACCEL]) ** 2
        return extra + par.differ * differ


def _wanted_mps(wishes: Wishes, start: EgoState, own_car: OwnCar) -> float:
    """Return the speed to come to; what is no number leaves it as it is."""
    wanted_mps = wishes.set_speed_mps
    if not math.isfinite(wanted_mps):
        wanted_mps = start.speed_mps
    return min(max(wanted_mps, 0.0), own_car.top_speed_mps)


def _best(driven: Sequence[Driven], most_mps2: float = math.inf) -> tuple[Driven, int]:
    """Return what costs least of what soon brakes no harder; of all where nothing does not."""
    totals = [one.costs.sum(axis=1) + one.extra for one in driven]
    within = [
        np.where(_soon_brakes_mps2(one) <= most_mps2, total, np.inf)
        for one, total in zip(driven, totals, strict=True)
    ]
    if any(np.isfinite(total).any() for total in within):
        totals = within
    at = min(range(len(driven)), key=lambda index: float(totals[index].min()))
    return driven[at], int(np.argmin(totals[at]))


def _soon_brakes_mps2(driven: Driven) -> Floats:
    """Return (C,): how hard each candidate brakes once it has built up or let go its brake."""
    return -driven.states[:, _SOON_STEPS, A]


def _behind_us(
    boxes: Floats, option: Option, half_length_m: float, half_width_m: float
) -> NDArray[np.bool_]:
    """Return (F,): who drives behind in our lane."""
    now = boxes[:, 0]
    return (
        (now[:, FRONT] < option.s_m - half_length_m)
        & (now[:, RIGHT] < option.d_m + half_width_m)
        & (now[:, LEFT] > option.d_m - half_width_m)
    )


def _worth_going_aside(boxes: Floats, s_m: float, half_width_m: float) -> bool:
    """Return whether something ahead is near the car's line and keeps to its own.

    Out of the way of who moves sideways a car cannot go for sure; it can only brake.
    """
    right, left = boxes[:, :, RIGHT] - half_width_m, boxes[:, :, LEFT] + half_width_m
    near = (right < _NEAR_SIDE_M) & (left > -_NEAR_SIDE_M) & (boxes[:, :, FRONT] > s_m)
    met = near.any(axis=1)
    moves_m = np.ptp(boxes[:, :, RIGHT] + boxes[:, :, LEFT], axis=1)
    return bool(met.any() and not (met & (moves_m > _SIDEWAYS_M)).any())
