"""The pilot at the wheel of a case: a point mass that brakes as the regulation's own driver can."""

from __future__ import annotations

import numpy as np

from segue.bench._pilot import BenchPilot
from segue.bench._road import straight_road
from segue.bench.r157._traffic import LENGTH_M, STEP_S, WIDTH_M, Traffic
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import (
    ACCEL,
    LENGTH,
    VX,
    VY,
    WIDTH,
    EgoState,
    Kind,
    Objects,
    OwnCar,
    Wishes,
    X,
    Y,
)

BRAKE_MPS2 = 0.774 * 9.81
JERK_MPS3 = 12.65
"""UN R157, Annex 4, Appendix 3: what the careful driver's car does, and how fast it builds up."""
CAR = OwnCar(
    length_m=LENGTH_M,
    width_m=WIDTH_M,
    brake_mps2=BRAKE_MPS2,
    brake_delay_s=0.0,
    brake_jerk_mps3=JERK_MPS3,
)
_ROAD = straight_road()


class PilotDriver:
    """A `Driver`. It keeps the middle of its lane, so that only braking is compared."""

    def __init__(self, planner: PlannerFactory, traffic: Traffic, set_speed_mps: float) -> None:
        self._pilot = BenchPilot(planner, CAR, _ROAD, step_s=STEP_S)
        self._wishes = Wishes(set_speed_mps=set_speed_mps)
        self._accel_mps2 = 0.0
        self._ids = np.arange(1, len(traffic.others) + 1)
        self._kinds = np.full(len(traffic.others), int(Kind.CAR))
        self._seen = np.column_stack([other.seen for other in traffic.others])
        self._boxes = np.zeros((traffic.steps, len(traffic.others), 9))
        for row, other in enumerate(traffic.others):
            self._boxes[:, row, X] = other.x_m
            self._boxes[:, row, Y] = other.y_m
            self._boxes[:, row, VX] = other.along_mps
            self._boxes[:, row, VY] = other.sideways_mps
            self._boxes[:, row, LENGTH] = LENGTH_M
            self._boxes[:, row, WIDTH] = WIDTH_M
            self._boxes[:, row, ACCEL] = other.accel_mps2

    @property
    def cycles_s(self) -> list[float]:
        """How long each decision took."""
        return self._pilot.cycles_s

    def next_speed_mps(self, step: int, x_m: float, speed_mps: float) -> float:
        """Return the speed of the step to come."""
        time_s = step * STEP_S
        seen = self._seen[step]
        ego = EgoState(
            time_s=time_s,
            x_m=x_m,
            y_m=0.0,
            heading_rad=0.0,
            speed_mps=speed_mps,
            accel_mps2=self._accel_mps2,
        )
        objects = Objects.exact(time_s, self._ids[seen], self._kinds[seen], self._boxes[step, seen])
        asked_mps2 = self._pilot.accel_mps2(ego, objects, self._wishes)
        most_mps2 = JERK_MPS3 * STEP_S
        change_mps2 = min(max(asked_mps2 - self._accel_mps2, -most_mps2), most_mps2)
        accel_mps2 = min(max(self._accel_mps2 + change_mps2, -BRAKE_MPS2), CAR.accel_mps2)
        new_mps = max(speed_mps + accel_mps2 * STEP_S, 0.0)
        self._accel_mps2 = (new_mps - speed_mps) / STEP_S
        return new_mps
