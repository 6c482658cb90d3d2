"""What the car's screen sees of assisted driving, and may do.

Lengths are on the car's own axes: x ahead, y to the left, from the middle of the car. Lines are
flat lists, x and y in turn: a list of pairs takes twice as long to read.
"""

from __future__ import annotations

from typing import Literal

import msgspec

AssistState = Literal[
    "unavailable",
    "off",
    "ready",
    "engaged",
    "warned",
    "demanded",
    "minimal_risk",
    "standstill",
    "taken_over",
    "locked",
    "fault",
]
AssistButton = Literal["engage", "cancel", "left", "right", "faster", "slower", "gap"]
Behaviour = Literal[
    "keep_lane",
    "follow",
    "change_left",
    "change_right",
    "give_way",
    "stop",
    "pull_over",
    "brake_hard",
    "stand",
]
"""What a plan does."""
ObjectKind = Literal["unknown", "car", "truck", "motorcycle", "bicycle", "pedestrian", "obstacle"]


class AssistObject(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is seen."""

    id: int
    kind: ObjectKind
    x_m: float
    y_m: float
    heading_rad: float
    """Against the car's own, positive to the left."""
    length_m: float
    width_m: float
    speed_mps: float
    existence: float
    followed: bool = False
    """Whether the speed is kept for it."""
    future_m: tuple[float, ...] = ()
    """Where it most likely goes, in 1 s, in 2 s and so on: x, y, x, y ..."""


class AssistLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line on the road."""

    kind: Literal["edge", "dashed", "solid", "stop"]
    points_m: tuple[float, ...]


class AssistPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Where the car will go."""

    points_m: tuple[float, ...]
    """Every half second for 8 s."""
    speeds_mps: tuple[float, ...]
    behaviour: Behaviour
    reason: str
    emergency: bool = False


class AssistWarning(msgspec.Struct, frozen=True, kw_only=True):
    """What the driver is told; urgency 0 is nothing, 6 the most."""

    urgency: int = 0
    text: str = ""
    sound: Literal["", "chime", "alarm", "demand", "loud_demand"] = ""


class AssistView(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `assist`: at most 25 times a second while the car drives, else when it changes."""

    state: AssistState
    why: str = ""
    """Why it is not ready, or was refused, and what to do."""
    autonomy: str = "SAE_0"
    time_s: float = 0.0
    speed_mps: float = 0.0
    accel_mps2: float = 0.0
    steer_rad: float = 0.0
    set_speed_mps: float = 0.0
    time_gap_s: float = 0.0
    speed_limit_mps: float | None = None
    indicator: Literal["", "left", "right"] = ""
    hazards: bool = False
    warning: AssistWarning = AssistWarning()
    guard: tuple[str, ...] = ()
    """The rules by which the guard changes what is asked, now."""
    plan: AssistPlan | None = None
    objects: tuple[AssistObject, ...] = ()
    lines: tuple[AssistLine, ...] = ()


class AssistPress(msgspec.Struct, frozen=True, kw_only=True):
    """`assist.press`: a button."""

    button: AssistButton


class AssistDrive(msgspec.Struct, frozen=True, kw_only=True):
    """`assist.drive`: what the person in the simulated seat does, until said otherwise."""

    accelerator_frac: float = 0.0
    brake_frac: float = 0.0
    steer_torque_nm: float = 0.0
    hands_on: bool = True
    attentive: bool = True
