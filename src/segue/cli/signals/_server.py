"""Options of the verbs that speak to a server of signals, and the address they make together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from segue.node.remote import ServerAddress

Server = Annotated[
    str,
    typer.Option(
        "--server",
        metavar="ADDRESS",
        help="HOST:PORT or unix:PATH of a Segue car or a KUKSA databroker.",
    ),
]
DEFAULT_SERVER = "127.0.0.1:55555"
Token = Annotated[
    str | None,
    typer.Option("--token", metavar="FILE|TEXT", help="What allows it: a JWT, or its file."),
]
TlsCa = Annotated[
    Path | None,
    typer.Option("--tls-ca", metavar="FILE", help="Use TLS; who signed the server's certificate."),
]
TlsCert = Annotated[
    Path | None,
    typer.Option("--tls-cert", metavar="FILE", help="Our certificate, if the server asks for one."),
]
TlsKey = Annotated[
    Path | None, typer.Option("--tls-key", metavar="FILE", help="The key of --tls-cert.")
]
CarData = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="The car's data folder, whose owner needs no token."
    ),
]
Patterns = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATTERN...",
        help="A signal, a branch, or a glob: * is one level, ** any number of them.",
        show_default=False,
    ),
]
Every = Annotated[
    float,
    typer.Option("--every", metavar="S", min=0, help="Least seconds between two of one signal."),
]


def server_address(
    server: str,
    token: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> ServerAddress:
    """Return the server that the options mean.

    Raises:
        LocalUseError: One of them is not what it should be.
    """
    # gRPC's own log lines are for its developers; read once, when it is loaded.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    from segue.node.remote import (  # noqa: PLC0415  keeps --help fast
        ServerAddress,
        parse_target,
        read_token,
        read_trust,
    )

    if tls_ca is None and (tls_cert is not None or tls_key is not None):
        raise LocalUseError("--tls-cert and --tls-key need --tls-ca.", do="Add --tls-ca FILE.")
    return ServerAddress(
        target=parse_target(server),
        token=None if token is None else read_token(token),
        trust=None if tls_ca is None else read_trust(tls_ca, tls_cert, tls_key),
    )


def as_owner(
    address: ServerAddress, data: Path | None, *, scope: str, lifetime_s: float
) -> ServerAddress:
    """Return the address with a token of the car's owner, where we are the owner and have none.

    Who may read the car's data folder is its owner. Without --data, that of the car that was last
    used here counts, for a server on this machine.

    Raises:
        LocalUseError: There is no car in the folder of --data.
        DataUnusable: The car's own key cannot be used.
    """
    from segue.node.storage import has_car, used_car_folder  # noqa: PLC0415  keeps --help fast
    from segue.node.tokens import own_token  # noqa: PLC0415

    if address.token is not None:
        return address
    folder = data or used_car_folder()
    if not has_car(folder):
        if data is None:
            return address
        raise LocalUseError(f"There is no car in {data}.", do="Give the folder of its --data.")
    if data is None and not address.is_local:
        return address
    return replace(address, token=own_token(folder, scope, lifetime_s))
