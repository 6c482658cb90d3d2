"""Drives one case: legs through a network, one after the other, among SUMO's traffic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias

import numpy as np

from segue.bench.traffic._brakes import Brakes
from segue.bench.traffic._case import Case, LegEnd, Outcome
from segue.bench.traffic._cause import has_cause
from segue.bench.traffic._comfort import Ride
from segue.bench.traffic._faults import contacts
from segue.bench.traffic._legs import legs
from segue.bench.traffic._places import place_of
from segue.bench.traffic._wheel import PilotAtWheel
from segue.lanes import LaneMap
from segue.lanes.sumo import read_sumo
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import EgoState, Objects
from segue.vehicle.plant import CarModel, load_car
from segue.world.own_car import own_car_of
from segue.world.sumo import STEP_S, SumoTraffic, edge_of, ends_of, trips

Lights: TypeAlias = Mapping[str, Literal["red", "amber", "green"]]
_CAR = "model-3-rwd"
_WARM_UP_S = 60.0
"""Until the roads are as full as they get, about."""
_SEEN_M = 200.0
_ENTER_S = 60.0
_STUCK_S = 180.0
"""Longer than any light is red."""
_GOAL_M = 15.0
"""Before the end of the last lane, where SUMO would take the car off."""
_GAP_M = 1.0
"""Between lanes that meet at an angle there is road that is on neither."""
_STANDS_MPS = 0.1
_CREEPS_MPS = (0.3, 1.5)


def drive(case: Case, planner: PlannerFactory) -> Outcome:
    """Drive a case; once in a process.

    Raises:
        LocalUseError: SUMO is not installed.
    """
    place = place_of(case.place)
    car = load_car(_CAR)
    lanes = read_sumo(place.path)
    ends = ends_of(lanes)
    routes = legs(lanes, ends, place, case.seed)
    seconds = 60.0 * case.minutes
    with TemporaryDirectory(prefix="segue-") as folder:
        others = Path(folder) / "trips.rou.xml"
        own_car = own_car_of(car)
        until_s = _WARM_UP_S + 2.0 * seconds
        others.write_bytes(
            trips(
                ends,
                own_car,
                every_s=place.every_s,
                mix=place.mix,
                seed=case.seed,
                seconds=until_s,
            )
        )
        traffic = SumoTraffic(place.path, others, case.seed, own_car)
        try:
            return _Run(case, planner, car, lanes, traffic).drive(routes, seconds, until_s)
        finally:
            traffic.close()


class _Run:
    """One case under way."""

    def __init__(
        self,
        case: Case,
        planner: PlannerFactory,
        car: CarModel,
        lanes: LaneMap,
        traffic: SumoTraffic,
    ) -> None:
        self._planner, self._car, self._lanes, self._traffic = planner, car, lanes, traffic
        self._own = own_car_of(car)
        self._outcome = Outcome(case=case)
        self._by_pilot = case.driver == "pilot"

    def drive(self, routes: Sequence[Sequence[str]], seconds: float, until_s: float) -> Outcome:
        """Drive leg after leg for so many seconds at the wheel, and return what came of it."""
        traffic, outcome = self._traffic, self._outcome
        while traffic.time_s < _WARM_UP_S:
            traffic.step()
        leg = 0
        while outcome.driven_s < seconds and traffic.time_s < until_s:
            route = routes[leg % len(routes)]
            leg += 1
            traffic.enter(route, driven_by=outcome.case.driver)
            if self._wait_for_room():
                outcome.leg_ends.append(self._leg(route, seconds))
            traffic.leave()
            traffic.step()
        return outcome

    def _wait_for_room(self) -> bool:
        for _ in range(round(_ENTER_S / STEP_S)):
            self._traffic.step()
            if self._traffic.entered:
                return True
        return False

    def _leg(self, route: Sequence[str], seconds: float) -> LegEnd:
        traffic, outcome = self._traffic, self._outcome
        traffic.watch(_SEEN_M)
        ego = before = traffic.state()
        wheel = None
        if self._by_pilot:
            traffic.take_over()
            wheel = PilotAtWheel(self._planner, self._car, self._lanes, ego, route)
            ego = wheel.ego
        goal = _Goal(self._lanes, route[-1])
        ride, brakes, stood_s = Ride(), Brakes(), 0.0
        end: LegEnd | None = None
        while end is None:
            ids, kinds, boxes = traffic.others()
            objects = Objects.exact(traffic.time_s, ids, kinds, boxes)
            lights = traffic.lights()
            self._take_note(before, ego)
            side_mps2 = wheel.lateral_accel_mps2 if wheel else 0.0
            ride.add(ego.accel_mps2, side_mps2, ego.yaw_rate_radps)
            cause = partial(self._has_cause, ego, wheel, objects, lights)
            brakes.note(ego.time_s, ego.accel_mps2, cause)
            stood_s = stood_s + STEP_S if ego.speed_mps < _STANDS_MPS else 0.0
            hit = contacts(ego, self._own, ids, kinds, boxes, self._lanes)
            outcome.contacts += hit.values()
            end = "collided" if hit else goal.end(ego)
            if end is None and stood_s > _STUCK_S:
                end = "stuck"
            if end is None and outcome.driven_s >= seconds:
                end = "out of time"
            if end is None:
                before, ego = ego, self._onward(wheel, objects, lights)
        outcome.comfortable_s += STEP_S * ride.comfortable_steps(STEP_S)
        outcome.hard_brakes += brakes.hard
        outcome.false_brakes += brakes.without_cause
        if wheel is not None:
            outcome.cycles_s += wheel.cycles_s
        return end

    def _onward(self, wheel: PilotAtWheel | None, objects: Objects, lights: Lights) -> EgoState:
        """Let all drive on for a step, and return where the car then is."""
        if wheel is not None:
            self._traffic.place(wheel.step(objects, lights))
        self._traffic.step()
        return wheel.ego if wheel is not None else self._traffic.state()

    def _has_cause(
        self, ego: EgoState, wheel: PilotAtWheel | None, objects: Objects, lights: Lights
    ) -> bool:
        if wheel is None or wheel.plan is None:
            return True
        return has_cause(ego, self._own, wheel.plan, objects, lights, self._lanes)

    def _take_note(self, before: EgoState, ego: EgoState) -> None:
        outcome = self._outcome
        outcome.driven_s += STEP_S
        outcome.hardest_brake_mps2 = max(outcome.hardest_brake_mps2, -ego.accel_mps2)
        outcome.driven_m += math.hypot(ego.x_m - before.x_m, ego.y_m - before.y_m)
        if _CREEPS_MPS[0] < ego.speed_mps < _CREEPS_MPS[1]:
            outcome.creeping_s += STEP_S


class _Goal:
    """The edge that a leg leads to."""

    def __init__(self, lanes: LaneMap, last: str) -> None:
        self._lanes = lanes
        self._edge = edge_of(last)
        self._leads_on = _leading_to(lanes, self._edge)

    def end(self, ego: EgoState) -> LegEnd | None:
        """Return how the leg ends here; None while it goes on."""
        here = self._lanes.at(ego.x_m, ego.y_m, ego.heading_rad)
        here = here or self._lanes.near(ego.x_m, ego.y_m, _GAP_M)
        here = [lane_id for lane_id in here if self._lanes[lane_id].kind == "driving"]
        if not here:
            return "left the road"
        for lane_id in here:
            if edge_of(lane_id) == self._edge:
                path = self._lanes.path(lane_id)
                s_m = path.locate(np.array([[ego.x_m, ego.y_m]]))[0, 0]
                return "arrived" if s_m > path.length_m - _GOAL_M else None
        return None if self._leads_on.intersection(here) else "missed"


def _leading_to(lanes: LaneMap, edge: str) -> set[str]:
    """Return all lanes from which an edge can be reached."""
    found = {lane_id for lane_id in lanes.lanes if edge_of(lane_id) == edge}
    beside: dict[str, list[str]] = {}
    for lane in lanes.lanes.values():
        for other, may in ((lane.left, lane.may_change_left), (lane.right, lane.may_change_right)):
            if other is not None and may:
                beside.setdefault(other, []).append(lane.lane_id)
    queue = list(found)
    while queue:
        lane_id = queue.pop()
        for other in (*lanes[lane_id].predecessors, *beside.get(lane_id, ())):
            if other not in found:
                found.add(other)
                queue.append(other)
    return found
