"""`/surface`: the car's own screens, JSON over a WebSocket, loopback only."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from segue.gateway.web._guard import check_same_origin
from segue.gateway.web._topics import Outbox, Topics, json_text
from segue.schema.link import Event, Request, Response
from segue.schema.surface import SoundView

if TYPE_CHECKING:
    from segue.gateway.web._methods import Methods

_MAX_FRAME_BYTES = 1024 * 1024
"""A plan across a continent is about a fifth of this."""
_MAX_OPEN_REQUESTS = 16
_HEARTBEAT_S = 15.0
_PLAYER_METHOD = "media.control"


class _RequestId(msgspec.Struct):
    request_id: int


class Surfaces:
    """Every open screen of this node.

    A song must not sound twice, so one screen is told that it plays: the one that opened first,
    until somebody uses the player on another or it leaves. A page that shows no player of its own
    opens `/surface?silent` and never is that screen.
    """

    def __init__(self, topics: Topics, methods: Methods) -> None:
        self._topics = topics
        self._methods = methods
        self._open: dict[web.WebSocketResponse, Outbox] = {}
        self._silent: set[web.WebSocketResponse] = set()
        self._player: web.WebSocketResponse | None = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one screen until it leaves."""
        check_same_origin(request)
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, max_msg_size=_MAX_FRAME_BYTES)
        await socket.prepare(request)
        outbox = self._open[socket] = Outbox(_MAX_OPEN_REQUESTS)
        stop_watching = self._topics.watch(outbox.event)
        outbox.event(_sound(here=False))
        if "silent" in request.query:
            self._silent.add(socket)
        elif self._player is None:
            self._play_on(socket)
        sender = asyncio.create_task(_send_all(socket, outbox))
        try:
            await self._receive_all(socket, outbox)
        finally:
            stop_watching()
            sender.cancel()
            del self._open[socket]
            self._silent.discard(socket)
            if self._player is socket:
                self._play_on(next((s for s in self._open if s not in self._silent), None))
        return socket

    async def close(self) -> None:
        """Say goodbye to every screen; they reconnect when the node is back."""
        await asyncio.gather(
            *(socket.close(code=WSCloseCode.GOING_AWAY) for socket in tuple(self._open))
        )

    def _play_on(self, socket: web.WebSocketResponse | None) -> None:
        before, self._player = self._player, socket
        if before is not None and before in self._open:
            self._open[before].event(_sound(here=False))
        if socket is not None:
            self._open[socket].event(_sound(here=True))

    async def _receive_all(self, socket: web.WebSocketResponse, outbox: Outbox) -> None:
        async with asyncio.TaskGroup() as tasks:
            async for message in socket:
                await outbox.room()
                if message.type is not WSMsgType.TEXT:
                    outbox.reply(_unreadable("a screen sends text frames, not binary ones"))
                    continue
                request = _read(message.data)
                if isinstance(request, Response):
                    outbox.reply(request)
                    continue
                plays = request.method == _PLAYER_METHOD and socket not in self._silent
                if plays and socket is not self._player:
                    self._play_on(socket)
                tasks.create_task(self._answer(request, outbox))

    async def _answer(self, request: Request, outbox: Outbox) -> None:
        outbox.reply(await self._methods.answer(request))


async def _send_all(socket: web.WebSocketResponse, outbox: Outbox) -> None:
    with contextlib.suppress(ConnectionError):  # the receiving side notices and ends
        while True:
            await socket.send_str(json_text(await outbox.take()))


def _sound(*, here: bool) -> Event:
    return Event(topic="sound", data=SoundView(here=here))


def _read(text: str) -> Request | Response:
    """Return the request in a frame, or the answer that says why there is none."""
    try:
        return msgspec.json.decode(text, type=Request)
    # A thousand lists in one another are not msgspec's own error.
    except (msgspec.MsgspecError, RecursionError) as error:
        try:
            request_id = msgspec.json.decode(text, type=_RequestId).request_id
        except (msgspec.MsgspecError, RecursionError):
            request_id = 0
        return _unreadable(str(error), request_id)


def _unreadable(why: str, request_id: int = 0) -> Response:
    return Response(
        request_id=request_id,
        error=f"The request could not be read: {why}.",
        error_code="bad_request",
    )
