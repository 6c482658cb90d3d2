"""Options that several verbs share, so that they read and mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_PORT = 8420
DEFAULT_CAR = "su7-max"

Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object a line and nothing else.")
]
Car = Annotated[
    str, typer.Option("--car", metavar="NAME", help="Which car, by the name of its data file.")
]
At = Annotated[str, typer.Option("--at", metavar="PLACE", help="Where a new car stands.")]
Speedup = Annotated[
    float,
    typer.Option(
        "--speedup", metavar="X", min=1, max=600, help="Simulated seconds a real second, 1 to 600."
    ),
]
Music = Annotated[
    Path | None,
    typer.Option(
        "--music", metavar="DIR", help="Play this folder's files instead of the built-in piece."
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        "--port", metavar="N", min=1, max=65535, help=f"Port to serve on ({DEFAULT_PORT})."
    ),
]
Lan = Annotated[
    bool,
    typer.Option("--lan", help="Serve phones on this network too, by HTTPS on the port after."),
]
