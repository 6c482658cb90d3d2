"""Where assistance is offered, and what a condition for it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from segue.pilot.supervise._health import Health, RoadKind
from segue.schema.drive import EgoState


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """The operational design domain."""

    fastest_mps: float = 36.11
    """130 km/h, the upper bound of UN R157 since its 01 series of amendments."""
    least_grip_share: float = 0.5
    """Of a dry road's: a wet road has it, snow does not; estimated."""
    roads: frozenset[RoadKind] = frozenset({"motorway", "road", "street"})
    largest_position_sigma_m: float = 0.5
    """A car of 1.9 m has 0.8 m on either side in a lane of 3.5 m; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the conditions are judged on, now."""

    now_s: float
    ego: EgoState
    health: Health
    clock_wrong: bool
    controls_unreadable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One row: met up to `ready`, lost beyond `lost`; between the two it stays as it was."""

    name: str
    value: Callable[[Facts], float]
    unit: str = ""
    ready: float = 0.0
    lost: float = 0.0
    lost_s: float = 0.0
    """How long it must be beyond."""
    wrong: str
    """What the driver is told when it is lost."""
    do: str
    detail: Callable[[Facts], str] = lambda _: ""
    kind: Literal["domain", "fault"] = "domain"
    """Whether the car is where assistance is not offered, or a part is broken."""
    severe: bool = False
    """Whether there is no time to ask the driver first."""
    source: str = "estimated"

    @property
    def falls(self) -> bool:
        """Whether smaller values are the worse ones."""
        return self.lost < self.ready

    def is_ready(self, facts: Facts) -> bool:
        """Return whether it is met with room to spare; a value that is no number never is."""
        return self._within(self.value(facts), self.ready)

    def is_lost(self, facts: Facts) -> bool:
        """Return whether it is beyond; a value that is no number always is."""
        return not self._within(self.value(facts), self.lost)

    def text(self, facts: Facts) -> str:
        """Return what is wrong and what to do, in two sentences."""
        detail = self.detail(facts)
        return f"{self.wrong}{': ' if detail else ''}{detail}. {self.do}"

    def _within(self, value: float, limit: float) -> bool:
        return value >= limit if self.falls else value <= limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A condition that is not met."""

    name: str
    text: str
    """What is wrong and what to do, for the driver."""
    is_fault: bool
    severe: bool
