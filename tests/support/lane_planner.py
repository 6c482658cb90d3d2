"""A planner that keeps its lane and its speed: small enough to be made in any process."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from segue.lanes import LaneMap
from segue.pilot.scene import Scene
from segue.schema.drive import (
    FUTURE_STEPS,
    PLAN_STEP_S,
    PLAN_STEPS,
    EgoState,
    Futures,
    Objects,
    OwnCar,
    Plan,
)


class KeepLane:
    """Plans along the middle of the lane that the car is on, at the speed that it has."""

    def __init__(self, own_car: OwnCar) -> None:
        del own_car

    def plan(self, scene: Scene) -> Plan:
        """Return the next 8 s; printing is what a planner of a user's may do."""
        print("planning")  # noqa: T201
        ego = scene.ego
        path = scene.lanes.path(scene.lanes.at(ego.x_m, ego.y_m)[0])
        speed_mps = scene.wishes.set_speed_mps
        along_m = path.locate(np.array([[ego.x_m, ego.y_m]]))[0, 0]
        along_m += speed_mps * PLAN_STEP_S * np.arange(PLAN_STEPS)
        states = np.zeros((PLAN_STEPS, 6))
        states[:, :3] = path.at(along_m)
        states[:, 3] = speed_mps
        states[:, 5] = path.curvature_at(along_m)
        return Plan(made_s=ego.time_s, states=states, behaviour="keep_lane")


class Fails:
    """Plans nothing: it is broken."""

    def __init__(self, own_car: OwnCar) -> None:
        del own_car

    def plan(self, scene: Scene) -> Plan:
        """Fail."""
        raise ZeroDivisionError(scene.time_s)


class KnowsNothing:
    """Predicts nothing of anybody."""

    def predict(
        self, ego: EgoState, objects: Objects, lanes: LaneMap, lights: Mapping[str, str]
    ) -> Futures:
        """Return no futures."""
        del ego, objects, lanes, lights
        return Futures(
            objects=np.zeros(0, dtype=np.int64),
            probability=np.zeros(0),
            kinds=(),
            states=np.zeros((0, FUTURE_STEPS, 4)),
        )


def unmakeable(own_car: OwnCar) -> KeepLane:
    """Make no planner."""
    raise RuntimeError(own_car)
