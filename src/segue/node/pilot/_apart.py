"""The whole pilot in two processes: what keeps the car safe here, what plans in the child."""

from __future__ import annotations

from segue.node.pilot._planner_process import PlannerProcess
from segue.pilot.pipeline import Executive, Output
from segue.schema.drive import Inputs


class PilotApart:
    """Drives a car by its inputs, and brings it to rest when the planner's process is gone.

    Args:
        executive: What runs here, in every step.
        planner: The process that it asks, and never waits for.
    """

    def __init__(self, executive: Executive, planner: PlannerProcess) -> None:
        self._executive = executive
        self._planner = planner

    def step(self, inputs: Inputs) -> Output:
        """Return what the car is told now, by the newest plan that there is, and why."""
        out = self._executive.step(inputs, self._planner.newest())
        if out.ask is not None:
            self._planner.ask(out.ask)
        return out
