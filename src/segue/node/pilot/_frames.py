"""What the node and the planner's process say to each other.

A frame is a 4-byte big-endian length and that many bytes of pickle. Both ends are one installation
and one user's: the node starts the child, and nobody else has the pipes.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from segue.lanes import LaneMap
from segue.pilot.scene import PlannerFactory, Predictor
from segue.schema.drive import EgoState, NoPlan, Objects, OwnCar, Plan, Wishes

LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the child is started with. The two factories are importable by name."""

    own_car: OwnCar
    lanes: LaneMap
    planner: PlannerFactory
    predictor: Callable[[], Predictor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to plan for now."""

    ego: EgoState
    objects: Objects
    wishes: Wishes
    lights: dict[str, Literal["red", "amber", "green"]]


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has made its planner and waits for questions: its first message."""


def frame(message: Setup | Question | Ready | Plan | NoPlan) -> bytes:
    """Return the bytes that carry a message."""
    body = pickle.dumps(message)
    return LENGTH.pack(len(body)) + body


def first_frame(received: bytearray) -> bytes | None:
    """Take the first whole frame's body out of what was received; None while there is none."""
    if len(received) < LENGTH.size:
        return None
    end = LENGTH.size + LENGTH.unpack_from(received)[0]
    if len(received) < end:
        return None
    body = bytes(received[LENGTH.size : end])
    del received[:end]
    return body
