"""`segue pilot golden`: golden runs driven again, and what changed in them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import console, json_line
from segue.cli._table import Column, show
from segue.cli.pilot._drive import Planner
from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from segue.world.drives import Change

_COLUMNS = (
    Column("time_s", "s"),
    Column("what", "what", folds_to=16),
    Column("was", "was", folds_to=16),
    Column("now", "now", folds_to=16),
)


def golden(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Of golden runs, each a .jsonl file.")
    ],
    *,
    planner: Planner = "segue",
    update: Annotated[
        bool, typer.Option("--update", help="Write down how it is now: golden from now on.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Drive golden runs again, and show what changed, with what is no change left out.

    It ends with 1 where something changed and was not written down.
    """
    from segue.bench import planner_factory  # noqa: PLC0415  keeps --help fast
    from segue.world.drives import GoldenRun, changes, drive_golden  # noqa: PLC0415

    factory = planner_factory(planner)
    runs = {path: GoldenRun.read(path) for path in sorted(folder.glob("*.jsonl"))}
    if not runs:
        raise LocalUseError(f"There is no golden run in {folder}.", do="Name another folder.")
    changed = 0
    for path, run in runs.items():
        now = drive_golden(run.head, factory)
        found = changes(run, now)
        changed += bool(found)
        if update:
            now.write(path)
        _tell(path.stem, found, as_json=as_json)
    return ExitCode.NO if changed and not update else ExitCode.OK


def _tell(name: str, found: tuple[Change, ...], *, as_json: bool) -> None:
    rows = [asdict(change) for change in found]
    if as_json:
        json_line({"run": name, "changes": rows})
        return
    out = console()
    out.print(f"{name}: {'changed' if rows else 'as it was'}", style="bold")
    if rows:
        show(rows, _COLUMNS, as_json=False)
