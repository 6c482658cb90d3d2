"""The HTTP application of VISS: a WebSocket at `/`, and GET and POST of any path.

Source: COVESA VISS version 2 TRANSPORT, HTTPS and Secure WebSocket.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from segue.gateway._loopback import own_host_only
from segue.gateway.broker import Broker
from segue.gateway.viss._callers import let_page_read, preflight, shown_token, why_token_needed
from segue.gateway.viss._errors import BAD_REQUEST, TOKEN_MISSING, VissError, viss_error
from segue.gateway.viss._service import Body, Service
from segue.gateway.viss._session import Session
from segue.kernel import Clock, SegueError
from segue.vehicle.access import Rights

SUBPROTOCOL = "VISSv2"
MAX_MESSAGE_BYTES = 64 * 1024
_HEARTBEAT_S = 15.0
_UNAUTHORIZED = 401
_NOT_A_WEBSOCKET = (
    "The car's signals by VISS version 2: a WebSocket here, or over HTTP a path: /Vehicle/Speed.\n"
)


def viss_app(broker: Broker, clock: Clock, *, own_names_only: bool = True) -> web.Application:
    """Return the application.

    Args:
        broker: The signals.
        clock: For the times of answers.
        own_names_only: Whether requests to other names than this machine's are refused. Where
            there is TLS, its certificate fits no other name.
    """
    viss = _Viss(Service(broker, clock))
    app = web.Application(client_max_size=MAX_MESSAGE_BYTES)
    if own_names_only:
        app.middlewares.append(own_host_only)
    app.on_response_prepare.append(let_page_read)
    app.on_shutdown.append(lambda _app: viss.close())
    app.router.add_get("/", viss.root)
    app.router.add_get("/{path:.+}", viss.get, allow_head=False)
    app.router.add_post("/{path:.+}", viss.set)
    app.router.add_route("OPTIONS", "/{path:.*}", viss.options)
    return app


class _Viss:
    """The handlers, and the WebSockets that are open."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._ids = itertools.count(1)
        self._open: set[web.WebSocketResponse] = set()

    async def close(self) -> None:
        """Say goodbye to every client."""
        closing = (socket.close(code=WSCloseCode.GOING_AWAY) for socket in tuple(self._open))
        await asyncio.gather(*closing)

    # ------------------------------------------------------------------ HTTP

    async def get(self, request: web.Request) -> web.Response:
        """Serve a read."""

        async def read(rights: Rights) -> Body:
            return self._service.get(rights, _path(request), request.query.get("filter"))

        return await self._answer(request, read)

    async def set(self, request: web.Request) -> web.Response:
        """Serve an update, once it is done."""
        text = await request.text()

        async def update(rights: Rights) -> Body:
            return await self._service.set(rights, _path(request), _value(text))

        return await self._answer(request, update)

    async def options(self, _request: web.Request) -> web.Response:
        """Serve a browser's preflight."""
        return preflight()

    async def _answer(
        self, request: web.Request, do: Callable[[Rights], Awaitable[Body]]
    ) -> web.Response:
        headers: dict[str, str] = {}
        try:
            body = await do(self._service.broker.admit(_needed_token(request)))
            status = 200
        except SegueError as error:
            refusal = viss_error(error)
            body, status = {"error": refusal.as_object()}, refusal.reason.number
            if status == _UNAUTHORIZED:
                headers["WWW-Authenticate"] = f'Bearer realm="{SUBPROTOCOL}"'
        return web.Response(
            text=_json({**body, "ts": self._service.now()}),
            status=status,
            headers=headers,
            content_type="application/json",
        )

    # ------------------------------------------------------------------ WebSocket

    async def root(self, request: web.Request) -> web.StreamResponse:
        """Serve one client's conversation until it leaves."""
        if request.headers.get("Upgrade", "").lower() != "websocket":
            raise web.HTTPBadRequest(text=_NOT_A_WEBSOCKET)
        offered = request.headers.get("Sec-WebSocket-Protocol", SUBPROTOCOL)
        if SUBPROTOCOL not in (name.strip() for name in offered.split(",")):
            raise web.HTTPBadRequest(text=f"The subprotocol here is {SUBPROTOCOL}.\n")
        socket = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,),
            heartbeat=_HEARTBEAT_S,
            max_msg_size=MAX_MESSAGE_BYTES + 1,  # what has this size is refused
            compress=False,
        )
        await socket.prepare(request)
        turn = asyncio.Lock()

        async def send(message: Body) -> None:
            async with turn:  # or a client that does not read gets one message of each subscription
                await socket.send_str(_json(message))

        session = Session(
            self._service,
            self._ids,
            send,
            token=shown_token(request),
            token_needed=why_token_needed(request),
        )
        self._open.add(socket)
        try:
            async for message in socket:
                text = message.data if message.type is WSMsgType.TEXT else ""
                if not await session.receive(text):
                    await socket.close(code=WSCloseCode.POLICY_VIOLATION)
        except ConnectionError:
            pass  # it left while it was answered
        finally:
            self._open.discard(socket)
            await session.close()
        return socket


def _needed_token(request: web.Request) -> str | None:
    token = shown_token(request)
    if token is None and (why := why_token_needed(request)):
        raise VissError(TOKEN_MISSING, why)
    return token


def _path(request: web.Request) -> str:
    return request.match_info["path"]


def _value(text: str) -> object:
    try:
        body = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise VissError(BAD_REQUEST, 'The body is an object like {"value": "..."}.') from error
    if "value" not in body:
        raise VissError(BAD_REQUEST, "The body has no value.")
    return body["value"]


def _json(message: Body) -> str:
    return msgspec.json.encode(message).decode()
