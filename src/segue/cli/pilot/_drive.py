"""`segue pilot drive`: the pilot drives one scenario; `segue pilot scenarios`: which there are."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import console, json_line
from segue.cli._table import Column, show
from segue.cli.pilot._progress import Bars

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from segue.world.drives import DriveStep, ScenarioDrive

Planner = Annotated[
    str,
    typer.Option(
        "--planner", metavar="NAME", help="Who plans: segue, idm, mpc, or your own MODULE:FACTORY."
    ),
]
_SCENARIO_COLUMNS = (
    Column("name", "scenario"),
    Column("duration_s", "s"),
    Column("title", "what happens", folds_to=24),
)


def drive(
    *,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario", metavar="NAME|FILE", help="One of `segue pilot scenarios`, or a .toml."
        ),
    ] = "follow",
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="All chance comes from it.")
    ] = 1,
    planner: Planner = "segue",
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            metavar="OUT.mcap",
            help="Record all of it for Foxglove, with a layout beside, and `segue pilot replay`.",
        ),
    ] = None,
    view: Annotated[
        bool, typer.Option("--view", help="Show what it sees, plans and does, in real time.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Let the pilot drive a scenario in simulation, and say how it went.

    It ends with 1 where the drive was not as the scenario asks.
    """
    from segue.bench import planner_factory  # noqa: PLC0415  keeps --help fast
    from segue.cli.pilot._drive_summary import show_report  # noqa: PLC0415
    from segue.node.drives import DriveRecording, write_drive_layout  # noqa: PLC0415
    from segue.world.drives import ScenarioDrive  # noqa: PLC0415
    from segue.world.scenes import load_scenario  # noqa: PLC0415

    driven = ScenarioDrive(load_scenario(scenario), seed, planner_factory(planner))
    with contextlib.ExitStack() as stack:
        watch = stack.enter_context(_watcher(driven, view=view, as_json=as_json))
        recording = None
        if record is not None:
            recording = stack.enter_context(DriveRecording(record, driven, planner=planner))
            write_drive_layout(record)
        while not driven.over:
            step = driven.step()
            watch(step)
            if recording is not None:
                recording.add(step)
        report = driven.report()
        if recording is not None:
            recording.end(report)
    if as_json:
        recorded = None if record is None else str(record)
        json_line({"planner": planner, **report.record(), "recording": recorded})
    else:
        show_report(driven.scenario.title, report)
        if record is not None:
            console().print(f"Recorded: {record}, and beside it a layout for Foxglove.")
    return ExitCode.OK if report.passed else ExitCode.NO


def scenarios(*, as_json: Json = False) -> int:
    """List the scenarios that come with Segue."""
    from segue.world.scenes import scenario_titles  # noqa: PLC0415  keeps --help fast

    rows = [
        {"name": name, "duration_s": duration_s, "title": title}
        for name, (title, duration_s) in scenario_titles().items()
    ]
    show(rows, _SCENARIO_COLUMNS, as_json=as_json)
    return ExitCode.OK


@contextlib.contextmanager
def _watcher(
    driven: ScenarioDrive, *, view: bool, as_json: bool
) -> Generator[Callable[[DriveStep], None]]:
    """Give what shows each step: a table in real time, or a bar of the seconds."""
    if view and not as_json:
        from segue.cli.pilot._drive_view import drive_view  # noqa: PLC0415  loads rich

        with drive_view(driven.scenario) as show_step:
            yield show_step
        return
    name, seconds = driven.scenario.name, round(driven.scenario.duration_s)
    with Bars(sys.stderr, quiet=as_json) as bars:
        yield lambda step: bars(name, int(step.inputs.time_s) + 1, seconds)
