"""What the node and the planner's process say to each other, in pickles.

Both ends are one user's, and nobody else has the pipes. The setup names code of the user's own:

    node: Setup ────▶ ◀──── Ready             (seconds: the planner is made)
          Ask ──────▶ ◀──── Plan | NoPlan     again and again
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass

from segue.kernel.frames import framed
from segue.lanes import LaneMap
from segue.pilot.pipeline import Ask
from segue.pilot.scene import PlannerFactory, Predictor
from segue.schema.drive import NoPlan, OwnCar, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the child is started with. The two factories are importable by name."""

    own_car: OwnCar
    lanes: LaneMap
    planner: PlannerFactory
    predictor: Callable[[], Predictor]


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has made its planner and waits to be asked: its first message."""


def frame(message: Setup | Ask | Ready | Plan | NoPlan) -> bytes:
    """Return the bytes that carry a message."""
    return framed(pickle.dumps(message))
