"""The planner: about 800 ways to go on, each driven ahead and weighed; the best is the plan."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.pilot.plan._candidates import line_across, on_sides, policies, stopping_at
from segue.pilot.plan._corridors import GRID_M, Corridors, Option
from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._rollout import (
    COSTS,
    SIDE,
    STOP,
    A,
    Around,
    S,
    V,
    drive_all,
    enters,
)
from segue.pilot.plan._stops import Stops, StopSigns, stops_along
from segue.pilot.plan._traffic import FRONT, LEFT, REAR, RIGHT, Traffic, traffic_on
from segue.pilot.plan._trajectory import trajectory
from segue.pilot.scene import Scene
from segue.schema.drive import (
    FUTURE_STEP_S,
    PLAN_ACCEL,
    PLAN_CURVATURE,
    PLAN_HEADING,
    PLAN_SPEED,
    PLAN_STEP_S,
    PLAN_X,
    PLAN_Y,
    Behaviour,
    EgoState,
    NoPlan,
    OwnCar,
    Plan,
)

Floats = NDArray[np.float64]

_REACH_S = 8.0
_LEAST_REACH_M = 100.0
_NEAR_SIDE_M = 2.5
"""Objects whose side comes nearer than this are worth going out of the way for."""
_SIDEWAYS_M = 1.2
"""Twice of what a car wanders within its lane, in 8 s."""
_SAME_PLACE_M = 0.5
_SAME_HEADING_RAD = 0.1
_SAME_SPEED_MPS = 1.0
_SAME_ACCEL_MPS2 = 2.0
_YIELD_POLICIES_P = 0.5
_URGENT_S = 15.0
_URGENT_LEAST_M = 120.0
_CHANGE_M = 150.0
_STANDS_MPS = 0.1
_EMERGENCY_MPS2 = 3.9
_IN_LANE_M = 0.6
_ON_LINE_M, _ON_LINE_SLOPE = 0.05, 0.01
"""So near to its line the car need not choose how to return to it."""
_WORDS: dict[Behaviour, str] = {
    "keep_lane": "Keeping the lane.",
    "follow": "Following the vehicle ahead.",
    "change_left": "Changing to the left lane.",
    "change_right": "Changing to the right lane.",
    "give_way": "Giving way.",
    "open_gap": "Opening a gap.",
    "stop": "Stopping.",
    "pull_over": "Pulling over.",
    "brake_hard": "Braking hard.",
    "stand": "Standing.",
}


@dataclass(frozen=True, slots=True)
class _Driven:
    """An option's candidates, driven."""

    option: Option
    stops: Stops
    traffic: Traffic
    sides: Floats
    candidates: Floats
    states: Floats
    costs: Floats
    extra: Floats


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
        self._indicating_since_s: float | None = None
        self._change_began_s: float | None = None
        self._wish_from: str | None = None
        self._wish_done = False

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return the next 8 s, or why there are none."""
        ego = scene.ego
        if not all(map(math.isfinite, (ego.x_m, ego.y_m, ego.heading_rad, ego.speed_mps))):
            return NoPlan(made_s=scene.time_s, reason="Where the car is, is not known.")
        if self._corridors is None or self._lanes is not scene.lanes:
            self._lanes = scene.lanes
            self._corridors = Corridors(scene.lanes, self._par)
        start, curvature = self._start(scene)
        options = self._corridors.options(start, scene.wishes.route)
        if not options:
            self._last = None
            return NoPlan(made_s=scene.time_s, reason="The car is on no lane of the map.")
        self._follow_wish(scene, options[0])
        wanted = [one for one in options if self._is_wanted(one, options[0], scene)]
        driven = [self._drive(option, start, curvature, scene) for option in wanted]
        best = min(
            ((float(total), row, one) for one in driven for total, row in [_least(one)]),
            key=lambda entry: entry[0],
        )
        plan = self._as_plan(best[2], best[1], scene)
        self._remember(plan, scene)
        return plan

    # ------------------------------------------------------------------ where it begins

    def _start(self, scene: Scene) -> tuple[EgoState, float]:
        """Return the state to plan from, and how the way bends there.

        From the last plan, while the car is where that said: so plans join without a jump.
        """
        ego, last = scene.ego, self._last
        accel, bend = ego.accel_mps2, math.tan(ego.steer_rad) / self._own_car.wheelbase_m
        if not math.isfinite(accel):
            accel = 0.0
        if last is None:
            return ego, bend
        at = (scene.time_s - last.made_s) / PLAN_STEP_S
        if not 0.0 <= at <= 10.0:  # noqa: PLR2004 (an older plan says nothing of now)
            return ego, bend
        row = min(int(at), len(last.states) - 2)
        then = last.states[row] + (at - row) * (last.states[row + 1] - last.states[row])
        speed_near = abs(then[PLAN_SPEED] - ego.speed_mps) < _SAME_SPEED_MPS
        if speed_near and abs(then[PLAN_ACCEL] - accel) < _SAME_ACCEL_MPS2:
            accel = float(then[PLAN_ACCEL])
        x_m, y_m, heading_rad = ego.x_m, ego.y_m, ego.heading_rad
        away = math.hypot(then[PLAN_X] - x_m, then[PLAN_Y] - y_m)
        across = -(then[PLAN_X] - x_m) * math.sin(heading_rad)
        across += (then[PLAN_Y] - y_m) * math.cos(heading_rad)
        turned = math.remainder(then[PLAN_HEADING] - heading_rad, math.tau)
        if abs(across) < _SAME_PLACE_M and away < 2.0 and abs(turned) < _SAME_HEADING_RAD:  # noqa: PLR2004
            x_m -= across * math.sin(heading_rad)
            y_m += across * math.cos(heading_rad)
            heading_rad += turned
            bend = float(then[PLAN_CURVATURE])
        return EgoState(
            time_s=ego.time_s,
            x_m=x_m,
            y_m=y_m,
            heading_rad=heading_rad,
            speed_mps=max(ego.speed_mps, 0.0),
            accel_mps2=accel,
        ), bend

    # ------------------------------------------------------------------ what is worth trying

    def _follow_wish(self, scene: Scene, own: Option) -> None:
        """Keep track of a lane change that was asked for, from the lane it was asked in."""
        wish = scene.wishes.lane_change
        if not wish:
            self._wish_from, self._wish_done = None, False
        elif self._wish_from is None:
            self._wish_from = own.lane_id
        elif own.lane_id != self._wish_from and abs(own.d_m) < _IN_LANE_M:
            lane = scene.lanes[own.lane_id]
            back = lane.right if wish == "left" else lane.left
            self._wish_done = self._wish_done or back is not None

    def _wish(self, scene: Scene) -> str:
        if scene.wishes.manoeuvre == "pull_over":
            return "right"
        return "" if self._wish_done else scene.wishes.lane_change

    def _is_wanted(self, option: Option, own: Option, scene: Scene) -> bool:
        if option.where == "keep" or scene.wishes.overtake:
            return True
        if option.where == self._wish(scene):
            return True
        nearer = option.way.changes_m < own.way.changes_m
        return nearer or (self._last is not None and self._last.indicator == option.where)

    # ------------------------------------------------------------------ one option

    def _drive(self, option: Option, start: EgoState, bend: float, scene: Scene) -> _Driven:
        par, own_car, wishes = self._par, self._own_car, scene.wishes
        way, path = option.way, option.way.corridor.path
        stops = stops_along(option, start, own_car, scene.lanes, wishes, scene.lights, self._signs)
        traffic = traffic_on(
            path,
            scene.futures,
            scene.objects,
            reach_m=_LEAST_REACH_M + _REACH_S * start.speed_mps,
            around_m=np.array([start.x_m, start.y_m]),
        )
        half_width_m, half_length_m = 0.5 * own_car.width_m, 0.5 * own_car.length_m
        sides = self._sides(option, start, bend, traffic, scene)
        table = policies(
            par,
            own_car,
            speed_mps=min(wishes.set_speed_mps, own_car.top_speed_mps),
            time_gap_s=wishes.time_gap_s,
            to_rest=self._to_rest(option, scene),
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
            brakes=np.maximum(-traffic.accel_mps2, 0.0),
            passed=_behind_us(traffic.boxes, option, half_length_m, half_width_m),
            half_length_m=half_length_m,
            half_width_m=half_width_m,
        )
        in_way = enters(traffic.boxes, sides, half_width_m)
        states, costs = drive_all(candidates, sides, in_way, at_start, around, par)
        return _Driven(
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
            in_s, delay_s = par.change_s, par.indicate_s
            if self._indicating_since_s is not None:
                delay_s -= scene.time_s - self._indicating_since_s
            if self._change_began_s is not None:
                in_s = max(in_s - (scene.time_s - self._change_began_s), min(par.keep_s))
            delay_m = start.speed_mps * max(delay_s, 0.0)
            return np.array([line_across(begin, 0.0, run_m(in_s), delay_m)])
        on_line = abs(option.d_m) < _ON_LINE_M and abs(slope) < _ON_LINE_SLOPE
        ends = [(0.0, in_s) for in_s in ((par.keep_s[1],) if on_line else par.keep_s)]
        if self._change_began_s is not None:  # the second half of a lane change
            left_s = par.change_s - (scene.time_s - self._change_began_s)
            ends.append((0.0, max(left_s, min(par.keep_s))))
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
        due_m = max(_URGENT_S * scene.ego.speed_mps, _URGENT_LEAST_M)
        urgency = min(max(1.2 - dist_m / due_m, 0.15), 1.2)
        extra = par.off_route * min(option.way.changes_m / _CHANGE_M, 2.0) * urgency
        wish = self._wish(scene)
        if wish and option.where != wish:
            extra += par.wish
        last = self._last
        if option.where != "keep":
            if option.where != wish:
                extra += par.change_lane
            if last is not None and last.indicator != option.where:
                extra += par.switch
        elif last is not None and last.indicator and self._change_began_s is not None:
            extra += par.switch
        differ = np.zeros(len(states))
        if last is not None:
            row = round((scene.time_s - last.made_s + FUTURE_STEP_S) / PLAN_STEP_S)
            if 0 <= row < len(last.states):
                differ = (states[:, 1, A] - last.states[row, PLAN_ACCEL]) ** 2
        return extra + par.differ * differ

    # ------------------------------------------------------------------ what came of it

    def _as_plan(self, driven: _Driven, row: int, scene: Scene) -> Plan:
        option, states = driven.option, driven.states[row]
        side = driven.sides[int(driven.candidates[row, SIDE])]
        follows = _followed(driven, row, 0.5 * self._own_car.width_m, scene)
        hardest = float(states[:, A].min())
        behaviour: Behaviour = "keep_lane"
        if hardest < -_EMERGENCY_MPS2:
            behaviour = "brake_hard"
        elif option.where != "keep":
            behaviour = "change_left" if option.where == "left" else "change_right"
        elif scene.wishes.manoeuvre == "pull_over":
            behaviour = "pull_over"
        elif states[:, V].max() < _STANDS_MPS:
            behaviour = "stand"
        elif driven.candidates[row, STOP] < driven.stops.first_m:
            behaviour = "give_way"
        elif states[-1, V] < _STANDS_MPS and math.isfinite(driven.candidates[row, STOP]):
            behaviour = "stop"
        elif follows is not None:
            behaviour = "follow"
        return Plan(
            made_s=scene.time_s,
            states=trajectory(option.way.corridor.path, states, side),
            behaviour=behaviour,
            follows=follows,
            indicator="" if option.where == "keep" else option.where,
            emergency=hardest < -_EMERGENCY_MPS2,
            reason=_WORDS[behaviour],
            costs=tuple(
                zip((*COSTS, "choice"), (*driven.costs[row], driven.extra[row]), strict=True)
            ),
        )

    def _remember(self, plan: Plan, scene: Scene) -> None:
        now_s, last = scene.time_s, self._last
        if plan.indicator:
            if last is None or last.indicator != plan.indicator:
                self._indicating_since_s, self._change_began_s = now_s, None
            since_s = self._indicating_since_s
            begun = since_s is not None and now_s - since_s >= self._par.indicate_s
            if begun and self._change_began_s is None:
                self._change_began_s = now_s
        elif self._change_began_s is not None:
            if now_s - self._change_began_s > self._par.change_s:
                self._change_began_s = self._indicating_since_s = None
        else:
            self._indicating_since_s = None
        self._last = plan


def _least(driven: _Driven) -> tuple[float, int]:
    total = driven.costs.sum(axis=1) + driven.extra
    row = int(np.argmin(total))
    return float(total[row]), row


def _behind_us(
    boxes: Floats, option: Option, half_length_m: float, half_width_m: float
) -> NDArray[np.bool_]:
    """Return (F,): who drives behind in our lane sees us, and is left to it."""
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


def _followed(driven: _Driven, row: int, half_width_m: float, scene: Scene) -> int | None:
    """Return the id of the next object ahead in the way; None when there is none."""
    boxes = driven.traffic.boxes
    if not len(boxes):
        return None
    here = driven.states[row]
    ahead = (boxes[:, :1, REAR] > here[0, S]) & (
        (boxes[:, :, RIGHT] < here[None, :, 3] + half_width_m)
        & (boxes[:, :, LEFT] > here[None, :, 3] - half_width_m)
    )
    ahead &= (driven.traffic.probability > _YIELD_POLICIES_P)[:, None]
    gaps = np.where(ahead, boxes[:, :, REAR] - here[None, :, S], np.inf).min(axis=1)
    nearest = int(np.argmin(gaps))
    if not math.isfinite(gaps[nearest]):
        return None
    return int(scene.objects.ids[driven.traffic.rows[nearest]])
