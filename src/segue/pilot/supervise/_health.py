"""What the supervisor is told of the pilot's parts and of the road."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RoadKind = Literal["motorway", "road", "street", "unknown"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorHealth:
    """One sensor, as it looks from outside."""

    name: str
    age_s: float
    """Since it last spoke."""
    fault: str = ""
    """What it says is wrong with it; empty when nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneFacts:
    """The lane that the car is in, and what is beside it; `LaneSense` looks them up."""

    known: bool = False
    """Whether its borders are."""
    to_left_m: float = 0.0
    """From the car's side to the lane's left border; negative when the car is over it."""
    to_right_m: float = 0.0
    curvature_per_m: float = 0.0
    """Of the lane, positive to the left."""
    free: frozenset[Side] = frozenset()
    """Sides with a lane that may be changed to and that nobody needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All that decides whether the car may be driven, besides its driver and its own motion."""

    sensors: tuple[SensorHealth, ...]
    """All that the car should have; none at all is blind."""
    plan_age_s: float
    """Since the planner last answered, with a plan or without; it answers before assistance is
    engaged, too."""
    no_plan: str = ""
    """Why its last answer was none; empty when it was a plan."""
    guard_rules: tuple[str, ...] = ()
    """The rules by which the guard changed the last command."""
    lane: LaneFacts = field(default_factory=LaneFacts)
    road: RoadKind = "unknown"
    grip_share: float = 1.0
    """Of a dry road's grip."""
