"""A CommonRoad scenario: the lanes, what was recorded on them, and the problem to solve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from segue.lanes import LaneMap
from segue.schema.drive import Floats, Kind

Colour = Literal["red", "amber", "green", ""]
"""Empty: the light says nothing."""

PLACE_X, PLACE_Y, HEADING, SPEED, ACCEL = range(5)
"""Columns of what was recorded; an acceleration that was not is NaN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One object, at every step from its first to its last."""

    object_id: int
    kind: Kind
    length_m: float
    width_m: float
    first_step: int
    states: Floats
    """(N, 5). One that stands for ever has one row, and `stands`."""
    stands: bool = False

    def row_at(self, step: int) -> int | None:
        """Return its row of `states` at a step; None when it is not there."""
        row = 0 if self.stands else step - self.first_step
        return row if 0 <= row < len(self.states) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The colours of a traffic light, one after the other and again."""

    colours: tuple[Colour, ...]
    until_step: tuple[int, ...]
    """When each ends, counted from the cycle's begin."""
    offset_steps: int

    def colour_at(self, step: int) -> Colour:
        """Return what it shows at a step."""
        within = (step - self.offset_steps) % self.until_step[-1]
        row = int(np.searchsorted(self.until_step, within, side="right"))
        return self.colours[row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One state that solves the problem; what is None may be anything."""

    first_step: int
    last_step: int
    lanes: tuple[str, ...] = ()
    """Lanelets whose areas it is, when it is told so."""
    area: shapely.Geometry | None = None
    heading_rad: tuple[float, float] | None = None
    """From, counter-clockwise, to."""
    speed_mps: tuple[float, float] | None = None

    def reached(self, step: int, place: Sequence[float]) -> bool:
        """Whether a state (x, y, heading, speed) at a step is in it."""
        x_m, y_m, heading_rad, speed_mps = place
        if not self.first_step <= step <= self.last_step:
            return False
        if self.area is not None and not shapely.intersects_xy(self.area, x_m, y_m):
            return False
        if self.heading_rad is not None:
            low, high = self.heading_rad
            if (heading_rad - low) % (2.0 * np.pi) > high - low:
                return False
        return self.speed_mps is None or self.speed_mps[0] <= speed_mps <= self.speed_mps[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Where to begin, and what to reach."""

    problem_id: int
    first_step: int
    x_m: float
    y_m: float
    heading_rad: float
    speed_mps: float
    yaw_rate_radps: float
    goals: tuple[Goal, ...]

    @property
    def last_step(self) -> int:
        """When its time is over."""
        return max(goal.last_step for goal in self.goals)

    def reached(self, step: int, place: Sequence[float]) -> bool:
        """Whether a state (x, y, heading, speed) at a step solves it."""
        return any(goal.reached(step, place) for goal in self.goals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A file, read."""

    benchmark_id: str
    version: str
    step_s: float
    lanes: LaneMap
    recorded: tuple[Recorded, ...]
    lights: Mapping[str, Cycle]
    problem: Problem
