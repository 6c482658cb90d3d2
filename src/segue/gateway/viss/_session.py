"""One client's conversation over a WebSocket: text in, messages out.

It knows no socket: what it is given is text, and what it has to say it gives to `send`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import cast

import msgspec

from segue.gateway.viss._errors import (
    BAD_REQUEST,
    TOKEN_MISSING,
    TOO_MANY_REQUESTS,
    VissError,
    viss_error,
)
from segue.gateway.viss._service import Body, Service
from segue.gateway.viss._subscriptions import Send, Subscriptions
from segue.kernel import SegueError

_MAX_OPEN_SETS = 16
_ECHOED = ("action", "requestId")


class _Request(msgspec.Struct, rename="camel"):
    action: str
    request_id: str | int
    path: str = ""
    filter: object = None
    value: object = None
    authorization: str | None = None
    subscription_id: str | int = ""


class Session:
    """Answers one client.

    Args:
        service: What answers.
        ids: Draws the ids of subscriptions.
        send: Sends one message; waits while the client does not read.
        token: What the client showed when it connected; a request may show another.
        token_needed: Why even reading needs one: the client is from elsewhere. Empty otherwise.
    """

    def __init__(
        self,
        service: Service,
        ids: Iterator[int],
        send: Send,
        *,
        token: str | None,
        token_needed: str,
    ) -> None:
        self._service = service
        self._send = send
        self._token = token
        self._token_needed = token_needed
        self._subscriptions = Subscriptions(service, ids, send)
        self._sets: set[asyncio.Task[None]] = set()

    async def receive(self, text: str) -> bool:
        """Take one message and answer it; return whether the client may go on.

        A set is answered when it is done, which may be after what the client asks later.
        """
        echo: Body = {}
        try:
            members = _object(text)
            echo = {name: members[name] for name in _ECHOED if _is_id(members.get(name))}
            request = _request(members)
            token = request.authorization or self._token
            if self._token_needed and not token:
                raise VissError(TOKEN_MISSING, self._token_needed)
            if request.action == "set":
                self._start_set(request, token, echo)
                return True
            body = self._answer(request, token)
        except SegueError as error:
            refusal = viss_error(error)
            await self._send({**echo, "error": refusal.as_object(), "ts": self._service.now()})
            return not (self._token_needed and refusal.reason.number == 401)  # noqa: PLR2004
        await self._send({**echo, **body, "ts": self._service.now()})
        return True

    async def close(self) -> None:
        """End what the client was subscribed to; what it set runs to its end."""
        await self._subscriptions.close()
        if self._sets:
            await asyncio.wait(self._sets)

    def _answer(self, request: _Request, token: str | None) -> Body:
        match request.action:
            case "get":
                rights = self._service.broker.admit(token)
                return self._service.get(rights, request.path, request.filter)
            case "subscribe":
                rights = self._service.broker.admit(token)
                return self._subscriptions.start(rights, request.path, request.filter)
            case "unsubscribe":
                self._subscriptions.stop(request.subscription_id)
                return {"subscriptionId": request.subscription_id}
            case _:
                raise VissError(
                    BAD_REQUEST, "The action is one of get, set, subscribe and unsubscribe."
                )

    def _start_set(self, request: _Request, token: str | None, echo: Body) -> None:
        if len(self._sets) >= _MAX_OPEN_SETS:
            raise VissError(TOO_MANY_REQUESTS, f"{_MAX_OPEN_SETS} sets are not done yet.")
        task = asyncio.create_task(self._set(request, token, echo))
        self._sets.add(task)
        task.add_done_callback(self._sets.discard)

    async def _set(self, request: _Request, token: str | None, echo: Body) -> None:
        try:
            rights = self._service.broker.admit(token)
            body = await self._service.set(rights, request.path, request.value)
        except SegueError as error:
            body = {"error": viss_error(error).as_object()}
        with contextlib.suppress(ConnectionError):  # the client left before it was done
            await self._send({**echo, **body, "ts": self._service.now()})


def _object(text: str) -> dict[str, object]:
    try:
        members = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise VissError(BAD_REQUEST, "It is not JSON.") from error
    if not isinstance(members, dict):
        raise VissError(BAD_REQUEST, "A request is a JSON object.")
    return cast("dict[str, object]", members)


def _is_id(value: object) -> bool:
    return isinstance(value, str | int)


def _request(members: dict[str, object]) -> _Request:
    try:
        return msgspec.convert(members, _Request)
    except msgspec.MsgspecError as error:
        raise VissError(BAD_REQUEST, f"{error}.") from error
