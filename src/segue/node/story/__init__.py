"""The drive of the design, played in one go without screens, each step checked."""

from __future__ import annotations

from segue.node.story._car_process import CarProcess, free_port
from segue.node.story._cast import Cast
from segue.node.story._play import STEP_NAMES, StepResult, play
from segue.node.story._watch import OneHolder

__all__ = [
    "STEP_NAMES",
    "CarProcess",
    "Cast",
    "OneHolder",
    "StepResult",
    "free_port",
    "play",
]
