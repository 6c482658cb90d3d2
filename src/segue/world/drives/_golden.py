"""Golden runs: what a drive was like, second by second, to be reviewed and compared with.

A golden run is a file of JSON lines in time order: what is driven, a row every second, each event,
how it ended. Numbers are rounded to what a reader wants to know. Another processor rounds otherwise
and the pilot may decide a plan (0.1 s) sooner or later by it: that much is no change.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from segue.kernel import DataUnusable
from segue.pilot.scene import PlannerFactory
from segue.pilot.supervise import Transition
from segue.world.drives._drive import DriveStep, ScenarioDrive
from segue.world.scenes import STEP_S, load_scenario

_ROW_STEPS = round(1.0 / STEP_S)
PLACE_M, SPEED_MPS, ACCEL_MPS2, EVENT_S = 0.5, 0.2, 0.5, 0.25
"""What is no change: what braking or steering 0.1 s sooner or later makes, and a little more."""


class GoldenHead(msgspec.Struct, frozen=True, kw_only=True, tag="drive"):
    """What is driven."""

    scenario: str
    seed: int
    for_s: float
    """From its beginning; or until the scenario ends."""


class GoldenRow(msgspec.Struct, frozen=True, kw_only=True, tag="row"):
    """How it was at a whole second: the car as it really is, and what the pilot wants."""

    time_s: float
    x_m: float
    y_m: float
    speed_mps: float
    accel_mps2: float
    plan: str
    state: str
    guard: str


class GoldenEvent(msgspec.Struct, frozen=True, kw_only=True, tag="event"):
    """Something that the supervisor did, or the end."""

    time_s: float
    what: str


GoldenLine = GoldenHead | GoldenRow | GoldenEvent
_DECODER = msgspec.json.Decoder(GoldenLine)
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is otherwise than in a golden run."""

    time_s: float
    what: str
    was: object
    now: object


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenRun:
    """A drive to compare with."""

    head: GoldenHead
    rows: tuple[GoldenRow, ...]
    events: tuple[GoldenEvent, ...]

    @classmethod
    def read(cls, path: Path) -> GoldenRun:
        """Return the golden run of a file. A file of a head alone is one that was not driven yet.

        Raises:
            DataUnusable: It is none; says where.
        """
        try:
            head, *lines = _DECODER.decode_lines(path.read_bytes())
        except OSError as error:
            raise DataUnusable(f"{path}: {error.strerror}.") from error
        except ValueError as error:  # msgspec's own errors, and no line at all
            raise DataUnusable(f"{path} is no golden run: {error}.") from error
        if not isinstance(head, GoldenHead):
            raise DataUnusable(f"{path} is no golden run: its first line says not what is driven.")
        return cls.of(head, lines)

    @classmethod
    def of(cls, head: GoldenHead, lines: Sequence[GoldenLine]) -> GoldenRun:
        """Return the run of a head and the lines below it."""
        return cls(
            head=head,
            rows=tuple(line for line in lines if isinstance(line, GoldenRow)),
            events=tuple(line for line in lines if isinstance(line, GoldenEvent)),
        )

    def write(self, path: Path) -> None:
        """Write it to a file, in time order."""
        lines = sorted((*self.rows, *self.events), key=lambda line: line.time_s)
        path.write_bytes(_ENCODER.encode_lines([self.head, *lines]))


def drive_golden(head: GoldenHead, planner: PlannerFactory) -> GoldenRun:
    """Drive what a golden run has driven, and return how it is now.

    Raises:
        SegueError: As `load_scenario`.
    """
    drive = ScenarioDrive(load_scenario(head.scenario), head.seed, planner)
    lines: list[GoldenLine] = []
    steps = 0
    while not drive.over and drive.time_s < head.for_s:
        step = drive.step()
        lines += _events(step)
        if steps % _ROW_STEPS == 0:
            lines.append(_row(step))
        steps += 1
    hit = drive.report().collision
    if hit is not None:
        lines.append(GoldenEvent(time_s=round(drive.time_s, 2), what=f"Hit {hit.name}."))
    return GoldenRun.of(head, lines)


def changes(golden: GoldenRun, now: GoldenRun) -> tuple[Change, ...]:
    """Return what is otherwise now, in time order."""
    found = [*_changed_rows(golden.rows, now.rows), *_changed_events(golden.events, now.events)]
    return tuple(sorted(found, key=lambda change: change.time_s))


def _row(step: DriveStep) -> GoldenRow:
    ego, output = step.truth.ego, step.output
    return GoldenRow(
        time_s=round(step.inputs.time_s, 2),
        x_m=round(ego.x_m, 2),
        y_m=round(ego.y_m, 2),
        speed_mps=round(ego.speed_mps, 2),
        accel_mps2=round(ego.accel_mps2, 2),
        plan=output.plan.behaviour if output.plan else "",
        state=type(output.directive.state).__name__,
        guard=", ".join(output.verdict.rules),
    )


def _events(step: DriveStep) -> Iterator[GoldenEvent]:
    for event in step.output.directive.events:
        if isinstance(event, Transition):
            what = f"{event.machine}: {event.before} → {event.after}: {event.why}"
        else:
            what = f"{event.asked} refused: {event.why}"
        yield GoldenEvent(time_s=round(step.inputs.time_s, 2), what=what)


def _changed_rows(was: Sequence[GoldenRow], now: Sequence[GoldenRow]) -> Iterator[Change]:
    for number, (one, other) in enumerate(zip(was, now, strict=False)):
        at_s = one.time_s
        if math.hypot(one.x_m - other.x_m, one.y_m - other.y_m) > PLACE_M:
            yield Change(
                time_s=at_s, what="place_m", was=(one.x_m, one.y_m), now=(other.x_m, other.y_m)
            )
        for name, within in (("speed_mps", SPEED_MPS), ("accel_mps2", ACCEL_MPS2)):
            if abs(getattr(one, name) - getattr(other, name)) > within:
                yield Change(
                    time_s=at_s, what=name, was=getattr(one, name), now=getattr(other, name)
                )
        # A word may come up to a row sooner or later.
        around = was[max(number - 1, 0) : number + 2]
        for name in ("plan", "state", "guard"):
            if getattr(other, name) not in {getattr(row, name) for row in around}:
                yield Change(
                    time_s=at_s, what=name, was=getattr(one, name), now=getattr(other, name)
                )
    if len(was) != len(now):
        at_s = max(row.time_s for row in (*was, *now))
        yield Change(time_s=at_s, what="seconds", was=len(was), now=len(now))


def _changed_events(was: Sequence[GoldenEvent], now: Sequence[GoldenEvent]) -> Iterator[Change]:
    left = list(now)
    for event in was:
        match = next((one for one in left if one.what == event.what), None)
        if match is None:
            yield Change(time_s=event.time_s, what="event", was=event.what, now="")
            continue
        left.remove(match)
        if abs(match.time_s - event.time_s) > EVENT_S:
            yield Change(time_s=event.time_s, what=event.what, was=event.time_s, now=match.time_s)
    for event in left:
        yield Change(time_s=event.time_s, what="event", was="", now=event.what)
