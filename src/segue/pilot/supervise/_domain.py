"""Where the pilot may drive, and what must work: a table of conditions, each with hysteresis."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from segue.pilot.supervise._health import Health, RoadKind
from segue.schema.drive import EgoState

MENDED_S = 1.0
"""A lost condition counts as met again after so long; estimated."""
_FRESH_S = 0.3
"""Three steps of what runs ten times a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """The operational design domain: where assistance is offered."""

    fastest_mps: float = 36.11
    """130 km/h, the upper bound of UN R157 since its 01 series of amendments."""
    least_grip_share: float = 0.5
    """Of a dry road's: a wet road has it, snow does not."""
    roads: frozenset[RoadKind] = frozenset({"motorway", "road", "street"})
    largest_position_sigma_m: float = 0.5
    """A car of 1.9 m has 0.8 m on either side in a lane of 3.5 m; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the conditions are judged on, now."""

    ego: EgoState
    health: Health
    clock_wrong: bool
    controls_unreadable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A condition that is not met."""

    name: str
    text: str
    """What is wrong and what to do, for the driver."""
    is_fault: bool
    """Whether a part is broken; otherwise the car is where assistance is not offered."""
    severe: bool
    """Whether there is no time to ask the driver first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One row: met up to `ready`, lost beyond `lost`; between the two it stays as it was."""

    name: str
    value: Callable[[Facts], float]
    unit: str
    ready: float
    lost: float
    lost_s: float
    """How long it must be beyond."""
    text: Callable[[Facts], str]
    kind: Literal["domain", "fault"] = "domain"
    severe: bool = False
    source: str = "estimated"

    def _within(self, value: float, limit: float) -> bool:
        return value <= limit if self.ready <= self.lost else value >= limit

    def is_ready(self, facts: Facts) -> bool:
        """Return whether it is met with room to spare; a value that is no number never is."""
        return self._within(self.value(facts), self.ready)

    def is_lost(self, facts: Facts) -> bool:
        """Return whether it is beyond; a value that is no number always is."""
        return not self._within(self.value(facts), self.lost)


def conditions(domain: Domain) -> tuple[Condition, ...]:
    """Return the table for a domain."""
    fastest_kmh = round(domain.fastest_mps * 3.6)
    return (
        Condition(
            name="speed",
            value=lambda facts: abs(facts.ego.speed_mps),
            unit="m/s",
            ready=domain.fastest_mps,
            lost=domain.fastest_mps + 1.4,
            lost_s=1.0,
            text=lambda _: f"The car is too fast. Drive below {fastest_kmh} km/h.",
            source="UN R157, 01 series; 5 km/h of hysteresis estimated",
        ),
        Condition(
            name="grip",
            value=lambda facts: facts.health.grip_share,
            unit="of dry",
            ready=domain.least_grip_share,
            lost=domain.least_grip_share - 0.1,
            lost_s=0.5,
            text=lambda _: "The road is too slippery. Drive yourself, slowly.",
        ),
        Condition(
            name="lane",
            value=lambda facts: not facts.health.lane.known,
            unit="unknown",
            ready=0.0,
            lost=0.0,
            lost_s=1.0,
            text=lambda _: "The lane is not known. Drive where lanes are marked.",
        ),
        Condition(
            name="road",
            value=lambda facts: facts.health.road not in domain.roads,
            unit="foreign",
            ready=0.0,
            lost=0.0,
            lost_s=1.0,
            text=lambda _: "Assistance is not offered on this road. Drive on to one that it knows.",
        ),
        Condition(
            name="position",
            value=lambda facts: facts.ego.position_sigma_m,
            unit="m",
            ready=domain.largest_position_sigma_m,
            lost=2.0 * domain.largest_position_sigma_m,
            lost_s=2.0,
            text=lambda _: "The car does not know well enough where it is. Drive yourself.",
        ),
        Condition(
            name="way",
            value=lambda facts: facts.health.no_plan != "",
            unit="none",
            ready=0.0,
            lost=0.0,
            lost_s=1.0,
            text=lambda facts: f"No way on is found: {facts.health.no_plan} Drive yourself.",
        ),
        Condition(
            name="guard",
            value=lambda facts: len(facts.health.guard_rules) > 0,
            unit="vetoes",
            ready=0.0,
            lost=0.0,
            lost_s=3.0,
            text=lambda facts: (
                f"The guard keeps correcting ({', '.join(facts.health.guard_rules)})."
                " Drive yourself."
            ),
        ),
        Condition(
            name="sensors",
            value=_oldest_s,
            unit="s",
            ready=_FRESH_S,
            lost=0.5,
            lost_s=0.0,
            text=lambda facts: f"Not to be relied on: {_unsound(facts)}. Have it looked at.",
            kind="fault",
        ),
        Condition(
            name="sight",
            value=_youngest_s,
            unit="s",
            ready=0.5,
            lost=1.0,
            lost_s=0.0,
            text=lambda _: "No sensor sees anything. Have them looked at.",
            kind="fault",
            severe=True,
        ),
        Condition(
            name="planner",
            value=lambda facts: facts.health.plan_age_s,
            unit="s",
            ready=_FRESH_S,
            lost=0.5,
            lost_s=0.0,
            text=lambda _: "The planner is late. Drive yourself.",
            kind="fault",
        ),
        Condition(
            name="planner_silent",
            value=lambda facts: facts.health.plan_age_s,
            unit="s",
            ready=0.5,
            lost=2.0,
            lost_s=0.0,
            text=lambda _: "The planner does not answer. Start a new run.",
            kind="fault",
            severe=True,
        ),
        Condition(
            name="own_motion",
            value=lambda facts: (
                not all(
                    map(
                        math.isfinite,
                        (facts.ego.x_m, facts.ego.y_m, facts.ego.heading_rad, facts.ego.speed_mps),
                    )
                )
            ),
            unit="unknown",
            ready=0.0,
            lost=0.0,
            lost_s=0.1,
            text=lambda _: "The car does not know its own motion. Have it looked at.",
            kind="fault",
            severe=True,
        ),
        Condition(
            name="clock",
            value=lambda facts: facts.clock_wrong,
            unit="wrong",
            ready=0.0,
            lost=0.0,
            lost_s=0.0,
            text=lambda _: "The pilot's clock jumped. Drive yourself.",
            kind="fault",
        ),
        Condition(
            name="controls",
            value=lambda facts: facts.controls_unreadable,
            unit="unreadable",
            ready=0.0,
            lost=0.0,
            lost_s=0.1,
            text=lambda _: "Pedals or steering cannot be read. Have them looked at.",
            kind="fault",
        ),
    )


def _oldest_s(facts: Facts) -> float:
    """Return the age of the worst sensor; a faulty one is infinitely old, as is none at all."""
    return max(
        (math.inf if sensor.fault else sensor.age_s for sensor in facts.health.sensors),
        key=lambda age_s: math.inf if math.isnan(age_s) else age_s,
        default=math.inf,
    )


def _youngest_s(facts: Facts) -> float:
    """Return the age of the best sensor."""
    sound = [sensor.age_s for sensor in facts.health.sensors if not sensor.fault]
    return min((age_s for age_s in sound if not math.isnan(age_s)), default=math.inf)


def _unsound(facts: Facts) -> str:
    named = [
        f"{sensor.name} ({sensor.fault or 'silent'})"
        for sensor in facts.health.sensors
        if sensor.fault or not sensor.age_s <= _FRESH_S
    ]
    return ", ".join(named) or "the sensors"


@dataclass(slots=True)
class _Watch:
    met: bool
    other_s: float = 0.0
    """How long it has looked otherwise."""


@dataclass(slots=True)
class DomainMonitor:
    """Remembers which conditions are met."""

    domain: Domain
    _watches: list[tuple[Condition, _Watch]] = field(default_factory=list[tuple[Condition, _Watch]])

    def step(self, elapsed_s: float, facts: Facts) -> tuple[Lack, ...]:
        """Return what is not met, in the order of the table."""
        if not self._watches:
            self._watches = [
                (condition, _Watch(condition.is_ready(facts)))
                for condition in conditions(self.domain)
            ]
        for condition, watch in self._watches:
            otherwise = condition.is_lost(facts) if watch.met else condition.is_ready(facts)
            watch.other_s = watch.other_s + elapsed_s if otherwise else 0.0
            needed_s = condition.lost_s if watch.met else MENDED_S
            if otherwise and watch.other_s >= needed_s:
                watch.met = not watch.met
                watch.other_s = 0.0
        return tuple(
            Lack(
                name=condition.name,
                text=condition.text(facts),
                is_fault=condition.kind == "fault",
                severe=condition.severe,
            )
            for condition, watch in self._watches
            if not watch.met
        )
