"""Where a node listens: this machine always, the network over TLS when asked to."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import socket
import ssl

from aiohttp import web

from segue.kernel import LocalUseError
from segue.node.serving._gate import MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS, Gate

LOOPBACK = "127.0.0.1"
ANY_ADDRESS = "0.0.0.0"  # noqa: S104 (phones on the network are the purpose; it has no /surface)
_SHUTDOWN_S = 2.0
_SPEAK_WITHIN_S = 30
"""A connection that sends no whole request for so long is closed; browsers make a new one."""
_TLS_WITHIN_S = 10.0


class Server:
    """The node's listening sockets, all closed by `close`.

    Ports are taken first and served later: a port that cannot be had ends the start at once, and
    what is served may know its own address.
    """

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._listening: list[asyncio.Server] = []
        self._runners: list[web.AppRunner] = []

    def take_port(self, host: str, port: int, *, option: str = "--port") -> socket.socket:
        """Return a socket bound to the port asked for, or to a free one for 0.

        Args:
            host: The address.
            port: The port.
            option: What a user chooses it with, for the error.

        Raises:
            LocalUseError: The port is taken or not allowed.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        taken = socket.socket(family, socket.SOCK_STREAM)
        self._sockets.append(taken)
        # A port that this node has just left may be taken again; one in use still may not.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, port))
            taken.listen()
        except (OSError, OverflowError) as error:
            raise _port_error(port, error, option) from error
        return taken

    async def serve(
        self, app: web.Application, taken: socket.socket, tls: ssl.SSLContext | None = None
    ) -> None:
        """Serve an application on a socket from `take_port`."""
        runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=_SHUTDOWN_S,
            keepalive_timeout=_SPEAK_WITHIN_S,
        )
        await runner.setup()
        self._runners.append(runner)
        if runner.server is None:
            raise AssertionError("a runner that was set up has a server")
        own = ipaddress.ip_address(taken.getsockname()[0]).is_loopback
        gate = Gate(
            runner.server,
            # All of this machine is one address, and whoever is on it has better ways to disturb.
            max_per_address=MAX_CONNECTIONS if own else MAX_CONNECTIONS_PER_ADDRESS,
        )
        listening = await asyncio.get_running_loop().create_server(
            gate, sock=taken, ssl=tls, ssl_handshake_timeout=_TLS_WITHIN_S if tls else None
        )
        self._listening.append(listening)

    async def close(self) -> None:
        """Stop listening and end what is open."""
        while self._listening:
            self._listening.pop().close()
        while self._runners:
            with contextlib.suppress(ConnectionError):
                await self._runners.pop().cleanup()
        while self._sockets:
            self._sockets.pop().close()


def port_of(taken: socket.socket) -> int:
    """Return the port a socket is bound to."""
    return int(taken.getsockname()[1])


def _port_error(port: int, error: OSError | OverflowError, option: str) -> LocalUseError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return LocalUseError(
            f"Port {port} is in use by another program.",
            do=f"Stop that program, or choose another port, such as {option} {port + 10}.",
        )
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return LocalUseError(
            f"Port {port} is not allowed for this user.", do=f"Choose one above 1023 with {option}."
        )
    return LocalUseError(
        f"Port {port} cannot be served: {error}.", do=f"Choose another with {option}."
    )
