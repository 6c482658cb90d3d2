"""The manoeuvres as data: what the car in front does, and what the pilot is asked for."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np

from segue.bench._tables import read_text
from segue.kernel import DataUnusable

_FREE_SET_SPEED_MPS = 50.0
"""Where a manoeuvre says none: the speed is never what holds the pilot back."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What is special about a manoeuvre."""

    only_radar: bool = False
    """The car in front is seen though its probability is low."""
    ensure_start: bool = False
    """The pilot must speed up whenever the car in front is faster."""
    ensure_slowdown: bool = False
    """The pilot must be slow at the end."""


class Maneuver(msgspec.Struct, frozen=True, kw_only=True):
    """One manoeuvre. Lists are values at `breakpoints_s`, interpolated; None: the usual value."""

    title: str
    duration_s: float
    ego_speed_mps: float
    lead_relevant: bool
    """Whether there is a car in front."""
    lead_gap_m: float
    breakpoints_s: list[float] | None = None
    lead_speed_mps: list[float] | None = None
    lead_seen_probability: list[float] | None = None
    set_speed_mps: list[float | None] | None = None
    """None within it: not known, and not a number either."""
    throttle_allowed: list[float] | None = None
    pitch_rad: list[float] | None = None
    options: Options = Options()

    def lead_mps(self, time_s: float) -> float:
        """Return the speed of the car in front."""
        return self._at(time_s, self.lead_speed_mps, 0.0)

    def is_seen(self, time_s: float) -> bool:
        """Return whether the car in front is seen."""
        likely = self._at(time_s, self.lead_seen_probability, 1.0) > 0.5  # noqa: PLR2004
        return self.lead_relevant and (self.options.only_radar or likely)

    def set_mps(self, time_s: float) -> float:
        """Return the set speed, which may not be a number."""
        values = self.set_speed_mps
        if values is None:
            return _FREE_SET_SPEED_MPS
        numbers = [math.nan if value is None else value for value in values]
        return self._at(time_s, numbers, _FREE_SET_SPEED_MPS)

    def throttle(self, time_s: float) -> float:
        """Return the probability that the accelerator may be used."""
        return self._at(time_s, self.throttle_allowed, 1.0)

    def pitch(self, time_s: float) -> float:
        """Return how far the road's nose points up [rad]."""
        return self._at(time_s, self.pitch_rad, 0.0)

    def _at(self, time_s: float, values: list[float] | None, usual: float) -> float:
        if values is None or self.breakpoints_s is None:
            return usual
        return float(np.interp(time_s, self.breakpoints_s, values))


def read_maneuvers(path: Path) -> list[Maneuver]:
    """Return the manoeuvres of a file.

    Raises:
        DataUnusable: It cannot be read, or a manoeuvre is malformed; says where.
    """
    text = read_text(path)
    try:
        maneuvers = msgspec.json.decode(text, type=list[Maneuver])
    except msgspec.DecodeError as error:
        raise DataUnusable(f"{path}: {error}.") from error
    if not maneuvers:
        raise DataUnusable(f"{path} has no manoeuvres.")
    for row, maneuver in enumerate(maneuvers):
        _refuse_uneven(f"{path}, manoeuvre {row + 1} ({maneuver.title})", maneuver)
    return maneuvers


def _refuse_uneven(where: str, maneuver: Maneuver) -> None:
    breakpoints = maneuver.breakpoints_s or []
    if breakpoints != sorted(breakpoints):
        raise DataUnusable(f"{where}: breakpoints_s do not rise.")
    if not (maneuver.duration_s > 0.0 and maneuver.ego_speed_mps >= 0.0):
        raise DataUnusable(f"{where}: duration_s is above 0, and ego_speed_mps at least 0.")
    for name in (
        "lead_speed_mps",
        "lead_seen_probability",
        "set_speed_mps",
        "throttle_allowed",
        "pitch_rad",
    ):
        values = getattr(maneuver, name)
        if values is not None and len(values) != len(breakpoints):
            raise DataUnusable(
                f"{where}: {name} has {len(values)} values, for {len(breakpoints)} breakpoints_s."
            )
