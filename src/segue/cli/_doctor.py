"""`segue doctor`: what is installed, what is wrong, and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import (
    DEFAULT_KUKSA_PORT,
    DEFAULT_PORT,
    DEFAULT_VISS_PORT,
    Json,
    Port,
)
from segue.cli._output import console, json_line

_MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "broken": "[red]✗[/]"}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("doctor", epilog="Example:  segue doctor --port 8420")(doctor)


def doctor(
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="The node's folder to look at.")
    ] = None,
    port: Port = None,
    as_json: Json = False,
) -> int:
    """Check Python, packages, data files, screens, ports, folders and keys.

    Exits with 1 when something is broken; a warning alone is 0.
    """
    from segue.node import doctor as node_doctor  # noqa: PLC0415  keeps --help fast
    from segue.node.storage import default_folder  # noqa: PLC0415

    surroundings = node_doctor.Surroundings(
        data or default_folder("demo"),
        port or DEFAULT_PORT,
        signal_ports=(DEFAULT_KUKSA_PORT, DEFAULT_VISS_PORT),
    )
    findings = node_doctor.diagnose(surroundings)
    out = console()
    for name, finding in findings:
        if as_json:
            json_line(
                {
                    "check": name,
                    "status": finding.status,
                    "detail": finding.detail,
                    "do": finding.do,
                }
            )
            continue
        out.print(f"{_MARKS[finding.status]} {name}: ", end="")
        out.print(finding.detail, markup=False)
        if finding.do:
            out.print(f"    {finding.do}", markup=False)
    broken = any(finding.status == "broken" for _, finding in findings)
    return ExitCode.NO if broken else ExitCode.OK
