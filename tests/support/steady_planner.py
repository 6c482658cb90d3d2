"""A planner that goes straight on at the speed it has been told, for tests of what is around it."""

from __future__ import annotations

import numpy as np

from segue.pilot.scene import Scene
from segue.schema.drive import PLAN_STEP_S, PLAN_STEPS, OwnCar, Plan


class SteadyPlanner:
    """Drives straight on, at the set speed at once; keeps what it was given."""

    def __init__(self, own_car: OwnCar) -> None:
        self.own_car = own_car
        self.scenes: list[Scene] = []

    def plan(self, scene: Scene) -> Plan:
        """Return the next 8 s."""
        self.scenes.append(scene)
        ego, speed = scene.ego, scene.wishes.set_speed_mps
        way_m = speed * PLAN_STEP_S * np.arange(PLAN_STEPS)
        states = np.zeros((PLAN_STEPS, 6))
        states[:, 0] = ego.x_m + way_m * np.cos(ego.heading_rad)
        states[:, 1] = ego.y_m + way_m * np.sin(ego.heading_rad)
        states[:, 2], states[:, 3] = ego.heading_rad, speed
        return Plan(made_s=ego.time_s, states=states, behaviour="keep_lane")
