"""The pilot at the wheel of a car by physics: a plan every 0.1 s, and five steps of control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Literal

from segue.lanes import LaneMap
from segue.pilot.control import Controller
from segue.pilot.pipeline import Decider
from segue.pilot.predict import LanePredictor
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import EgoState, Objects, Plan, Wishes
from segue.vehicle.plant import CarModel, Surroundings
from segue.world.own_car import own_car_of
from segue.world.scenes import OwnVehicle

_CONTROL_STEPS = 5
_CONTROL_STEP_S = 0.02


class PilotAtWheel:
    """Drives one leg, from where SUMO set the car down.

    Args:
        planner: Who plans.
        car: The physics of what is driven.
        lanes: The map.
        start: Where the car is, and how fast.
        route: The lanes to follow.
    """

    def __init__(
        self,
        planner: PlannerFactory,
        car: CarModel,
        lanes: LaneMap,
        start: EgoState,
        route: Sequence[str],
    ) -> None:
        own_car = own_car_of(car)
        self._vehicle = OwnVehicle(
            car,
            x_m=start.x_m,
            y_m=start.y_m,
            heading_rad=start.heading_rad,
            speed_mps=start.speed_mps,
            road=Surroundings(),
        )
        self._decider = Decider(
            own_car=own_car, lanes=lanes, predictor=LanePredictor(), planner=planner(own_car)
        )
        self._controller = Controller(own_car)
        self._wishes = Wishes(
            set_speed_mps=own_car.top_speed_mps, overtake=True, route=tuple(route)
        )
        self.ego = self._vehicle.state(start.time_s)
        """Where the car is now, exactly."""
        self.plan: Plan | None = None
        """The last there was."""
        self.cycles_s: list[float] = []
        """How long each decision took, by this machine's clock."""

    @property
    def lateral_accel_mps2(self) -> float:
        """Of the car, now."""
        return self._vehicle.lateral_accel_mps2

    def step(
        self, objects: Objects, lights: Mapping[str, Literal["red", "amber", "green"]]
    ) -> EgoState:
        """Drive on for 0.1 s, and return where the car then is."""
        began_s = perf_counter()
        plan, _ = self._decider.decide(self.ego, objects, self._wishes, lights)
        self.cycles_s.append(perf_counter() - began_s)
        given = plan if isinstance(plan, Plan) else None
        self.plan = given or self.plan
        now_s = self.ego.time_s
        for step in range(1, _CONTROL_STEPS + 1):
            command = self._controller.step(self.ego.time_s, self.ego, given)
            self._vehicle.step(command)
            self.ego = self._vehicle.state(now_s + step * _CONTROL_STEP_S)
        return self.ego
