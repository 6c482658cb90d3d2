"""What is around the car, as far as what is said of it can be true.

An object is never lost to a value that is no number: its speed is then told by where it was, its
size by its kind, its place by where it was going. What is doubtful is braked for gently.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from segue.pilot.guard._limits import Limits
from segue.schema.drive import (
    ACCEL,
    HEADING,
    LENGTH,
    VX,
    VY,
    WIDTH,
    Floats,
    Ints,
    Kind,
    Objects,
    X,
    Y,
)

_SIZES_M: dict[float, tuple[float, float]] = {
    Kind.TRUCK: (12.0, 2.5),
    Kind.MOTORCYCLE: (2.2, 0.8),
    Kind.BICYCLE: (1.8, 0.6),
    Kind.PEDESTRIAN: (0.5, 0.5),
}
"""Length and width where an object's own are unknown; others are taken for a car."""
_CAR_M = (4.5, 1.9)
_LEAST_M = 0.1
"""Of a size that one is told by."""
_FARTHEST_M = 1e7
"""From a map's origin; beyond it a place is none."""
_HARDEST_MPS2 = 30.0
"""No object on a road speeds up or slows down more without a crash."""


Name = float | str
"""Of an object: as said, else by its row in words, which no other can have."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An object, all of it numbers."""

    identity: Name
    x_m: float
    y_m: float
    heading_rad: float
    vx_mps: float
    vy_mps: float
    length_m: float
    width_m: float
    accel_mps2: float
    """Along its velocity."""
    proven: bool
    """Whether its speed is known."""
    sure: bool
    """Whether it is there beyond doubt."""
    new: bool
    """Whether it has been there for so short that it cannot have come from somewhere."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What is said of an object; what is missing is no number."""

    box: list[float]
    identity: float
    kind: float
    existence: float
    age_s: float


@dataclass(frozen=True, slots=True)
class _Seen:
    """An object as it last was, and where it was some time before."""

    time_s: float
    thing: Thing
    watched_from_s: float
    watched_x_m: float
    watched_y_m: float


class Memory:
    """Objects from one judgement to the next."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seen: dict[Name, _Seen] = {}

    def believed(self, now_s: float, objects: Objects | None) -> list[Thing]:
        """Return what is around the car now."""
        limits = self._limits
        if objects is not None:
            time_s = objects.time_s if math.isfinite(objects.time_s) else now_s
            time_s = min(max(time_s, now_s - limits.remembered_s), now_s)
            self._seen = self._read(time_s, objects)
        return [
            _moved(seen.thing, now_s - seen.time_s)
            for seen in self._seen.values()
            if now_s - seen.time_s <= limits.remembered_s
        ]

    def _read(self, time_s: float, objects: Objects) -> dict[Name, _Seen]:
        limits = self._limits
        read: dict[Name, _Seen] = {}
        for number, row in enumerate(_rows(objects)):
            # Not a number is less than nothing: such an object is believed.
            if row.existence < limits.least_existence or row.age_s < limits.least_age_s:
                continue
            identity: Name = row.identity
            if math.isnan(row.identity) or identity in read:
                identity = f"row {number}"  # two of one name are two all the same
            before = self._seen.get(identity)
            thing = _believed(limits, time_s, row, before, identity)
            if thing is not None:
                read[identity] = _Seen(time_s, thing, *_watch(limits, time_s, thing, before))
            elif before is not None:
                read[identity] = before
        return read


def _rows(objects: Objects) -> list[_Row]:
    boxes = objects.boxes.tolist()
    columns = [
        _column(values, len(boxes))
        for values in (objects.ids, objects.kinds, objects.existence, objects.age_s)
    ]
    return [_Row(box, *(column[row] for column in columns)) for row, box in enumerate(boxes)]


def _column(values: Floats | Ints, count: int) -> list[float]:
    """Return a value for each of so many objects, at least; what is missing is no number."""
    return [*values.tolist(), *([math.nan] * count)]


def _believed(
    limits: Limits, time_s: float, row: _Row, before: _Seen | None, identity: Name
) -> Thing | None:
    """Return an object as it is at `time_s`; None where it has no place."""
    box = row.box
    x_m, y_m = box[X], box[Y]
    if not (abs(x_m) <= _FARTHEST_M and abs(y_m) <= _FARTHEST_M):
        return None
    vx_mps, vy_mps, proven = _velocity_mps(limits, time_s, box, before)
    length_m, width_m = _size_m(limits, row.kind, box[LENGTH], box[WIDTH])
    return Thing(
        identity=identity,
        x_m=x_m,
        y_m=y_m,
        heading_rad=box[HEADING] if math.isfinite(box[HEADING]) else math.atan2(vy_mps, vx_mps),
        vx_mps=vx_mps,
        vy_mps=vy_mps,
        length_m=length_m,
        width_m=width_m,
        accel_mps2=box[ACCEL] if abs(box[ACCEL]) <= _HARDEST_MPS2 else 0.0,
        proven=proven,
        sure=not row.existence < limits.sure_existence,
        new=row.age_s < limits.history_s,
    )


def _watch(
    limits: Limits, time_s: float, thing: Thing, before: _Seen | None
) -> tuple[float, float, float]:
    """Return since when and where an object's place is watched."""
    if before is not None and abs(time_s - before.watched_from_s) < limits.watched_s:
        return before.watched_from_s, before.watched_x_m, before.watched_y_m
    return time_s, thing.x_m, thing.y_m


def _velocity_mps(
    limits: Limits, time_s: float, box: list[float], before: _Seen | None
) -> tuple[float, float, bool]:
    """Return an object's velocity, and whether it is known.

    As said, else from where it was, else as it last was, else it stands.
    """
    if math.hypot(box[VX], box[VY]) <= limits.fastest_mps:
        return box[VX], box[VY], True
    if before is None:
        return 0.0, 0.0, False
    watched_s = time_s - before.watched_from_s
    if watched_s >= limits.watched_s:
        vx_mps = (box[X] - before.watched_x_m) / watched_s
        vy_mps = (box[Y] - before.watched_y_m) / watched_s
        if math.hypot(vx_mps, vy_mps) <= limits.fastest_mps:
            return vx_mps, vy_mps, True
    return before.thing.vx_mps, before.thing.vy_mps, before.thing.proven


def _size_m(limits: Limits, kind: float, length_m: float, width_m: float) -> tuple[float, float]:
    usual_length_m, usual_width_m = _SIZES_M.get(kind, _CAR_M)
    return (
        length_m if _LEAST_M <= length_m <= limits.longest_m else usual_length_m,
        width_m if _LEAST_M <= width_m <= limits.longest_m else usual_width_m,
    )


def _moved(thing: Thing, seconds: float) -> Thing:
    return replace(
        thing,
        x_m=thing.x_m + thing.vx_mps * seconds,
        y_m=thing.y_m + thing.vy_mps * seconds,
    )
