"""A small car behind VISS, served on a port of its own, and clients of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from aiohttp.test_utils import TestServer
from viss_car import VissCar

from segue.gateway.viss import SUBPROTOCOL, viss_app


@pytest.fixture
async def car() -> VissCar:
    """The car; its clock is the tests' to move."""
    return VissCar()


@pytest.fixture
async def url(car: VissCar) -> AsyncIterator[str]:
    """Where it is served."""
    server = TestServer(viss_app(car.broker, car.clock))
    await server.start_server()
    yield f"http://127.0.0.1:{server.port}"
    await server.close()


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """A client that is no page."""
    async with ClientSession() as session:
        yield session


class Talk:
    """One WebSocket client."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def ask(self, action: str, **members: object) -> dict[str, Any]:
        """Send a request; return the next message."""
        await self.socket.send_json({"action": action, "requestId": "1", **members})
        return await self.hear()

    async def hear(self) -> dict[str, Any]:
        """Return the next message."""
        return await self.socket.receive_json(timeout=10)


@pytest.fixture
async def talk(url: str, http: ClientSession) -> AsyncIterator[Talk]:
    """A client with an open WebSocket."""
    async with http.ws_connect(url, protocols=(SUBPROTOCOL,)) as socket:
        yield Talk(socket)
