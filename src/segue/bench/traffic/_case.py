"""One drive of the suite: a place, a seed, who drives, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from segue.world.scenes import Side

LegEnd = Literal["arrived", "missed", "stuck", "left the road", "collided", "out of time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A drive to be driven."""

    place: str
    """A name, or the path of a network."""
    seed: int
    minutes: float
    driver: Literal["pilot", "peer"] = "pilot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A collision of the driven car's."""

    time_s: float
    side: Side
    """Of the driven car."""
    at_fault: bool
    with_kind: int
    ego_mps: float
    closing_mps: float
    lane: str
    """Where the driven car was."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a drive."""

    case: Case
    driven_s: float = 0.0
    driven_m: float = 0.0
    comfortable_s: float = 0.0
    creeping_s: float = 0.0
    hardest_brake_mps2: float = 0.0
    hard_brakes: int = 0
    false_brakes: int = 0
    contacts: list[Contact] = field(default_factory=list[Contact])
    leg_ends: list[LegEnd] = field(default_factory=list[LegEnd])
    cycles_s: list[float] = field(default_factory=list[float])
