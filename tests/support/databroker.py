"""A stand-in for another make's databroker: kuksa.val.v2 as it is written, without our additions.

It is as strict as KUKSA's: one path that is unknown or may not be read refuses a whole request, and
a value of a claimed signal comes from its provider alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import grpc
from google.protobuf import message_factory

from segue.gateway.kuksa import V2, service

_DATA_TYPES = {"string": 1, "boolean": 2, "uint8": 7, "float": 11, "double": 12, "uint8[]": 26}
_KINDS = {"attribute": 1, "sensor": 2, "actuator": 3}
_VAL = "kuksa.val.v2.VAL"


class Databroker:
    """A server with a few signals on a port of its own."""

    def __init__(self, address: str = "127.0.0.1:0") -> None:
        self.address = address
        self.metadata: dict[str, Any] = {}
        self.points: dict[str, Any] = {}
        self.secret: set[str] = set()
        """Paths that nobody may read."""
        self.actuated: list[tuple[dict[str, Any], str]] = []
        """What was asked of actuators, and the request's id."""
        self.given: list[tuple[dict[str, Any], float]] = []
        """What providers published together, and its source time."""
        self.refuses_actuation: tuple[grpc.StatusCode, str] | None = None
        self.subscribed = asyncio.Event()
        """Set once somebody has subscribed."""
        self._subscribers: dict[asyncio.Queue[Any], set[str]] = {}
        self._claimed: set[str] = set()

    def add(self, path: str, datatype: str, kind: str = "sensor", **facts: Any) -> None:
        """Have one more signal."""
        number = len(self.metadata) + 1
        entry = V2.Metadata(
            path=path, id=number, data_type=_DATA_TYPES[datatype], entry_type=_KINDS[kind]
        )
        for name, fact in facts.items():
            field = getattr(entry, name)
            if isinstance(fact, str):
                setattr(entry, name, fact)
            else:
                field.CopyFrom(V2.Value(**fact))
        self.metadata[path] = entry
        self.points[path] = V2.Datapoint()

    def give(self, source_utc_s: float | None = None, **values: Any) -> None:
        """Give values at once: path with `__` for dots → the fields of its `Value`."""
        given: dict[str, Any] = {}
        for name, value in values.items():
            point = V2.Datapoint(value=V2.Value(**value))
            if source_utc_s is not None:
                point.timestamp.FromNanoseconds(round(source_utc_s * 1e9))
            given[name.replace("__", ".")] = point
        self._take(given)

    def end_subscriptions(self) -> None:
        """End all subscriptions politely, as a server that shuts down."""
        for queue in self._subscribers:
            queue.put_nowait(None)

    def _take(self, given: dict[str, Any]) -> None:
        self.points |= given
        for queue, paths in self._subscribers.items():
            queue.put_nowait({path: point for path, point in given.items() if path in paths})

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = grpc.aio.server()
        handlers = {method.name: self._handler(method) for method in service(_VAL).methods}
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(_VAL, handlers),)
        )
        port = self._server.add_insecure_port(self.address)
        if self.address.endswith(":0"):
            self.address = f"127.0.0.1:{port}"
        await self._server.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Be gone, at once."""
        await self._server.stop(grace=None)

    def _handler(self, method: Any) -> Any:
        kinds = {
            (False, False): grpc.unary_unary_rpc_method_handler,
            (False, True): grpc.unary_stream_rpc_method_handler,
            (True, False): grpc.stream_unary_rpc_method_handler,
            (True, True): grpc.stream_stream_rpc_method_handler,
        }
        return kinds[method.client_streaming, method.server_streaming](
            getattr(self, method.name, None),
            request_deserializer=message_factory.GetMessageClass(method.input_type).FromString,
            response_serializer=message_factory.GetMessageClass(
                method.output_type
            ).SerializeToString,
        )

    async def GetServerInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        del request, context
        return V2.GetServerInfoResponse(name="databroker", version="0.6.0")

    async def ListMetadata(self, request: Any, context: Any) -> Any:  # noqa: N802
        root = request.root
        found = [
            entry
            for path, entry in self.metadata.items()
            if root in {"**", path} or path.startswith(f"{root}.")
        ]
        if not found:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"Path not found: {root}")
        return V2.ListMetadataResponse(metadata=found)

    async def GetValue(self, request: Any, context: Any) -> Any:  # noqa: N802
        await self._check([request.signal_id.path], context)
        return V2.GetValueResponse(data_point=self.points[request.signal_id.path])

    async def GetValues(self, request: Any, context: Any) -> Any:  # noqa: N802
        paths = [signal.path for signal in request.signal_ids]
        await self._check(paths, context)
        return V2.GetValuesResponse(data_points=[self.points[path] for path in paths])

    async def Subscribe(self, request: Any, context: Any) -> AsyncIterator[Any]:  # noqa: N802
        paths = list(request.signal_paths)
        await self._check(paths, context)
        yield V2.SubscribeResponse(entries={path: self.points[path] for path in paths})
        queue: asyncio.Queue[Any] = asyncio.Queue()
        self._subscribers[queue] = set(paths)
        self.subscribed.set()
        try:
            while (entries := await queue.get()) is not None:
                yield V2.SubscribeResponse(entries=entries)
        finally:
            del self._subscribers[queue]

    async def BatchActuate(self, request: Any, context: Any) -> Any:  # noqa: N802
        if self.refuses_actuation is not None:
            await context.abort(*self.refuses_actuation)
        asked = {one.signal_id.path: one.value for one in request.actuate_requests}
        headers = dict(context.invocation_metadata())
        self.actuated.append((asked, str(headers.get("segue-request-id"))))
        return V2.BatchActuateResponse()

    async def PublishValue(self, request: Any, context: Any) -> Any:  # noqa: N802
        del context
        self._take({request.signal_id.path: request.data_point})
        return V2.PublishValueResponse()

    async def OpenProviderStream(  # noqa: N802
        self, requests: AsyncIterator[Any], context: Any
    ) -> AsyncIterator[Any]:
        by_number = {entry.id: path for path, entry in self.metadata.items()}
        mine: set[str] = set()
        try:
            async for request in requests:
                if request.WhichOneof("action") == "provide_signal_request":
                    wanted = request.provide_signal_request.signals_sample_intervals
                    paths = {by_number[number] for number in wanted}
                    if paths & self._claimed:
                        taken = ", ".join(sorted(paths & self._claimed))
                        await context.abort(
                            grpc.StatusCode.ALREADY_EXISTS, f"{taken} has a provider"
                        )
                    self._claimed |= paths
                    mine |= paths
                    yield V2.OpenProviderStreamResponse(
                        provide_signal_response=V2.ProvideSignalResponse()
                    )
                elif request.WhichOneof("action") == "publish_values_request":
                    points = request.publish_values_request.data_points
                    given = {by_number[number]: point for number, point in points.items()}
                    source_ns = next(iter(given.values())).timestamp.ToNanoseconds()
                    self.given.append((given, source_ns / 1e9))
                    self._take(given)
        finally:
            self._claimed -= mine

    async def _check(self, paths: list[str], context: Any) -> None:
        for path in paths:
            if path not in self.metadata:
                await context.abort(grpc.StatusCode.NOT_FOUND, f"Path not found: {path}")
            if path in self.secret:
                await context.abort(grpc.StatusCode.PERMISSION_DENIED, "Permission denied")
