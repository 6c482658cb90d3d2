"""The conditions of assistance, as a table: where it may be on, and what must work."""

from __future__ import annotations

import math

from segue.pilot.supervise._domain import Condition, Domain, Facts

_FRESH_S = 0.3
"""Three steps of what runs ten times a second."""


def conditions(domain: Domain) -> tuple[Condition, ...]:
    """Return the table for a domain; what is listed first is told first."""
    return (
        Condition(
            name="own motion",
            value=lambda facts: not facts.ego.is_known,
            lost_s=0.1,
            wrong="The car does not know its own motion",
            do="Have it looked at.",
            kind="fault",
            severe=True,
        ),
        Condition(
            name="own motion in time",
            value=lambda facts: abs(facts.now_s - facts.ego.time_s),
            unit="s",
            ready=_FRESH_S,
            lost=0.5,
            lost_s=0.1,
            wrong="The car knows its own motion too late",
            do="Have it looked at.",
            kind="fault",
            severe=True,
        ),
        Condition(
            name="sight",
            value=_youngest_s,
            unit="s",
            ready=0.5,
            lost=1.0,
            wrong="No sensor sees anything",
            do="Have them looked at.",
            kind="fault",
            severe=True,
        ),
        Condition(
            name="planner answers",
            value=lambda facts: facts.health.plan_age_s,
            unit="s",
            ready=0.5,
            lost=2.0,
            wrong="The planner does not answer",
            do="Start a new run.",
            kind="fault",
            severe=True,
        ),
        Condition(
            name="sensors",
            value=_oldest_s,
            unit="s",
            ready=_FRESH_S,
            lost=0.5,
            wrong="A sensor cannot be relied on",
            detail=_unsound,
            do="Have it looked at.",
            kind="fault",
        ),
        Condition(
            name="planner in time",
            value=lambda facts: facts.health.plan_age_s,
            unit="s",
            ready=_FRESH_S,
            lost=0.5,
            wrong="The planner is late",
            do="Drive yourself.",
            kind="fault",
        ),
        Condition(
            name="clock",
            value=lambda facts: facts.clock_wrong,
            wrong="The pilot's clock jumped",
            do="Drive yourself.",
            kind="fault",
        ),
        Condition(
            name="controls",
            value=lambda facts: facts.controls_unreadable,
            lost_s=0.1,
            wrong="A pedal or the wheel cannot be read",
            do="Have it looked at.",
            kind="fault",
        ),
        Condition(
            name="speed",
            value=lambda facts: abs(facts.ego.speed_mps),
            unit="m/s",
            ready=domain.fastest_mps,
            lost=domain.fastest_mps + 1.39,
            lost_s=1.0,
            wrong="The car is too fast",
            do=f"Drive below {domain.fastest_mps * 3.6:.0f} km/h.",
            source="UN R157, 01 series; 5 km/h of hysteresis estimated",
        ),
        Condition(
            name="grip",
            value=lambda facts: facts.health.grip_share,
            unit="of dry",
            ready=domain.least_grip_share,
            lost=domain.least_grip_share - 0.1,
            lost_s=0.5,
            wrong="The road is too slippery",
            do="Drive yourself, slowly.",
        ),
        Condition(
            name="lane",
            value=lambda facts: not facts.health.lane.known,
            lost_s=1.0,
            wrong="The lane is not known",
            do="Drive where lanes are marked.",
        ),
        Condition(
            name="road",
            value=lambda facts: facts.health.road not in domain.roads,
            lost_s=1.0,
            wrong="Assistance is not offered on this road",
            do="Drive on to one where it is.",
        ),
        Condition(
            name="position",
            value=lambda facts: facts.ego.position_sigma_m,
            unit="m",
            ready=domain.largest_position_sigma_m,
            lost=2.0 * domain.largest_position_sigma_m,
            lost_s=2.0,
            wrong="The car does not know well enough where it is",
            do="Drive yourself.",
        ),
        Condition(
            name="way",
            value=lambda facts: facts.health.no_plan != "",
            lost_s=1.0,
            wrong="No way on is found",
            detail=lambda facts: facts.health.no_plan.rstrip("."),
            do="Drive yourself.",
        ),
        Condition(
            name="guard",
            value=lambda facts: len(facts.health.guard_rules) > 0,
            lost_s=3.0,
            wrong="The guard keeps correcting the pilot",
            detail=lambda facts: ", ".join(facts.health.guard_rules),
            do="Drive yourself.",
        ),
    )


def _ages_s(facts: Facts) -> list[float]:
    """Return how old the sensors' words are; a faulty one's are never young."""
    return [
        math.inf if sensor.fault or math.isnan(sensor.age_s) else sensor.age_s
        for sensor in facts.health.sensors
    ]


def _oldest_s(facts: Facts) -> float:
    return max(_ages_s(facts), default=math.inf)


def _youngest_s(facts: Facts) -> float:
    return min(_ages_s(facts), default=math.inf)


def _unsound(facts: Facts) -> str:
    return ", ".join(
        f"{sensor.name} ({sensor.fault or 'silent'})"
        for sensor, age_s in zip(facts.health.sensors, _ages_s(facts), strict=True)
        if age_s > _FRESH_S
    )
