"""A target that stands, speeds up evenly, and goes on at its speed until it is met."""

from __future__ import annotations

from dataclasses import dataclass

from segue.bench.ncap._encounter import Point, begins_s
from segue.bench.ncap._targets import Target
from segue.world.scenes import Act, ActorSpec

_GOES_ON_M = 60.0
"""Beyond the meeting."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a target comes to where it is met."""

    speed_mps: float
    """In the end."""
    speeds_up_m: float
    """How far it goes until it has that speed."""
    steady_m: float
    """How far it goes from then until it is met."""

    @property
    def begins_s(self) -> float:
        """Return when it begins."""
        return begins_s(self._moves_s)

    @property
    def meets_s(self) -> float:
        """Return when it is met."""
        return self.begins_s + self._moves_s

    @property
    def _moves_s(self) -> float:
        return (2.0 * self.speeds_up_m + self.steady_m) / self.speed_mps


def mover(target: Target, pace: Pace, meets_at: Point, along: Point) -> ActorSpec:
    """Return a target on its way.

    Args:
        target: What it is.
        pace: How it moves.
        meets_at: The place of its middle when it is met.
        along: Its direction, of length 1.
    """
    accel_mps2 = pace.speed_mps**2 / (2.0 * pace.speeds_up_m)
    return target.actor(
        "target",
        way(meets_at, along, pace.speeds_up_m + pace.steady_m),
        acts=(Act(at_s=pace.begins_s, speed_mps=pace.speed_mps, accel_mps2=accel_mps2),),
    )


def way(
    meets_at: Point, along: Point, before_m: float, on_m: float = _GOES_ON_M
) -> tuple[Point, ...]:
    """Return the path that comes from so far before a meeting and goes on so far behind it."""
    (x, y), (dx, dy) = meets_at, along
    return (x - before_m * dx, y - before_m * dy), (x + on_m * dx, y + on_m * dy)
