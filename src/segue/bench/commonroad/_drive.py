"""A scenario driven in a closed loop: objects as they are now, a plan, a step of the car."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Literal

from segue.bench.commonroad._aim import Aim
from segue.bench.commonroad._car import OWN_CAR, CarState, advanced, starting
from segue.bench.commonroad._checks import Collision, Road, collision_at
from segue.bench.commonroad._scenario import Problem, Scenario
from segue.bench.commonroad._tracking import inputs_for
from segue.bench.commonroad._traffic import RecordedFutures, lights_at, objects_at
from segue.pilot.pipeline import Decider
from segue.pilot.predict import LanePredictor
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import EgoState, Plan

Futures = Literal["predicted", "true"]
_DECIDE_S = 0.1
_WITHOUT_PLAN_MPS2 = -4.0
"""As long as there is none, as no guard stands behind: what UN R157, 5.5.1, allows a minimal risk
manoeuvre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """How it went: a state at every step from the first, and what the checks say of them."""

    states: tuple[CarState, ...]
    first_step: int
    reached_step: int | None
    collision: Collision | None
    off_road_step: int | None
    unreachable: bool
    """Whether no lanes lead from the start to the goal."""
    unplanned: tuple[str, ...]
    """Why there was no plan, whenever there was none."""
    cycles_s: tuple[float, ...]

    @property
    def solved(self) -> bool:
        """Whether the goal is reached without a collision and on the road."""
        return (
            self.reached_step is not None and self.collision is None and self.off_road_step is None
        )


def drive(scenario: Scenario, planner: PlannerFactory, futures: Futures) -> Drive:
    """Drive a scenario until its goal is reached or its time is over.

    A collision is noted and the drive goes on, as the recorded traffic does.
    """
    problem, aim, road = scenario.problem, Aim(scenario), Road(scenario.lanes)
    pilot = _Pilot(scenario, planner, futures)
    state = _begin(problem)
    states = [state]
    reached_step, off_road_step, collision = None, None, None
    for step in range(problem.first_step, problem.last_step + 1):
        objects = objects_at(scenario, step)
        collision = collision or collision_at(step, state, objects)
        if off_road_step is None and not road.holds(state):
            off_road_step = step
        place = state.x_m, state.y_m, state.heading_rad, state.speed_mps
        if problem.reached(step, place):
            reached_step = step
            break
        if step < problem.last_step:
            state = pilot.stepped(step, state, aim)
            states.append(state)
    return Drive(
        states=tuple(states),
        first_step=problem.first_step,
        reached_step=reached_step,
        collision=collision,
        off_road_step=off_road_step,
        unreachable=aim.unreachable,
        unplanned=tuple(pilot.unplanned),
        cycles_s=tuple(pilot.cycles_s),
    )


class _Pilot:
    """Decides ten times a second, and tracks its last plan in between."""

    def __init__(self, scenario: Scenario, planner: PlannerFactory, futures: Futures) -> None:
        self._scenario = scenario
        self._decider = Decider(
            own_car=OWN_CAR,
            lanes=scenario.lanes,
            predictor=RecordedFutures(scenario) if futures == "true" else LanePredictor(),
            planner=planner(OWN_CAR),
        )
        self._every = max(round(_DECIDE_S / scenario.step_s), 1)
        self._plan: Plan | None = None
        self._accel_mps2 = 0.0
        self.unplanned: list[str] = []
        self.cycles_s: list[float] = []

    def stepped(self, step: int, state: CarState, aim: Aim) -> CarState:
        """Return the car's state a step later."""
        now_s, dt_s = step * self._scenario.step_s, self._scenario.step_s
        if (step - self._scenario.problem.first_step) % self._every == 0:
            self._decide(step, state, aim)
        if self._plan is None:
            after = advanced(state, 0.0, _WITHOUT_PLAN_MPS2, dt_s)
        else:
            after = advanced(state, *inputs_for(self._plan, now_s, state, dt_s), dt_s)
        self._accel_mps2 = (after.speed_mps - state.speed_mps) / dt_s
        return after

    def _decide(self, step: int, state: CarState, aim: Aim) -> None:
        ego = EgoState(
            time_s=step * self._scenario.step_s,
            x_m=state.x_m,
            y_m=state.y_m,
            heading_rad=state.heading_rad,
            speed_mps=state.speed_mps,
            accel_mps2=self._accel_mps2,
            yaw_rate_radps=state.yaw_rate_radps,
            steer_rad=state.steer_rad,
        )
        objects = objects_at(self._scenario, step)
        lights = lights_at(self._scenario, step)
        wishes = aim.wishes(step, state)
        began_s = perf_counter()
        plan, _ = self._decider.decide(ego, objects, wishes, lights)
        self.cycles_s.append(perf_counter() - began_s)
        if isinstance(plan, Plan):
            self._plan = plan
        else:
            self._plan = None
            self.unplanned.append(plan.reason)


def _begin(problem: Problem) -> CarState:
    return starting(
        x_m=problem.x_m,
        y_m=problem.y_m,
        heading_rad=problem.heading_rad,
        speed_mps=problem.speed_mps,
        yaw_rate_radps=problem.yaw_rate_radps,
    )
