"""Who drives a test: the whole pilot with a planner, or a peer without guard and supervisor."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from segue.bench._planners import is_peer
from segue.bench.ncap._plain_brake import PlainBrake
from segue.lanes import LaneMap
from segue.pilot.control import Controller
from segue.pilot.perceive import Perception
from segue.pilot.pipeline import Decider, Pilot
from segue.pilot.predict import LanePredictor
from segue.pilot.scene import PlannerFactory
from segue.pilot.supervise import Drive, Engaged, Supervisor
from segue.schema.drive import Command, Inputs, OwnCar, Plan, SensorView, Wishes

_PLAN_EVERY_S = 0.1
_SOON_S = 1e-6


class Driving(Protocol):
    """Drives, and says when it decides."""

    @property
    def decides(self) -> bool:
        """Return whether the last step was one that predicts and plans."""
        ...

    def step(self, inputs: Inputs) -> Command:
        """Return what is asked of the car for the next 0.02 s."""
        ...


def driver_of(
    planner: PlannerFactory,
    own_car: OwnCar,
    lanes: LaneMap,
    wishes: Wishes,
    sensors: tuple[SensorView, ...],
) -> Driving:
    """Return who drives with a planner: a published model drives as it was published."""
    if is_peer(planner) or planner is PlainBrake:
        return _Peer(planner, own_car, lanes, wishes, sensors)
    return _Whole(planner, own_car, lanes, wishes, sensors)


class _Whole:
    """The pilot, engaged."""

    def __init__(
        self,
        planner: PlannerFactory,
        own_car: OwnCar,
        lanes: LaneMap,
        wishes: Wishes,
        sensors: tuple[SensorView, ...],
    ) -> None:
        drive = Drive(set_speed_mps=wishes.set_speed_mps, time_gap_s=wishes.time_gap_s)
        self._pilot = Pilot(
            own_car,
            lanes,
            wishes,
            planner=planner(own_car),
            predictor=LanePredictor(),
            supervisor=Supervisor(own_car, state=Engaged(drive=drive), preset=drive),
            sensors=sensors,
        )

    @property
    def decides(self) -> bool:
        """Return whether the last step was one that predicts and plans."""
        return self._pilot.output is not None and self._pilot.output.ask is not None

    def step(self, inputs: Inputs) -> Command:
        """Return what is asked of the car for the next 0.02 s."""
        return self._pilot.step(inputs)


class _Peer:
    """Perceives and controls as the pilot does; what the planner asks for is done as hard."""

    def __init__(
        self,
        planner: PlannerFactory,
        own_car: OwnCar,
        lanes: LaneMap,
        wishes: Wishes,
        sensors: tuple[SensorView, ...],
    ) -> None:
        self._wishes = wishes
        self._perception, self._controller = Perception(own_car, sensors), Controller(own_car)
        self._decider = Decider(
            own_car=own_car, lanes=lanes, predictor=LanePredictor(), planner=planner(own_car)
        )
        self._plan: Plan | None = None
        self._next_s = 0.0
        self.decides = False

    def step(self, inputs: Inputs) -> Command:
        """Return what is asked of the car for the next 0.02 s."""
        ego, objects = self._perception.update(inputs)
        self.decides = inputs.time_s >= self._next_s - _SOON_S
        if self.decides:
            self._next_s += _PLAN_EVERY_S
            answer, _ = self._decider.decide(ego, objects, self._wishes, dict(inputs.lights))
            if isinstance(answer, Plan):
                self._plan = replace(answer, emergency=True)
        return self._controller.step(inputs.time_s, ego, self._plan)
