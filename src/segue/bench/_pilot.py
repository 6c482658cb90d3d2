"""The pilot as suites of perfect objects run it: it plans, and the guard passes it on or brakes."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from segue.bench._planners import is_peer
from segue.lanes import LaneMap
from segue.pilot.guard import Guard
from segue.pilot.pipeline import Decider
from segue.pilot.predict import LanePredictor
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import (
    PLAN_ACCEL,
    PLAN_STEP_S,
    PLAN_STEPS,
    Command,
    EgoState,
    Objects,
    OwnCar,
    Plan,
    Wishes,
)

_WITHOUT_PLAN_MPS2 = -4.0
"""Once the last plan is used up: what UN R157, 5.5.1, allows a minimal risk manoeuvre."""
_PREDICTOR = LanePredictor()
"""For case after case on one road: all it remembers are the tables of the last map."""


class BenchPilot:
    """Decides on exact objects and says what acceleration it wants; keeps what it took.

    Where there is no plan, the last one goes on until it ends, and then it brakes. The guard stands
    behind every planner but the peers, which are to be what was published.

    Args:
        planner: Who plans.
        own_car: For which car.
        lanes: Where.
        step_s: From one decision to the next.
    """

    def __init__(
        self, planner: PlannerFactory, own_car: OwnCar, lanes: LaneMap, *, step_s: float
    ) -> None:
        self._step_s = step_s
        self._decider = Decider(
            own_car=own_car, lanes=lanes, predictor=_PREDICTOR, planner=planner(own_car)
        )
        self._guard = None if is_peer(planner) else Guard(own_car)
        self._plan: Plan | None = None
        self.cycles_s: list[float] = []
        """How long each decision took, by this machine's clock."""

    def accel_mps2(self, ego: EgoState, objects: Objects, wishes: Wishes) -> float:
        """Return the acceleration that is wanted until the next decision."""
        began_s = perf_counter()
        plan, _ = self._decider.decide(ego, objects, wishes, {})
        self.cycles_s.append(perf_counter() - began_s)
        if isinstance(plan, Plan):
            self._plan = plan
        asked_mps2, plan_age_s = self._asked_mps2(ego.time_s)
        if self._guard is None:
            return asked_mps2
        command = Command(accel_mps2=asked_mps2, steer_rad=0.0)
        verdict = self._guard.judge(ego.time_s, command, ego, objects, plan_age_s=plan_age_s)
        return verdict.command.accel_mps2

    def _asked_mps2(self, now_s: float) -> tuple[float, float]:
        """Return what the plan has for the end of the next step, and how old it is."""
        if self._plan is None:
            return _WITHOUT_PLAN_MPS2, 0.0
        age_s = now_s - self._plan.made_s
        at = (age_s + self._step_s) / PLAN_STEP_S
        if at > PLAN_STEPS - 1:
            return _WITHOUT_PLAN_MPS2, age_s
        accel_mps2 = np.interp(at, np.arange(PLAN_STEPS), self._plan.states[:, PLAN_ACCEL])
        return float(accel_mps2), age_s
