"""Driving a recording again: the same pilot, the same inputs, and every command compared."""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields

from segue.node.drives._log import LoggedStart
from segue.node.drives._reading import DriveLog
from segue.pilot.scene import PlannerFactory
from segue.schema.drive import Command
from segue.world.drives import pilot_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first command that came out otherwise."""

    step: int
    """From 0."""
    time_s: float
    fields: tuple[tuple[str, object, object], ...]
    """Name, as recorded, as it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of driving a recording again."""

    start: LoggedStart
    steps: int
    """How many were driven; up to the first that differs, that one included."""
    difference: Difference | None
    cut_short: bool
    """The recording has no proper end: whoever wrote it was killed, or it is not copied whole."""


def replay(log: DriveLog, planner: PlannerFactory) -> Replayed:
    """Drive a recording again, until a command differs in a single bit.

    Args:
        log: What was recorded.
        planner: Makes the planner: the one that drove, or another.

    Raises:
        DataUnusable: The recording does not read.
    """
    pilot = pilot_from(log.start.start(), planner)
    steps, difference = 0, None
    for step in log:
        command = pilot.step(step.inputs)
        differing = _differing(step.command, command)
        if differing:
            difference = Difference(step=steps, time_s=step.inputs.time_s, fields=differing)
        steps += 1
        if difference is not None:
            break
    return Replayed(start=log.start, steps=steps, difference=difference, cut_short=log.cut_short)


def _differing(recorded: Command, now: Command) -> tuple[tuple[str, object, object], ...]:
    pairs = (
        (name.name, getattr(recorded, name.name), getattr(now, name.name))
        for name in fields(recorded)
    )
    return tuple(pair for pair in pairs if _bits(pair[1]) != _bits(pair[2]))


def _bits(value: object) -> object:
    """Return a value so that two are equal when all their bits are: 0.0 is not -0.0."""
    return struct.pack("<d", value) if isinstance(value, float) else value
