"""The planner in a process of its own, so that what keeps the car safe outlives it.

    node: sensors ─▶ perceive ──┬──▶ control ─▶ guard ─▶ actuators        fifty times a second
                        objects │        ▲ newest plan, and how old it is
                                ▼        │
    child:                  predict ─▶ plan                               ten times a second

The node never waits for the child. One that is killed, ends or hangs is not started again: the car
comes to rest by the plan it has and by the guard, and drives again with a new run.

This room needs numpy, so nothing that starts with the car's node imports it.
"""

from segue.node.pilot._apart import PilotApart
from segue.node.pilot._planner_process import PlannerProcess
from segue.node.pilot._view import assist_view
from segue.node.pilot._wire import Setup

__all__ = ["PilotApart", "PlannerProcess", "Setup", "assist_view"]
