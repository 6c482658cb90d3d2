"""One call of a client: who asks, until when, and how an error becomes a status."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, cast

import grpc
from google.protobuf import message_factory

from segue.gateway._while_allowed import while_allowed
from segue.gateway.broker import Broker
from segue.gateway.kuksa._codes import refused
from segue.gateway.kuksa._messages import POOL
from segue.kernel import SegueError
from segue.vehicle.access import Rights, Unauthenticated

_log = logging.getLogger(__name__)

_BEARER = "bearer"
_PEERS_HERE = ("unix:", "ipv4:127.", "ipv6:%5B::1%5D:", "ipv6:[::1]:")
REQUEST_ID = "segue-request-id"
"""Metadata, in and out: the correlation id of an actuation."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was let in."""

    context: Any
    """A `grpc.aio.ServicerContext`."""
    rights: Rights

    def header(self, name: str) -> str | None:
        """Return what the caller's metadata say of this name."""
        return _header(self.context, name)

    def remaining_s(self) -> float | None:
        """Return how long the caller still waits; None when it does not say."""
        return self.context.time_remaining()


Handler = Callable[[Call, Any], Coroutine[Any, Any, Any]]
"""Takes a call and its request, or an iterator of requests; answers, or writes to the context."""


def service_handler(
    name: str, broker: Broker, handlers: Mapping[str, Handler], *, as_bytes: frozenset[str]
) -> grpc.GenericRpcHandler:
    """Return a gRPC service whose methods are these handlers.

    Args:
        name: Of the service: its methods and their messages are those of our descriptors.
        broker: Admits callers.
        handlers: Method → what does it; all of the service's methods.
        as_bytes: Methods that write their answers encoded already.
    """
    methods = {
        method.name: _method(
            method, broker, handlers[method.name], as_bytes=method.name in as_bytes
        )
        for method in POOL.FindServiceByName(name).methods
    }
    return grpc.method_handlers_generic_handler(name, methods)


def _method(method: Any, broker: Broker, handler: Handler, *, as_bytes: bool) -> Any:
    answer = message_factory.GetMessageClass(method.output_type)
    kinds = {
        (False, False): grpc.unary_unary_rpc_method_handler,
        (False, True): grpc.unary_stream_rpc_method_handler,
        (True, False): grpc.stream_unary_rpc_method_handler,
        (True, True): grpc.stream_stream_rpc_method_handler,
    }

    async def run(request: Any, context: Any) -> Any:
        try:
            call = Call(context, broker.admit(_token(context)))
            if method.client_streaming or method.server_streaming:
                return await while_allowed(call.rights, handler(call, request))
            return await handler(call, request)
        except Exception as error:  # noqa: BLE001  whatever it is, the caller gets one answer
            await _end(context, method.full_name, error)

    return kinds[method.client_streaming, method.server_streaming](
        run,
        request_deserializer=message_factory.GetMessageClass(method.input_type).FromString,
        response_serializer=None if as_bytes else answer.SerializeToString,
    )


async def _end(context: Any, method: str, error: Exception) -> None:
    while isinstance(error, ExceptionGroup):  # of tasks that ended each other
        error = cast("ExceptionGroup[Exception]", error).exceptions[0]
    if isinstance(error, grpc.aio.AbortError):
        raise error  # has its status already
    if isinstance(error, SegueError):
        await context.abort(refused(error).status, str(error))
    _log.error("%s failed", method, exc_info=error)
    await context.abort(grpc.StatusCode.INTERNAL, "Segue failed; its log says how.")


def _token(context: Any) -> str | None:
    """Return the token of `authorization: Bearer TOKEN`; None when there is none.

    kuksa-client's command line says `Bearer` and nothing more when it has no token.

    Raises:
        Unauthenticated: There is none, and the caller is on another machine: what is open to all
            is open on this one.
    """
    scheme, _, rest = (_header(context, "authorization") or "").partition(" ")
    token = rest.strip() if scheme.lower() == _BEARER else scheme
    if token:
        return token
    if is_here(context.peer()):
        return None
    raise Unauthenticated("From another machine nothing is open without a token.", do="Show one.")


def is_here(peer: str) -> bool:
    """Return whether gRPC's name of a peer is one on this machine."""
    return peer.startswith(_PEERS_HERE)


def _header(context: Any, name: str) -> str | None:
    for key, value in context.invocation_metadata() or ():
        if key == name:
            return value if isinstance(value, str) else None
    return None
