"""The car's signals over gRPC (kuksa.val): where they are served, and what is said if they are not.

gRPC costs a fifth of a second and 20 MB to load, so it is loaded once the screens are served, in a
thread.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segue import __version__
from segue.kernel import Clock, LocalUseError
from segue.node.car._reach import SignalsReach
from segue.schema.surface import Notice

if TYPE_CHECKING:
    from segue.gateway.broker import Broker
    from segue.gateway.kuksa import Listen, ServerTls

_log = logging.getLogger(__name__)

DEFAULT_KUKSA_PORT = 55555
"""Where clients of KUKSA look for a databroker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KuksaOptions:
    """Where to serve kuksa.val.

    Args:
        port: 0 for no TCP; None for KUKSA's own port, or none when another program has it.
        socket: A Unix socket, too.
    """

    port: int | None = 0
    socket: Path | None = None


async def run_kuksa(
    broker: Broker,
    clock: Clock,
    options: KuksaOptions,
    reach: SignalsReach,
    tell: Callable[[Notice], None],
) -> None:
    """Serve kuksa.val until cancelled; return at once when there is nothing to serve.

    Raises:
        LocalUseError: A port or socket that was asked for cannot be had.
        DataUnusable: A certificate cannot be read.
    """
    port = _port(options, reach.host, tell)
    if port is None and options.socket is None:
        return
    await asyncio.to_thread(importlib.import_module, "segue.gateway.kuksa")
    from segue.gateway.kuksa import KuksaServer, Listen  # noqa: PLC0415  after the screens

    listen = Listen(
        host=reach.host,
        port=port,
        socket_path=options.socket,
        tls=_tls(reach),
    )
    server = KuksaServer(broker, clock, version=__version__)
    try:
        await server.start(listen)
        _log.info("kuksa.val on %s", _where(listen))
        await asyncio.Event().wait()
    finally:
        await server.close()


def check_kuksa_port(options: KuksaOptions, host: str) -> None:
    """Refuse a port that was asked for and cannot be had, before anything is served.

    gRPC takes its port late, and its library writes of itself when it cannot.

    Raises:
        LocalUseError: Another program has it.
    """
    if options.port and not _is_free(host, options.port):
        raise LocalUseError(
            f"Port {options.port} is in use by another program, or {host} is not ours.",
            do="Stop that program, or choose another port with --kuksa-port.",
        )


def _port(options: KuksaOptions, host: str, tell: Callable[[Notice], None]) -> int | None:
    """Return the port to take; None for none, which a person is told when it was not the wish."""
    if options.port is not None:
        return options.port or None
    if _is_free(host, DEFAULT_KUKSA_PORT):
        return DEFAULT_KUKSA_PORT
    notice = Notice(
        level="warning",
        code="no_kuksa",
        text=f"Port {DEFAULT_KUKSA_PORT} is in use: KUKSA's clients do not find this car.",
        do="Stop the other program, or start with --kuksa-port and another port.",
    )
    _log.warning("%s %s", notice.text, notice.do)
    tell(notice)
    return None


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _tls(reach: SignalsReach) -> ServerTls | None:
    from segue.gateway.kuksa import ServerTls  # noqa: PLC0415  after the screens

    if reach.tls is None:
        return None
    return ServerTls(
        certificate=reach.tls.certificate,
        key=reach.tls.key,
        client_authority=reach.tls.client_authority,
    )


def _where(listen: Listen) -> str:
    tcp = [f"{listen.host}:{listen.port}"] if listen.port is not None else []
    return " and ".join([*tcp, *([str(listen.socket_path)] if listen.socket_path else [])])
