"""`segue pilot drive`: the pilot drives one scenario; `segue pilot scenarios`: which there are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import json_line
from segue.cli._table import Column, show
from segue.cli.pilot._progress import Bars

if TYPE_CHECKING:
    from segue.world.drives import ScenarioDrive

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
    from segue.world.drives import ScenarioDrive  # noqa: PLC0415
    from segue.world.scenes import load_scenario  # noqa: PLC0415

    driven = ScenarioDrive(load_scenario(scenario), seed, planner_factory(planner))
    if view and not as_json:
        _in_view(driven)
    else:
        _at_full_speed(driven, quiet=as_json)
    report = driven.report()
    if as_json:
        json_line({"planner": planner, **report.record()})
    else:
        show_report(driven.scenario.title, report)
    return ExitCode.OK if report.passed else ExitCode.NO


def scenarios(*, as_json: Json = False) -> int:
    """List the scenarios that come with Segue."""
    from segue.world.scenes import load_scenario, scenario_names  # noqa: PLC0415  keeps --help fast

    rows = [
        {"name": name, "duration_s": scenario.duration_s, "title": scenario.title}
        for name in scenario_names()
        for scenario in (load_scenario(name),)
    ]
    show(rows, _SCENARIO_COLUMNS, as_json=as_json)
    return ExitCode.OK


def _at_full_speed(driven: ScenarioDrive, *, quiet: bool) -> None:
    """Drive as fast as it goes, with a bar of the seconds."""
    with Bars(sys.stderr, quiet=quiet) as bars:
        seconds = round(driven.scenario.duration_s)
        while not driven.over:
            driven.step()
            bars(driven.scenario.name, int(driven.time_s), seconds)


def _in_view(driven: ScenarioDrive) -> None:
    """Drive in real time, with a table of what is seen, planned and done."""
    from segue.cli.pilot._drive_view import DriveView  # noqa: PLC0415  loads rich

    with DriveView(driven.scenario) as view:
        while not driven.over:
            view.show(driven.step())
