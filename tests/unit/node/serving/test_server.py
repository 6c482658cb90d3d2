"""Listening: one clear error for a port that cannot be had."""

from __future__ import annotations

import socket

import aiohttp
import pytest
from aiohttp import web

from segue.kernel import LocalUseError
from segue.node.serving import LOOPBACK, Server, port_of


async def test_a_taken_port_is_one_clear_error():
    """The error names the port and the option that changes it."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = Server()
        with pytest.raises(LocalUseError, match=rf"Port {port} is in use") as caught:
            server.take_port(LOOPBACK, port)
        assert "--port" in caught.value.do
        await server.close()


@pytest.mark.parametrize("port", [-1, 65_536])
async def test_a_number_that_is_no_port_is_one_clear_error(port: int):
    """A port out of range is refused like one that is taken."""
    server = Server()
    with pytest.raises(LocalUseError, match=f"Port {port}"):
        server.take_port(LOOPBACK, port)
    await server.close()


async def test_a_port_serves_and_is_free_again_after_close():
    """Closing gives the port back at once, so a restart needs no other."""
    port = 0
    for _ in range(2):
        server = Server()
        taken = server.take_port(LOOPBACK, port)
        port = port_of(taken)
        await server.serve(web.Application(), taken)
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{LOOPBACK}:{port}/") as response,
        ):
            assert response.status == 404
        await server.close()
