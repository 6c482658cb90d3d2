"""What a process and its SUMO's process say to each other, in pickles.

Both ends are one user's, and nobody else has the pipes:

    starter: Setup ─────▶ ◀──── Seen | Failed       (seconds: the roads fill)
             EgoState ──▶ ◀──── Seen | Failed       again and again
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from segue.kernel.frames import framed
from segue.schema.drive import EgoState, Floats, Ints, OwnCar
from segue.world.sumo._network import Network
from segue.world.sumo._traffic import LightState


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What SUMO is started with."""

    network: Network
    trips: bytes
    """As `trips` makes them."""
    seed: int
    own_car: OwnCar
    warm_up_s: float
    """For which others drive before the car is set down."""
    ego: EgoState
    """Where it is set down, and how fast."""
    edges: tuple[str, ...]
    """The way that others expect it to take."""
    within_m: float
    """Others farther from the car are not told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How it is around the car."""

    ids: Ints
    """(N,): each driver's for good."""
    kinds: Ints
    boxes: Floats
    """(N, 9): as `Objects.boxes`."""
    lights: dict[str, LightState]
    """All that are on."""


@dataclass(frozen=True, slots=True)
class Failed:
    """SUMO goes no further."""

    why: str


def frame(message: Setup | EgoState | Seen | Failed) -> bytes:
    """Return the bytes that carry a message."""
    return framed(pickle.dumps(message))
