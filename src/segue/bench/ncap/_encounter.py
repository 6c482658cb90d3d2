"""A case on the map: where the test car comes along, and what it meets when it does not brake."""

from __future__ import annotations

import math
from dataclasses import dataclass

from segue.lanes import LaneMap, Path
from segue.world.scenes import STEP_S, ActorSpec
from segue.world.scenes.actors import path_of

Point = tuple[float, float]
KMH = 1.0 / 3.6
LEAD_IN_S = 6.0
"""From the begin to the meeting, at least; the protocols begin to measure at 4 s."""
FIRST_S = 1.0
"""Nobody changes what he does before; so sensors have seen who is there."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """What is laid out for a case."""

    lanes: LaneMap
    route: tuple[str, ...]
    """Of the test car; it begins on the first of these lanes..."""
    start_m: float
    """...so far along it, at the middle of its box,"""
    speed_mps: float
    """at its test speed."""
    meets_s: float
    """When it meets the target if it keeps that speed."""
    danger_s: float
    """From when on there is something to brake for: the target begins to walk, ride or brake."""
    target: ActorSpec
    others: tuple[ActorSpec, ...] = ()
    """Parked cars that hide the target, or one that the target follows."""

    def line(self) -> Path:
        """Return the line that the test car drives along."""
        return line_of(self.lanes, self.route)

    @property
    def actors(self) -> tuple[ActorSpec, ...]:
        """Return everybody, the target first."""
        return (self.target, *self.others)


def line_of(lanes: LaneMap, route: tuple[str, ...]) -> Path:
    """Return the middle of a route's lanes as one line."""
    return path_of(lanes, ActorSpec(name="route", lane=route[0], route=route))


def begins_s(moves_s: float) -> float:
    """Return when somebody begins who is on his way for so long: on a step of the world."""
    return max(FIRST_S, math.ceil((LEAD_IN_S - moves_s) / STEP_S) * STEP_S)
