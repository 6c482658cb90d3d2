"""Options that several verbs share, so that they read and mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_PORT = 8420
DEFAULT_KUKSA_PORT = 55555
DEFAULT_VISS_PORT = 8090
DEFAULT_CAR = "su7-max"
LOCALHOST = "127.0.0.1"

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
KuksaPort = Annotated[
    int | None,
    typer.Option(
        "--kuksa-port",
        metavar="N",
        min=0,
        max=65535,
        help=f"Port of kuksa.val (gRPC); 0 for none ({DEFAULT_KUKSA_PORT}, if it is free).",
    ),
]
KuksaSocket = Annotated[
    Path | None,
    typer.Option(
        "--kuksa-socket", metavar="PATH", help="Serve kuksa.val on this Unix socket, too."
    ),
]
SignalsHost = Annotated[
    str,
    typer.Option(
        "--signals-host",
        metavar="ADDRESS",
        help="Address of kuksa.val and VISS; beyond this machine only with --signals-tls.",
    ),
]
SignalsTls = Annotated[
    Path | None,
    typer.Option(
        "--signals-tls",
        metavar="DIR",
        help="TLS for kuksa.val and VISS: server.crt and server.key, made when not there; "
        "with clients.crt, only its clients.",
    ),
]
VissPort = Annotated[
    int | None,
    typer.Option(
        "--viss-port",
        metavar="N",
        min=0,
        max=65535,
        help=f"Port for VISS, the signals for browsers; 0 for none ({DEFAULT_VISS_PORT}).",
    ),
]
SignalsOpen = Annotated[
    bool,
    typer.Option(
        "--signals-open",
        help="Let every program on this machine give and set signals without a token.",
    ),
]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The car's own data folder.")
]
