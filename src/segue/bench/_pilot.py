"""The pilot as a suite of perfect objects runs it: a plan ten times a second, and what it asks."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from segue.lanes import LaneMap
from segue.pilot.pipeline import Decider
from segue.pilot.predict import LanePredictor
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import (
    PLAN_ACCEL,
    PLAN_STEP_S,
    PLAN_STEPS,
    EgoState,
    Objects,
    OwnCar,
    Plan,
    Wishes,
)

_WITHOUT_PLAN_MPS2 = -4.0
"""Once the last plan is used up: what UN R157, 5.3.2, allows a minimal risk manoeuvre."""


class BenchPilot:
    """Decides on exact objects and says what acceleration it wants; keeps what it took.

    Where there is no plan, the last one goes on until it ends, and then it brakes.
    """

    def __init__(self, planner: PlannerFactory, own_car: OwnCar, lanes: LaneMap) -> None:
        self._decider = Decider(
            own_car=own_car, lanes=lanes, predictor=LanePredictor(), planner=planner(own_car)
        )
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
        if self._plan is None:
            return _WITHOUT_PLAN_MPS2
        step = round((ego.time_s - self._plan.made_s) / PLAN_STEP_S) + 1
        if step >= PLAN_STEPS:
            return _WITHOUT_PLAN_MPS2
        return float(self._plan.states[step, PLAN_ACCEL])


def exact_objects(
    time_s: float, ids: NDArray[np.int64], kinds: NDArray[np.int64], boxes: NDArray[np.float64]
) -> Objects:
    """Return objects as they are, all of them known for sure.

    Args:
        time_s: Now; they were first seen at 0.
        ids: (N,).
        kinds: (N,): `Kind`.
        boxes: (N, 9), as `Objects.boxes`.
    """
    zeros = np.zeros(len(ids))
    return Objects(
        time_s=time_s,
        ids=ids,
        kinds=kinds,
        boxes=boxes,
        existence=np.ones(len(ids)),
        age_s=np.full(len(ids), time_s),
        unseen_s=zeros,
        position_sigma_m=zeros,
        speed_sigma_mps=zeros,
    )
