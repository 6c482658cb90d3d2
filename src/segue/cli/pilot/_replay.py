"""`segue pilot replay`: the pilot on a recording's inputs again, every command compared."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import console, json_line, warn
from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from segue.node.drives import Replayed


def replay(
    recording: Annotated[
        Path, typer.Argument(metavar="FILE", help="A recording of `segue pilot drive --record`.")
    ],
    *,
    planner: Annotated[
        str | None,
        typer.Option("--planner", metavar="NAME", help="Who plans; without it, who was recorded."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Give the pilot the recorded inputs again, and compare every command bit for bit.

    It ends with 1 at the first command that differs. Another version of Segue, and another kind of
    processor, may differ and be right.
    """
    from segue.bench import BUILT_IN, planner_factory  # noqa: PLC0415  keeps --help fast
    from segue.node.drives import DriveLog  # noqa: PLC0415
    from segue.node.drives import replay as replay_log  # noqa: PLC0415

    log = DriveLog(recording)
    named = log.start.planner
    if planner is None and named not in BUILT_IN:  # a file may not say which program runs
        raise LocalUseError(
            f"{recording} was driven by {named}, which is not Segue's.",
            do=f"If you trust it, say so: --planner {named}.",
        )
    result = replay_log(log, planner_factory(planner or named))
    if result.cut_short:
        text = f"{recording} ends early; what is there is replayed"
        warn("cut_short", text, {"file": str(recording)}, as_json=as_json)
    if as_json:
        json_line(_record(result))
    else:
        _show(result)
    return ExitCode.OK if result.difference is None else ExitCode.NO


def _record(result: Replayed) -> dict[str, object]:
    start = result.start
    return {
        "scenario": start.scenario,
        "seed": start.seed,
        "planner": start.planner,
        "steps": result.steps,
        "same": result.difference is None,
        "difference": None if result.difference is None else asdict(result.difference),
    }


def _show(result: Replayed) -> None:
    out, start = console(), result.start
    out.print(f"{start.scenario}, seed {start.seed}, driven by {start.planner}", style="bold")
    difference = result.difference
    if difference is None:
        out.print(f"✓ {result.steps} commands, the same in every bit.", style="green")
        return
    out.print(f"✗ Step {difference.step}, at {difference.time_s:.2f} s, differs:", style="red")
    for name, recorded, now in difference.fields:
        out.print(f"  {name}: recorded {recorded!r}, now {now!r}", markup=False)
