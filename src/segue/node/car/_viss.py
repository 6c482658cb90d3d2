"""VISS on a port of its own, for browsers and other programs."""

from __future__ import annotations

import logging
import socket

from segue.gateway.broker import Broker
from segue.kernel import Clock, LocalUseError
from segue.node.car._notices import Notices
from segue.node.car._reach import SignalsReach
from segue.node.serving import Server, port_of
from segue.schema.surface import Notice

_log = logging.getLogger(__name__)

DEFAULT_VISS_PORT = 8090


class VissPort:
    """Where VISS is served; its port is taken before anything is served.

    Args:
        server: Takes the port.
        wanted: The port; None for the usual one, which another program may have; 0 for none.
        reach: From where it can be reached.

    Raises:
        LocalUseError: The port that was asked for is taken.
    """

    def __init__(self, server: Server, wanted: int | None, reach: SignalsReach) -> None:
        self._server = server
        self._reach = reach
        self._taken: socket.socket | None = None
        self._busy = False
        if wanted == 0:
            return
        try:
            self._taken = server.take_port(
                reach.host, wanted or DEFAULT_VISS_PORT, option="--viss-port"
            )
        except LocalUseError:
            if wanted is not None:
                raise
            self._busy = True

    async def serve(self, broker: Broker, clock: Clock, notices: Notices) -> None:
        """Serve it, or say that it is not served because the usual port is taken."""
        if self._busy:
            busy = _busy(DEFAULT_VISS_PORT)
            _log.warning("%s %s", busy.text, busy.do)
            notices.tell(busy)
        if self._taken is None:
            return
        from segue.gateway.viss import viss_app  # noqa: PLC0415 (after the screens are up)

        tls = self._reach.tls
        app = viss_app(broker, clock, own_names_only=tls is None)
        await self._server.serve(app, self._taken, tls.context if tls else None)
        where = (self._reach.host, port_of(self._taken))
        _log.info("VISS is served at %s://%s:%d", "wss" if tls else "ws", *where)


def _busy(port: int) -> Notice:
    return Notice(
        level="warning",
        code="viss_port",
        text=f"The car's signals are not served to browsers: port {port} is in use.",
        do="Stop the other program, or start with --viss-port N.",
    )
