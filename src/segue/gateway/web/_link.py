"""`/link`: binary frames between a node and a phone. What they mean is the fabric's business."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType, web

from segue.gateway.web._guard import check_same_origin
from segue.kernel import PeerError

MAX_LINK_FRAME_BYTES = 65536
"""One more than a link allows, so that a link can say what was wrong; beyond it the socket goes."""

_MAX_CLOSE_REASON_BYTES = 123
"""RFC 6455, 5.5: a control frame holds 125 bytes, two of them the code."""


class WebSocketFrames:
    """The frames of one WebSocket, of either end."""

    def __init__(self, socket: web.WebSocketResponse | ClientWebSocketResponse) -> None:
        self._socket = socket

    async def receive(self) -> bytes | None:
        """Return the next frame; None when the connection has ended.

        Raises:
            PeerError: The peer sent text, or a frame over MAX_LINK_FRAME_BYTES.
        """
        message = await self._socket.receive()
        match message.type:
            case WSMsgType.BINARY:
                return message.data
            case WSMsgType.TEXT:
                raise PeerError("A text frame came over a link.")
            case WSMsgType.ERROR:
                raise PeerError(f"The WebSocket failed: {message.data}.")
            case _:
                return None

    async def send(self, frame: bytes) -> None:
        """Send a frame; wait while the peer is slow to read.

        Raises:
            ConnectionError: The connection has ended.
        """
        await self._socket.send_bytes(frame)

    async def close(self, reason: str) -> None:
        """Close the connection, with a reason for the peer's log."""
        text = reason.encode()[:_MAX_CLOSE_REASON_BYTES]
        await self._socket.close(code=WSCloseCode.OK, message=text)


def link_route(
    serve: Callable[[WebSocketFrames, str], Awaitable[None]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the handler of `/link`: it gives each WebSocket and its remote address to `serve`.

    Pages of other sites are refused although a link would not trust them anyway: they need not
    even reach the handshake.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        check_same_origin(request)
        socket = web.WebSocketResponse(max_msg_size=MAX_LINK_FRAME_BYTES, compress=False)
        await socket.prepare(request)
        await serve(WebSocketFrames(socket), request.remote or "")
        return socket

    return handle
