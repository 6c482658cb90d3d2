"""A car driven by a planner alone: what it plans is what it does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from segue.lanes import LaneMap
from segue.pilot.predict import LanePredictor
from segue.pilot.scene import Planner, Scene
from segue.schema.drive import (
    PLAN_ACCEL,
    PLAN_CURVATURE,
    PLAN_HEADING,
    PLAN_SPEED,
    PLAN_X,
    PLAN_Y,
    EgoState,
    Kind,
    NoPlan,
    Objects,
    OwnCar,
    Plan,
    Wishes,
)

STEP_S = 0.1
CAR = OwnCar()


def objects_of(rows: list[list[float]], *, kind: Kind = Kind.CAR, time_s: float = 0.0) -> Objects:
    """Return objects that are surely there: each x, y, heading, speed, and length and width."""
    boxes = np.zeros((len(rows), 9))
    for row, (x, y, heading, speed, length, width) in enumerate(rows):
        vx, vy = speed * math.cos(heading), speed * math.sin(heading)
        boxes[row] = x, y, heading, vx, vy, length, width, 0.0, 0.0
    return Objects.exact(
        time_s, np.arange(len(rows)) + 1, np.full(len(rows), kind, dtype=np.int64), boxes
    )


Traffic = Callable[[float, EgoState], Objects]
"""Who is around at a time, seen by the car."""


def nobody(time_s: float, ego: EgoState) -> Objects:
    """Return no one."""
    del ego
    return objects_of([], time_s=time_s)


@dataclass
class Drive:
    """A drive step by step; what was planned and where the car was, in order."""

    lanes: LaneMap
    planner: Planner
    wishes: Wishes
    ego: EgoState
    traffic: Traffic = nobody
    lights: Mapping[str, str] = field(default_factory=dict[str, str])
    plans: list[Plan | NoPlan] = field(default_factory=list[Plan | NoPlan])
    states: list[EgoState] = field(default_factory=list[EgoState])
    predictor: LanePredictor = field(default_factory=LanePredictor)

    def scene(self) -> Scene:
        """Return the scene now."""
        objects = self.traffic(self.ego.time_s, self.ego)
        return Scene(
            time_s=self.ego.time_s,
            ego=self.ego,
            own_car=CAR,
            objects=objects,
            futures=self.predictor.predict(self.ego, objects, self.lanes, self.lights),
            lanes=self.lanes,
            wishes=self.wishes,
            lights=self.lights,  # pyright: ignore[reportArgumentType]
        )

    def step(self) -> Plan | NoPlan:
        """Plan, and be a tenth of a second later where the plan says."""
        plan = self.planner.plan(self.scene())
        self.plans.append(plan)
        self.states.append(self.ego)
        time_s = self.ego.time_s + STEP_S
        if isinstance(plan, NoPlan):
            self.ego = replace(self.ego, time_s=time_s)
            return plan
        at = plan.states[1]
        self.ego = EgoState(
            time_s=time_s,
            x_m=float(at[PLAN_X]),
            y_m=float(at[PLAN_Y]),
            heading_rad=float(at[PLAN_HEADING]),
            speed_mps=float(at[PLAN_SPEED]),
            accel_mps2=float(at[PLAN_ACCEL]),
            steer_rad=math.atan(float(at[PLAN_CURVATURE]) * CAR.wheelbase_m),
        )
        return plan

    def run(self, seconds: float) -> Drive:
        """Drive on."""
        for _ in range(round(seconds / STEP_S)):
            self.step()
        return self

    def column(self, name: str) -> np.ndarray:
        """Return one quantity of the car over the drive."""
        return np.array([getattr(state, name) for state in self.states])
