"""`segue about`: the version, the licence, and whose data this is."""

from __future__ import annotations

import typer

from segue import __version__
from segue.cli._options import Json
from segue.cli._output import json_line


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("about", epilog="Example:  segue about")(about)


def about(as_json: Json = False) -> None:
    """Show the version, the licence, and whose data Segue ships."""
    from segue.gateway.web import ATTRIBUTIONS  # noqa: PLC0415  keeps --help fast
    from segue.gateway.web import about as facts  # noqa: PLC0415

    if as_json:
        json_line(facts(__version__))
        return
    typer.echo(f"Segue {__version__}, Apache License 2.0. The data it ships:")
    for entry in ATTRIBUTIONS:
        typer.echo(f"\n{entry.what}: {entry.whose}")
        typer.echo(f"    {entry.licence}, {entry.url}")
    typer.echo(
        "\nThe road data is yours to use under the ODbL: name its contributors, and share\n"
        "a changed database under the same licence."
    )
