"""One case, step by step: who drives decides a speed, and the boxes are held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from segue.bench.r157._traffic import LENGTH_M, STEP_S, WIDTH_M, Motion, Traffic

Crash = Literal["", "front", "other"]
_SETTLED_STEPS = 20
"""A case is over once nothing has been left to happen for so long."""
_SAME_SPEED_MPS = 0.5
_CALM_MPS2 = 0.3
_FOLLOWING_GAP_S, _FOLLOWING_GAP_M = 1.6, 4.0
"""Beyond this gap a slower car has all the room it may want: UN R157's longest, and a margin."""


class Driver(Protocol):
    """Drives the car of a case: a model, or the pilot."""

    def next_speed_mps(self, step: int, x_m: float, speed_mps: float) -> float:
        """Return the speed of the step to come.

        Args:
            step: Which one it is now.
            x_m: Where the car is.
            speed_mps: How fast it was in the last step.
        """
        ...


@dataclass(frozen=True, slots=True)
class Drive:
    """How a case went."""

    crash: Crash
    impact_mps: float
    """How much faster it was than what it hit."""
    speeds_mps: tuple[float, ...]
    """Of each step driven, the first the speed it came with."""


def drive(traffic: Traffic, driver: Driver, speed_mps: float, *, to_the_end: bool = False) -> Drive:
    """Drive a case and return how it went.

    It ends before its last step where it crashes, and where nothing is left to happen: the others
    no longer change what they do, and the car has for two seconds either had no other ahead that it
    might reach, stood behind one that stands, or followed one at its speed or from beyond the
    following gap while falling back.

    Args:
        traffic: The others.
        driver: Who drives.
        speed_mps: Of the car at the begin.
        to_the_end: Drive all steps but after a crash.
    """
    x_m, speeds_mps, quiet = traffic.ego_m, [speed_mps], 0
    steady_from = _steady_from(traffic.others)
    for step in range(traffic.steps):
        ahead: tuple[float, float] | None = None
        for other in traffic.others:
            apart_m = float(other.x_m[step]) - x_m
            beside = abs(float(other.y_m[step])) < WIDTH_M
            if beside and abs(apart_m) < LENGTH_M:
                impact_mps = speed_mps - float(other.along_mps[step])
                crash = _crash_kind(other, step, apart_m, impact_mps)
                return Drive(crash, impact_mps, tuple(speeds_mps))
            gap_m = apart_m - LENGTH_M
            if apart_m > -LENGTH_M and (ahead is None or gap_m < ahead[0]):
                ahead = (gap_m, float(other.along_mps[step]))
        new_mps = driver.next_speed_mps(step, x_m, speed_mps)
        accel_mps2 = (new_mps - speed_mps) / STEP_S
        x_m += new_mps * STEP_S
        speed_mps = new_mps
        speeds_mps.append(speed_mps)
        over = _nothing_left(ahead, speed_mps, accel_mps2, steady=step >= steady_from)
        quiet = quiet + 1 if over else 0
        if quiet >= _SETTLED_STEPS and not to_the_end:
            break
    return Drive("", 0.0, tuple(speeds_mps))


def _crash_kind(other: Motion, step: int, apart_m: float, impact_mps: float) -> Crash:
    """Return whether the car ran into the other, or the other came into its side or its back."""
    if apart_m < 0.0 or impact_mps <= 0.0:
        return "other"
    was_beside = step > 0 and abs(float(other.y_m[step - 1])) >= WIDTH_M
    was_apart_m = apart_m + impact_mps * STEP_S
    return "other" if was_beside and was_apart_m < LENGTH_M else "front"


def _nothing_left(
    ahead: tuple[float, float] | None, speed_mps: float, accel_mps2: float, *, steady: bool
) -> bool:
    if ahead is None:
        return True  # and who is behind never speeds up
    if not steady:
        return False
    gap_m, ahead_mps = ahead
    if speed_mps == 0.0:
        return True
    if abs(speed_mps - ahead_mps) < _SAME_SPEED_MPS and abs(accel_mps2) < _CALM_MPS2:
        return True
    return speed_mps < ahead_mps and gap_m > speed_mps * _FOLLOWING_GAP_S + _FOLLOWING_GAP_M


def _steady_from(others: Sequence[Motion]) -> int:
    """Return the step from which on no other changes its velocity or comes into sight."""
    last = 0
    for other in others:
        for column in (other.along_mps, other.sideways_mps, other.seen):
            changes = (column[1:] != column[:-1]).nonzero()[0]
            if len(changes):
                last = max(last, int(changes[-1]) + 1)
    return last
