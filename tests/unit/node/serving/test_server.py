"""Listening: one clear error for a port that cannot be had."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest
from aiohttp import web

from segue.kernel import LocalUseError
from segue.node.serving import LOOPBACK, Server, _gate, _server, port_of


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


async def _closed(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(5):
        return await reader.read() == b""


async def test_a_connection_that_only_holds_on_is_closed(monkeypatch: pytest.MonkeyPatch):
    """A request that never gets finished does not keep its place."""
    monkeypatch.setattr(_server, "_SPEAK_WITHIN_S", 0.05)
    server = Server()
    taken = server.take_port(LOOPBACK, 0)
    await server.serve(web.Application(), taken)
    for said in (b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "):
        reader, writer = await asyncio.open_connection(LOOPBACK, port_of(taken))
        writer.write(said)
        assert await _closed(reader)
        writer.close()
    await server.close()


async def test_a_connection_too_many_is_refused_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
):
    """Files run out for nobody; who leaves makes room."""
    monkeypatch.setattr(_server, "MAX_CONNECTIONS", 2)
    server = Server()
    taken = server.take_port(LOOPBACK, 0)
    await server.serve(web.Application(), taken)
    port = port_of(taken)
    held = [await asyncio.open_connection(LOOPBACK, port) for _ in range(2)]
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    assert await _closed(reader)
    writer.close()
    held[0][1].close()
    async with asyncio.timeout(5):
        answer = b""
        while b" 404 " not in answer:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            answer = await reader.read()
            writer.close()
    held[1][1].close()
    await server.close()


def test_one_address_cannot_take_all_the_room():
    """Each address has its share, and all together have an end."""
    gate = _gate.Gate(asyncio.Protocol, max_per_address=2, max_all=3)
    assert [gate.enter("a") for _ in range(3)] == [True, True, False]
    assert gate.enter("b")
    assert not gate.enter("c")
    gate.leave("a")
    assert gate.enter("c")
