"""A plain emergency brake: it drives on until it is late, then brakes as hard as it can."""

from __future__ import annotations

import numpy as np

from segue.bench._own_box import own_box
from segue.bench.peers import lane_ahead, plan_along
from segue.lanes import Path
from segue.pilot.scene import Scene
from segue.schema.drive import PLAN_STEPS, VX, VY, NoPlan, OwnCar, Plan, X, Y
from segue.world.scenes import overlapping

TTC_S = 1.2
_STEP_S = 0.1


class PlainBrake:
    """Keeps lane and speed; brakes fully, to a standstill, once the time to collision is 1.2 s.

    Everybody is taken to go on as he does; whoever it would touch counts, also one who crosses.
    """

    def __init__(self, own_car: OwnCar) -> None:
        self._own_car = own_car
        self._brakes = False

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return the next 8 s, or none where the car is on no lane."""
        ahead = lane_ahead(scene)
        if ahead is None:
            return NoPlan(made_s=scene.time_s, reason="The car is on no lane.")
        self._brakes |= self._touches(scene, ahead.path, ahead.s_m)
        if not self._brakes:
            return plan_along(scene, ahead, np.zeros(PLAN_STEPS), "keep_lane")
        brake_mps2 = np.full(PLAN_STEPS, -self._own_car.brake_mps2)
        return plan_along(scene, ahead, brake_mps2, "brake_hard")

    def _touches(self, scene: Scene, line: Path, s_m: float) -> bool:
        """Return whether the car would touch anybody soon."""
        speed_mps = scene.ego.speed_mps
        then = scene.objects.boxes[:, :7].copy()
        for after_s in np.arange(_STEP_S, TTC_S + 0.5 * _STEP_S, _STEP_S):
            then[:, X] = scene.objects.boxes[:, X] + after_s * then[:, VX]
            then[:, Y] = scene.objects.boxes[:, Y] + after_s * then[:, VY]
            box = own_box(line.at(s_m + speed_mps * after_s)[0], speed_mps, self._own_car)
            if overlapping(box, then).any():
                return True
        return False
