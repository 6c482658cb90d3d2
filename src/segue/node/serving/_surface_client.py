"""A car screen without a screen: what the demo and the story use to see and to ask.

It speaks the same JSON over the same `/surface` as the page in the car does.
"""

from __future__ import annotations

import asyncio
import contextlib
from itertools import count
from typing import TYPE_CHECKING, Any, Self

import aiohttp
import msgspec

from segue.kernel import DeviceUnavailable, Rejected
from segue.schema.link import Event, Request, Response
from segue.schema.surface import METHODS, TOPICS, Empty

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_CONNECT_TIMEOUT_S = 60.0
"""A failure, not a goal: a first start builds the search index, on a machine that may be busy."""
_RETRY_S = 0.05
_ANSWER_TIMEOUT_S = 30.0


class SurfaceClient:
    """One open surface of the car node on this machine. Use it with `async with`.

    Args:
        port: The car node's loopback port. It may still be starting: connecting waits for it.
    """

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/surface"
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Response]] = {}
        self._latest: dict[str, Any] = {}
        self.on_event: Callable[[str, Any], None] = lambda _topic, _data: None
        """Called with every topic's new data, before anything else that waits for it."""
        self._changed = asyncio.Condition()
        self._closed = False

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            DeviceUnavailable: Nothing answered within a minute.
        """
        self._session = aiohttp.ClientSession()
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                self._socket = await self._connect()
        except TimeoutError as error:
            await self._session.close()
            raise DeviceUnavailable(f"The car node at {self._url} does not answer.") from error
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader
        await self._socket.close()
        await self._session.close()

    async def call(self, method: str, params: msgspec.Struct | None = None) -> Any:
        """Return the result of a method of `schema.surface.METHODS`.

        Raises:
            Rejected: The node refused; the message says why.
            DeviceUnavailable: The node went away or took over 30 s.
        """
        request_id = next(self._ids)
        answer = self._answers[request_id] = asyncio.get_running_loop().create_future()
        request = Request(
            request_id=request_id,
            method=method,
            params=msgspec.to_builtins(params or Empty()),
        )
        try:
            await self._socket.send_str(msgspec.json.encode(request).decode())
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                response = await answer
        except (ConnectionError, TimeoutError) as error:
            raise DeviceUnavailable(f"The car node did not answer {method}.") from error
        finally:
            del self._answers[request_id]
        if response.error is not None:
            raise Rejected(response.error)
        result_type: Any = METHODS[method][1]
        return msgspec.convert(response.result, result_type)

    def latest(self, topic: str) -> Any:
        """Return the newest data of a topic; None before its first event."""
        return self._latest.get(topic)

    async def until(
        self, topic: str, holds: Callable[[Any], bool], *, within_s: float, what: str
    ) -> Any:
        """Return the first data of a topic for which `holds`, looking at the newest first.

        Raises:
            DeviceUnavailable: `what` did not come within that time, or the node went away.
        """
        try:
            async with asyncio.timeout(within_s), self._changed:
                while True:
                    data = self._latest.get(topic)
                    if data is not None and holds(data):
                        return data
                    if self._closed:
                        raise DeviceUnavailable(f"The car node went away before {what}.")
                    await self._changed.wait()
        except TimeoutError as error:
            raise DeviceUnavailable(f"Within {within_s:g} s there was not yet {what}.") from error

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        while True:
            try:
                return await self._session.ws_connect(self._url)
            except aiohttp.ClientError:
                await asyncio.sleep(_RETRY_S)

    async def _read(self) -> None:
        async for frame in self._socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            message = msgspec.json.decode(frame.data, type=Event | Response)
            if isinstance(message, Event):
                async with self._changed:
                    if message.topic in TOPICS:
                        expected: Any = TOPICS[message.topic] | None
                        data = msgspec.convert(message.data, expected)
                        self._latest[message.topic] = data
                        self.on_event(message.topic, data)
                    self._changed.notify_all()
            elif waiting := self._answers.get(message.request_id):
                waiting.set_result(message)
        self._closed = True
        for waiting in self._answers.values():
            waiting.set_exception(ConnectionResetError("the surface closed"))
        async with self._changed:
            self._changed.notify_all()
