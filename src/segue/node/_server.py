"""Where a node listens: this machine always, the network over TLS when asked to."""

from __future__ import annotations

import contextlib
import errno
import ssl

from aiohttp import web

from segue.kernel import LocalUseError

LOOPBACK = "127.0.0.1"
ANY_ADDRESS = "0.0.0.0"  # noqa: S104 (phones on the network are the purpose; it carries no /surface)
_SHUTDOWN_S = 2.0


class Server:
    """The node's listening sockets, all closed by `close`."""

    def __init__(self) -> None:
        self._runners: list[web.AppRunner] = []

    async def listen(
        self, app: web.Application, host: str, port: int, tls: ssl.SSLContext | None = None
    ) -> int:
        """Serve `app` and return the port: the one asked for, or a free one for 0.

        Raises:
            LocalUseError: The port is taken or not allowed.
        """
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        self._runners.append(runner)
        try:
            await web.TCPSite(runner, host, port, ssl_context=tls).start()
        except OSError as error:
            raise _port_error(port, error) from error
        address: tuple[str, int] = runner.addresses[0]
        return address[1]

    async def close(self) -> None:
        """Stop listening and end what is open."""
        while self._runners:
            with contextlib.suppress(ConnectionError):
                await self._runners.pop().cleanup()


def _port_error(port: int, error: OSError) -> LocalUseError:
    if error.errno == errno.EADDRINUSE:
        return LocalUseError(
            f"Port {port} is in use by another program.",
            do=f"Stop that program, or choose another port, such as --port {port + 10}.",
        )
    if error.errno == errno.EACCES:
        return LocalUseError(
            f"Port {port} is not allowed for this user.", do="Choose one above 1023 with --port."
        )
    return LocalUseError(
        f"Port {port} cannot be served: {error.strerror}.", do="Choose another with --port."
    )
