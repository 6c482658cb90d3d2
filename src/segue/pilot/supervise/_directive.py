"""What the supervisor decides in one step, and what that means for the planner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal, NamedTuple

from segue.pilot.supervise._domain import Lack
from segue.pilot.supervise._events import Refusal, Transition
from segue.pilot.supervise._states import (
    Demanded,
    Engaged,
    Fault,
    Locked,
    MinimalRisk,
    Off,
    Ready,
    Standstill,
    State,
    TakenOver,
    Warned,
)
from segue.schema.drive import Wishes

MANOEUVRE_BRAKE_MPS2 = 4.0
"""Most that the minimal-risk manoeuvre asks for (UN R157, 5.5.1)."""
Source = Literal["driver", "plan", "stop", "hold"]
AutonomyLevel = Literal["SAE_0", "SAE_2_DISENGAGING", "SAE_2"]
"""Those of `Vehicle.ADAS.ActiveAutonomyLevel` that this pilot can be in."""


class Urgency(IntEnum):
    """How much a warning asks of the driver."""

    NONE = 0
    NOTICE = 1
    LOOK = 2
    ALARM = 3
    DEMAND = 4
    LOUD_DEMAND = 5
    STOPPING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverWarning:
    """What the driver is told."""

    urgency: Urgency = Urgency.NONE
    text: str = ""
    sound: Literal["", "chime", "alarm", "demand", "loud_demand"] = ""


class Conduct(NamedTuple):
    """What a state means for the car."""

    source: Source
    hazards: bool
    autonomy: AutonomyLevel


CONDUCT: Mapping[type[State], Conduct] = {
    Off: Conduct("driver", hazards=False, autonomy="SAE_0"),
    Ready: Conduct("driver", hazards=False, autonomy="SAE_0"),
    Fault: Conduct("driver", hazards=False, autonomy="SAE_0"),
    Engaged: Conduct("plan", hazards=False, autonomy="SAE_2"),
    Warned: Conduct("plan", hazards=False, autonomy="SAE_2"),
    Demanded: Conduct("plan", hazards=False, autonomy="SAE_2_DISENGAGING"),
    MinimalRisk: Conduct("stop", hazards=True, autonomy="SAE_2_DISENGAGING"),
    Standstill: Conduct("hold", hazards=True, autonomy="SAE_0"),
    TakenOver: Conduct("driver", hazards=True, autonomy="SAE_0"),
    Locked: Conduct("driver", hazards=False, autonomy="SAE_0"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """Who drives, and how."""

    state: State
    source: Source
    """Whose command reaches the car: the driver's; the plan's; the plan's to a stop with no more
    braking than `largest_brake_mps2`; or the brake that holds."""
    manoeuvre: Literal["drive", "stop_in_lane"]
    driver_accelerates: bool
    """The driver's acceleration is taken where it is larger (UN R157, 6.3)."""
    warning: DriverWarning
    lacks: tuple[Lack, ...]
    """The conditions that are not met: why assistance is not offered."""
    hazards: bool
    autonomy: AutonomyLevel
    set_speed_mps: float
    time_gap_s: float
    lane_change: Literal["", "left", "right"]
    """The side to which the car may move now."""
    indicator: Literal["", "left", "right"]
    largest_brake_mps2: float | None
    events: tuple[Transition | Refusal, ...]


def wishes_of(directive: Directive, route: Wishes) -> Wishes:
    """Return what the planner is to do: the directive's, on the way of `route` to its goal."""
    return replace(
        route,
        set_speed_mps=directive.set_speed_mps,
        time_gap_s=directive.time_gap_s,
        lane_change=directive.lane_change,
        manoeuvre=directive.manoeuvre,
    )
