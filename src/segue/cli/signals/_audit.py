"""`segue signals audit`: who asked the car's actuators for what, and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from segue.cli._options import Json
from segue.cli._output import complain, json_line
from segue.cli.signals._server import CarData

if TYPE_CHECKING:
    from segue.node.car.broker import Actuation

_COLUMNS = ("time", "who", "outcome", "what", "request")


def audit(
    *,
    last: Annotated[
        int, typer.Option("--last", metavar="N", min=1, help="Show so many of the latest.")
    ] = 20,
    data: CarData = None,
    as_json: Json = False,
) -> None:
    """Show who asked the car's actuators for what, when, and how it ended; latest last.

    It reads the car's own database on this machine, also while the car runs.
    """
    from segue.cli.signals._text import print_rows  # noqa: PLC0415  keeps --help fast
    from segue.node.car.broker import read_audit  # noqa: PLC0415
    from segue.node.storage import used_car_folder  # noqa: PLC0415

    actuations = read_audit(data or used_car_folder())[-last:]
    if as_json:
        for actuation in actuations:
            json_line(_record(actuation))
        return
    print_rows(
        _COLUMNS,
        map(_row, actuations),
        dispensable=("request",),
        folding={"outcome": 16, "what": 30},
    )
    if not actuations:
        complain("Nobody has asked this car's actuators for anything yet.")


def _record(actuation: Actuation) -> dict[str, Any]:
    asked, ended = actuation.asked, actuation.ended
    return {
        **msgspec.to_builtins(asked),
        "type": "actuation",
        "status": actuation.status,
        "ended_utc_s": ended and ended.utc_s,
        "reason": ended.reason if ended else "",
    }


def _row(actuation: Actuation) -> tuple[str, ...]:
    from segue.cli.signals._text import value_text  # noqa: PLC0415  loaded by now

    asked, ended = actuation.asked, actuation.ended
    outcome = f"{actuation.status}: {ended.reason}" if ended and ended.reason else actuation.status
    targets = (
        f"{path}={value_text(tuple(value) if isinstance(value, list) else value)}"
        for path, value in asked.targets.items()
    )
    return (
        f"{datetime.fromtimestamp(asked.utc_s, UTC):%Y-%m-%dT%H:%M:%SZ}",
        asked.subject,
        outcome,
        " ".join(targets),
        asked.request_id,
    )
