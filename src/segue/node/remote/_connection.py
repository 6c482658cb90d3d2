"""One gRPC connection to a server, and its calls of kuksa.val.v2 by name."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import grpc
from google.protobuf import message_factory

from segue.gateway.kuksa import service
from segue.kernel import SegueError
from segue.node.remote._address import ServerAddress
from segue.node.remote._errors import gone, refusal

_SERVICE = "kuksa.val.v2.VAL"
_GONE = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
"""How a stream ends when its server is killed, or stops."""
_REQUEST_ID = "segue-request-id"
_MAX_MESSAGE_BYTES = 64 * 1024 * 1024
"""More than the metadata of any vehicle, which gRPC's own limit of 4 MiB is not."""
_OPTIONS = (
    ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
    ("grpc.use_local_subchannel_pool", 1),  # a new connection really is a new one
)


class Connection:
    """The calls of a server. Errors come as Segue's own.

    Args:
        address: Where the server is, and how to get in.
    """

    def __init__(self, address: ServerAddress) -> None:
        self.target = address.target
        self._metadata = (("authorization", f"Bearer {address.token}"),) if address.token else ()
        self._channel = _channel(address)
        self._calls = {method.name: self._call(method) for method in service(_SERVICE).methods}

    def _call(self, method: Any) -> Any:
        kinds = {
            (False, False): self._channel.unary_unary,
            (False, True): self._channel.unary_stream,
            (True, False): self._channel.stream_unary,
            (True, True): self._channel.stream_stream,
        }
        request = message_factory.GetMessageClass(method.input_type)
        response = message_factory.GetMessageClass(method.output_type)
        return kinds[method.client_streaming, method.server_streaming](
            f"/{_SERVICE}/{method.name}",
            request_serializer=request.SerializeToString,
            response_deserializer=response.FromString,
        )

    async def ask(
        self,
        name: str,
        request: Any,
        *,
        within_s: float | None = None,
        request_id: str | None = None,
    ) -> Any:
        """Return the answer to one call.

        Args:
            name: Of the method.
            request: Its message.
            within_s: Longest wait; None for as long as it takes.
            request_id: For the car's audit; None for calls that are in none.

        Raises:
            ServerGone: The server does not answer, or not in that time.
            SegueError: It refused.
        """
        metadata = self._metadata
        if request_id is not None:
            metadata = (*metadata, (_REQUEST_ID, request_id))
        try:
            return await self._calls[name](request, timeout=within_s, metadata=metadata)
        except grpc.aio.AioRpcError as error:
            raise self.translated(error) from error

    async def listen(self, name: str, request: Any) -> AsyncGenerator[Any, None]:
        """Yield what the server streams, until it ends the stream.

        Raises:
            As `ask`.
        """
        call = self._calls[name](request, metadata=self._metadata)
        try:
            async for message in call:
                yield message
        except grpc.aio.AioRpcError as error:
            # A stream that was served has no other reason to be unavailable; the channel itself may
            # take a moment longer to notice.
            if error.code() in _GONE:
                raise gone(self.target) from error
            raise self.translated(error) from error
        finally:
            call.cancel()

    def open(self, name: str) -> Any:
        """Return a call that streams both ways, whose errors are gRPC's."""
        return self._calls[name](metadata=self._metadata)

    def translated(self, error: grpc.aio.AioRpcError) -> SegueError:
        """Return a failed call's error as Segue's own."""
        return self.refusal(error.code(), error.details())

    def refusal(self, code: grpc.StatusCode, details: str | None) -> SegueError:
        """Return how a call ended as Segue's own error."""
        unanswered = self._channel.get_state() != grpc.ChannelConnectivity.READY
        if code == grpc.StatusCode.UNAVAILABLE and unanswered:
            return gone(self.target)
        return refusal(code, details or "", self.target)

    async def close(self) -> None:
        """Disconnect."""
        await self._channel.close()


def _channel(address: ServerAddress) -> grpc.aio.Channel:
    trust = address.trust
    if trust is None:
        return grpc.aio.insecure_channel(address.target, options=_OPTIONS)
    credentials = grpc.ssl_channel_credentials(trust.authority, trust.key, trust.certificate)
    return grpc.aio.secure_channel(address.target, credentials, options=_OPTIONS)
