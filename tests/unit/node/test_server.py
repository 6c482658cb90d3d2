"""Listening: one clear error for a port that cannot be had."""

from __future__ import annotations

import socket

import pytest
from aiohttp import web

from segue.kernel import LocalUseError
from segue.node._server import LOOPBACK, Server


async def test_a_taken_port_is_one_clear_error():
    """The error names the port and the option that changes it."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = Server()
        with pytest.raises(LocalUseError, match=rf"Port {port} is in use") as caught:
            await server.listen(web.Application(), LOOPBACK, port)
        assert "--port" in caught.value.do
        await server.close()


async def test_a_port_is_free_again_after_close():
    """Closing gives the port back at once, so a restart needs no other."""
    server = Server()
    port = await server.listen(web.Application(), LOOPBACK, 0)
    await server.close()
    again = Server()
    assert await again.listen(web.Application(), LOOPBACK, port) == port
    await again.close()
