"""A server of kuksa.val over a broker of its own, and a client made from our descriptors."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import grpc
import pytest
from google.protobuf import message_factory
from signal_broker import rights, signal_broker

from segue.gateway.kuksa import KuksaServer, Listen
from segue.gateway.kuksa._messages import POOL, V2
from segue.kernel import SystemClock
from segue.node.car.broker import SignalBroker
from segue.vehicle.access import Rights, Unauthenticated

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.CurrentGear"
LIGHT = "Vehicle.Cabin.Light.AmbientLight.Row1.DriverSide.IsLightOn"
INTENSITY = "Vehicle.Cabin.Light.AmbientLight.Row1.DriverSide.Intensity"
LATITUDE = "Vehicle.Cabin.Infotainment.Navigation.DestinationSet.Latitude"
LONGITUDE = "Vehicle.Cabin.Infotainment.Navigation.DestinationSet.Longitude"


class Api:
    """One service's methods, as attributes; `metadata` go with each call."""

    def __init__(self, channel: Any, service: str, metadata: Mapping[str, str]) -> None:
        self._metadata = tuple(metadata.items())
        for method in POOL.FindServiceByName(service).methods:
            kind = "_".join(
                "stream" if streaming else "unary"
                for streaming in (method.client_streaming, method.server_streaming)
            )
            call = getattr(channel, kind)(
                f"/{service}/{method.name}",
                message_factory.GetMessageClass(method.input_type).SerializeToString,
                message_factory.GetMessageClass(method.output_type).FromString,
            )
            setattr(self, method.name, self._with_metadata(call))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def _with_metadata(self, call: Any) -> Any:
        def begin(*request: Any, metadata: Mapping[str, str] | None = None, **options: Any) -> Any:
            own = (*self._metadata, *(metadata or {}).items())
            return call(*request, metadata=own, **options)

        return begin


class Kuksa:
    """A running server: its broker, and clients of it."""

    def __init__(self, broker: SignalBroker, port: int, exits: contextlib.AsyncExitStack) -> None:
        self.broker = broker
        self.ids = {info.path: broker.catalogue.id_of(info.path) for info in broker.catalogue}
        self.port = port
        self._exits = exits
        self._channel: Any = None

    async def v2(self, **metadata: str) -> Any:
        """Return a client of kuksa.val.v2."""
        return Api(await self.channel(), "kuksa.val.v2.VAL", metadata)

    async def v1(self, **metadata: str) -> Any:
        """Return a client of kuksa.val.v1."""
        return Api(await self.channel(), "kuksa.val.v1.VAL", metadata)

    async def channel(self) -> Any:
        """Return the clients' connection."""
        if self._channel is None:
            channel = grpc.aio.insecure_channel(f"127.0.0.1:{self.port}")
            self._channel = await self._exits.enter_async_context(channel)
        return self._channel

    def admit_only(self, tokens: Mapping[str | None, str]) -> None:
        """Let callers in by these tokens, each with a scope; None is for no token."""
        known = {token: rights(scope, f"owner of {token}") for token, scope in tokens.items()}

        def admit(token: str | None) -> Rights:
            if token not in known:
                raise Unauthenticated(f"The token {token} is not known.")
            return known[token]

        self.broker.admit = admit  # type: ignore[method-assign]

    async def provider(self, *paths: str, **metadata: str) -> Any:
        """Return a provider's stream that has claimed these signals."""
        v2 = await self.v2()
        names = {name.replace("_", "-"): value for name, value in metadata.items()}
        stream = v2.OpenProviderStream(metadata=names)
        if paths:
            await stream.write(claim(*(self.ids[path] for path in paths)))
            answer = await stream.read()
            assert answer.WhichOneof("action") == "provide_signal_response"
        return stream

    async def actuator(self, *paths: str) -> Any:
        """Return a provider's stream that carries out these actuators."""
        stream = (await self.v2()).OpenProviderStream()
        await stream.write(serve(*paths))
        answer = await stream.read()
        assert answer.WhichOneof("action") == "provide_actuation_response"
        return stream


@contextlib.asynccontextmanager
async def running_kuksa() -> AsyncIterator[Kuksa]:
    """Run a server, open to all, on a free port."""
    broker = signal_broker(SystemClock(), open_to_all=True)
    server = KuksaServer(broker, broker.clock, version="1.2.3")
    async with contextlib.AsyncExitStack() as exits:
        port = await server.start(Listen(port=0))
        assert port is not None
        exits.push_async_callback(server.close)
        keeping_time = asyncio.create_task(broker.run())
        exits.callback(keeping_time.cancel)
        yield Kuksa(broker, port, exits)


def claim(*ids: int) -> Any:
    """Return a request to provide signals."""
    request = V2.OpenProviderStreamRequest()
    for number in ids:
        request.provide_signal_request.signals_sample_intervals[number].interval_ms = 0
    return request


def serve(*paths: str) -> Any:
    """Return a request to provide actuators."""
    request = V2.OpenProviderStreamRequest()
    for path in paths:
        request.provide_actuation_request.actuator_identifiers.add(path=path)
    return request


def publish(values: Mapping[int, Mapping[str, Any]], request_id: int = 0) -> Any:
    """Return a request to publish values: id → field of Value → value."""
    request = V2.OpenProviderStreamRequest()
    request.publish_values_request.request_id = request_id
    for number, value in values.items():
        request.publish_values_request.data_points[number].value.CopyFrom(V2.Value(**value))
    return request


def by_path(path: str) -> Any:
    """Return a signal's name by its path."""
    return V2.SignalID(path=path)


@contextlib.contextmanager
def refused_as(code: grpc.StatusCode) -> Any:
    """Expect a call to fail with that code; gives the error's text when it has."""
    told: list[str] = []
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        yield told
    assert refused.value.code() is code, f"{refused.value.code()}: {refused.value.details()}"
    told.append(refused.value.details() or "")
