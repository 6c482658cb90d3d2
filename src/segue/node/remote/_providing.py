"""Being the provider of signals, on one stream that lives as long as the provider does.

claim ──▶ the server's answer ──▶ publish, publish, … ──▶ finish: the server has had it all
                                    ▲
meanwhile the server may ask what a signal is worth, and say what it did not take
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

import grpc

from segue.gateway.kuksa import V2
from segue.kernel import Rejected, SegueError
from segue.node.remote._connection import Connection
from segue.node.remote._errors import gone
from segue.node.remote._messages import point_of
from segue.node.remote._reading import RemoteSignal
from segue.node.remote._values import to_message
from segue.vehicle.signals import Value

_LAST_WORDS_WITHIN_S = 5.0
_OK = 1
"""`ErrorCode` of what was taken."""


class Providing:
    """A provider's stream.

    Args:
        connection: To the server.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stream = connection.open("OpenProviderStream")
        self._signals: dict[str, RemoteSignal] = {}
        self._points: dict[int, Any] = {}
        """Signal's number → the last datapoint given."""
        self._requests = 0
        self._error: SegueError | None = None
        self._listening: asyncio.Task[None] | None = None

    async def claim(self, signals: Sequence[RemoteSignal]) -> None:
        """Become the only one that gives these signals; all of them or none.

        Raises:
            SegueError: The server refused: another has one, or the token does not allow it.
            ServerGone: It is not there any more.
        """
        wanted = V2.ProvideSignalRequest()
        for signal in signals:
            wanted.signals_sample_intervals[signal.number].interval_ms = 0
        try:
            await self._stream.write(V2.OpenProviderStreamRequest(provide_signal_request=wanted))
            answer = await self._stream.read()
        except grpc.aio.AioRpcError as error:
            raise self._connection.translated(error) from error
        except asyncio.InvalidStateError as error:
            raise await self._ending() from error
        if not isinstance(answer, V2.OpenProviderStreamResponse):
            raise await self._ending()
        self._signals = {signal.info.path: signal for signal in signals}
        self._listening = asyncio.create_task(self._listen())

    async def publish(self, values: Mapping[str, Value], source_utc_s: float) -> None:
        """Give values of claimed signals that belong together.

        Raises:
            SegueError: The server refused this or an earlier one.
            ServerGone: It is not there any more.
        """
        if self._error is not None:
            raise self._error
        self._requests += 1
        request = V2.PublishValuesRequest(request_id=self._requests)
        for path, value in values.items():
            signal = self._signals[path]
            point = point_of(to_message(value, signal.info.datatype), source_utc_s)
            request.data_points[signal.number].CopyFrom(point)
            self._points[signal.number] = point
        await self._write(V2.OpenProviderStreamRequest(publish_values_request=request))

    async def finish(self) -> None:
        """Wait until the server has had all of it.

        Raises:
            As `publish`.
        """
        await self._stream.done_writing()
        if self._listening is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._listening, _LAST_WORDS_WITHIN_S)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """End the stream, whatever is still on its way."""
        if self._listening is not None:
            self._listening.cancel()
        self._stream.cancel()

    async def _write(self, request: Any) -> None:
        try:
            await self._stream.write(request)
        except grpc.aio.AioRpcError as error:
            raise self._connection.translated(error) from error
        except asyncio.InvalidStateError as error:  # the call has ended
            raise self._error or await self._ending() from error

    async def _ending(self) -> SegueError:
        """Return why the server ended the stream."""
        code, details = await self._stream.code(), await self._stream.details()
        if code == grpc.StatusCode.OK:
            return gone(self._connection.target)
        return self._connection.refusal(code, details)

    async def _listen(self) -> None:
        """Hear what the server asks and refuses, until it ends the stream."""
        try:
            while isinstance(message := await self._stream.read(), V2.OpenProviderStreamResponse):
                match message.WhichOneof("action"):
                    case "publish_values_response":
                        self._hear_of_refusals(message.publish_values_response)
                    case "get_provider_value_request":
                        await self._tell(message.get_provider_value_request)
                    case "update_filter_request":  # everything is given as it comes
                        answer = V2.UpdateFilterResponse(
                            request_id=message.update_filter_request.request_id
                        )
                        await self._stream.write(
                            V2.OpenProviderStreamRequest(update_filter_response=answer)
                        )
                    case _:  # nothing that a provider of sensors need answer
                        pass
        except grpc.aio.AioRpcError as error:
            self._error = self._error or self._connection.translated(error)
        except asyncio.InvalidStateError:  # ended while we answered; `publish` says why
            self._error = self._error or await self._ending()

    def _hear_of_refusals(self, response: Any) -> None:
        refused = [
            f"{self._path(number)}: {error.message}"
            for number, error in response.status.items()
            if error.code != _OK
        ]
        if refused:
            self._error = Rejected(f"The server did not take {'; '.join(refused)}")

    async def _tell(self, request: Any) -> None:
        answer = V2.GetProviderValueResponse(request_id=request.request_id)
        for number in request.signal_ids:
            if number in self._points:
                answer.entries[number].CopyFrom(self._points[number])
        await self._stream.write(V2.OpenProviderStreamRequest(get_provider_value_response=answer))

    def _path(self, number: int) -> str:
        paths = (path for path, signal in self._signals.items() if signal.number == number)
        return next(paths, str(number))
