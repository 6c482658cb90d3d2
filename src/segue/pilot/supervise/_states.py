"""The states of assistance: who drives, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """What the driver has set."""

    set_speed_mps: float
    time_gap_s: float


@dataclass(frozen=True, slots=True)
class Off:
    """The driver drives; assistance is not offered here."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The driver drives; assistance can be engaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The driver drives; a part of the pilot does not work."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged:
    """The pilot drives, and the driver watches."""

    drive: Drive


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """The pilot drives, and the driver does not watch."""

    drive: Drive


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """The pilot drives on, and the driver must take over."""

    drive: Drive
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimalRisk:
    """The pilot brings the car to a stop, hazard lights on."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standstill:
    """The car is held where it came to rest, hazard lights on, until a person drives it away."""

    why: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The driver drives after a manoeuvre; the hazard lights stay on until they are put out."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The driver drives; assistance is over until a new run."""


State = (
    Off
    | Ready
    | Fault
    | Engaged
    | Warned
    | Demanded
    | MinimalRisk
    | Standstill
    | TakenOver
    | Locked
)
