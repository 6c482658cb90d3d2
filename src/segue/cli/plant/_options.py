"""What the verbs about the plant share: which car, and where to draw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OneCar = Annotated[
    str, typer.Option("--car", metavar="CAR", help="A car of `segue plant cars`, or a FILE.toml.")
]
SomeCars = Annotated[
    list[str],
    typer.Argument(metavar="CAR...", help="Cars of `segue plant cars`, or files (FILE.toml)."),
]
Plot = Annotated[
    Path | None,
    typer.Option("--plot", metavar="FILE", help="Draw it too; .svg, .png or .pdf by its name."),
]
Cells = Annotated[
    float,
    typer.Option(
        "--battery", metavar="C", min=-40, max=60, help="The cells [°C]; 25 as after a drive."
    ),
]
Outside = Annotated[
    float, typer.Option("--outside", metavar="C", min=-40, max=50, help="Air around the car [°C].")
]
