"""Doors, seat, belt, gear and ignition, and the sequences in which a person moves them.

A sequence is data: steps, each so many seconds after the one before, each with what changes. What
a step finds done already (an unlocked door) is skipped with its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Gear = Literal["P", "R", "N", "D"]
Ignition = Literal["off", "accessory", "on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a person in or at the car has set."""

    door_open: bool = False
    """The driver's."""
    locked: bool = True
    """All doors."""
    seat_occupied: bool = False
    """The driver's."""
    belted: bool = False
    gear: Gear = "P"
    ignition: Ignition = "off"


@dataclass(frozen=True, slots=True)
class Step:
    """One movement of a sequence.

    Args:
        after_s: Time it takes, after the step before.
        changes: Fields of `Body` and their new values.
    """

    after_s: float
    changes: Mapping[str, Any]


GET_IN = (
    Step(0.4, {"locked": False}),
    Step(0.9, {"door_open": True}),
    Step(2.2, {"seat_occupied": True, "ignition": "accessory"}),
    Step(1.4, {"door_open": False}),
    Step(1.8, {"belted": True}),
    Step(0.7, {"ignition": "on"}),
)
GET_OUT = (
    Step(0.4, {"gear": "P"}),
    Step(0.6, {"ignition": "accessory"}),
    Step(1.0, {"belted": False}),
    Step(0.4, {"locked": False}),
    Step(0.9, {"door_open": True}),
    Step(2.0, {"seat_occupied": False}),
    Step(1.2, {"door_open": False, "ignition": "off"}),
    Step(2.0, {"locked": True}),
)
SET_OFF = (
    Step(0.5, {"ignition": "on"}),
    Step(0.7, {"gear": "D"}),
)
