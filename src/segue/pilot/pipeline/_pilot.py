"""The whole pilot in one process, in lockstep: for simulation, replay and benches."""

from __future__ import annotations

from segue.lanes import LaneMap
from segue.pilot.pipeline._decider import Decider
from segue.pilot.pipeline._executive import Executive, Output
from segue.pilot.scene import Planner, Predictor, Scene
from segue.pilot.supervise import Supervisor
from segue.schema.drive import Command, Inputs, NoPlan, OwnCar, Plan, SensorView, Wishes


class Pilot:
    """Drives a car by its inputs. An answer is driven by in the step after it was asked for.

    Args:
        own_car: What is driven.
        lanes: Where.
        wishes: Where to, and how.
        planner: Decides where the car goes.
        predictor: Says what the others may do.
        supervisor: Who decides who drives; its state is where the run begins.
        sensors: Those the car should have, and what each sees.
    """

    def __init__(
        self,
        own_car: OwnCar,
        lanes: LaneMap,
        wishes: Wishes,
        *,
        planner: Planner,
        predictor: Predictor,
        supervisor: Supervisor,
        sensors: tuple[SensorView, ...] = (),
    ) -> None:
        self._executive = Executive(own_car, lanes, wishes, supervisor, sensors)
        self._decider = Decider(own_car=own_car, lanes=lanes, predictor=predictor, planner=planner)
        self._answer: Plan | NoPlan | None = None
        self.output: Output | None = None
        """Of the last step; None before the first."""
        self.scene: Scene | None = None
        """The last that was decided on."""

    def step(self, inputs: Inputs) -> Command:
        """Return what the car is told now."""
        self.output = out = self._executive.step(inputs, self._answer)
        self._answer = None
        if out.ask is not None:
            ask = out.ask
            self._answer, self.scene = self._decider.decide(
                ask.ego, ask.objects, ask.wishes, ask.lights
            )
        return out.command
