"""`kuksa.val.v1.VAL`: reading, setting and subscribing by entries; kuksa-client still uses it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc

from segue.gateway.broker import Broker
from segue.gateway.kuksa._calls import Call, service_handler
from segue.gateway.kuksa._codes import refused
from segue.gateway.kuksa._datapoints import Datapoints
from segue.gateway.kuksa._limits import check_count, check_patterns
from segue.gateway.kuksa._messages import V1
from segue.gateway.kuksa._own_values import OwnValues
from segue.gateway.kuksa._reading import SERVER_NAME
from segue.gateway.kuksa._v1_entries import TARGET, VALUE, entry, wanted_fields
from segue.gateway.kuksa._v1_set import Setting
from segue.gateway.kuksa._v1_stream import EntryStream
from segue.kernel import Clock, SegueError
from segue.vehicle.signals import UnknownSignal

V1_SERVICE = "kuksa.val.v1.VAL"


def v1_service(
    broker: Broker, clock: Clock, own_values: OwnValues, *, version: str
) -> grpc.GenericRpcHandler:
    """Return the service."""
    entries = _Entries(broker, clock)
    setting = Setting(broker, own_values)

    async def get_server_info(call: Call, request: Any) -> Any:
        del call, request
        return V1.GetServerInfoResponse(name=SERVER_NAME, version=version)

    return service_handler(
        V1_SERVICE,
        broker,
        {
            "Get": entries.get,
            "Subscribe": entries.subscribe,
            "Set": setting.set,
            "StreamedUpdate": setting.streamed_update,
            "GetServerInfo": get_server_info,
        },
        as_bytes=frozenset(),
    )


class _Entries:
    """Serves `Get` and `Subscribe`."""

    def __init__(self, broker: Broker, clock: Clock) -> None:
        self._broker = broker
        self._datapoints = Datapoints(broker.catalogue, clock)

    async def get(self, call: Call, request: Any) -> Any:
        """Answer a `GetRequest`: what can be read, and of the rest why not."""
        response = V1.GetResponse()
        wanted, errors = self._wanted(request.entries)
        for path, fields in wanted.items():
            try:
                response.entries.append(self._entry(call, path, fields))
            except SegueError as error:
                errors.append((path, error))
        for path, error in errors:
            names = refused(error)
            told = response.errors.add(path=path).error
            told.code, told.reason, told.message = names.v1_code, names.v1_reason, str(error)
        if errors:
            response.error.CopyFrom(response.errors[0].error)
        return response

    async def subscribe(self, call: Call, request: Any) -> None:
        """Serve a `SubscribeRequest`: all that was asked for first, then what changes."""
        wanted, errors = self._wanted(request.entries)
        if errors:  # this API has no room to say it beside what works
            raise errors[0][1]
        first = [self._entry(call, path, fields) for path, fields in wanted.items()]
        stream = EntryStream(call, self._broker, self._datapoints, wanted)
        try:
            await stream.run(first)
        finally:
            stream.close()

    def _wanted(
        self, asked: Sequence[Any]
    ) -> tuple[dict[str, frozenset[int]], list[tuple[str, SegueError]]]:
        """Return path → fields of all that is asked for, and what means nothing."""
        check_count(asked, "entries")
        check_patterns((request.path for request in asked), self._broker.catalogue)
        wanted: dict[str, frozenset[int]] = {}
        unknown: list[tuple[str, SegueError]] = []
        for request in asked:
            fields = wanted_fields(request.view, request.fields)
            paths = self._broker.catalogue.expand(request.path)
            if not paths:
                error = UnknownSignal(f"There is no signal {request.path!r}.")
                unknown.append((request.path, error))
            for path in paths:
                wanted[path] = wanted.get(path, frozenset()) | fields
        return wanted, unknown

    def _entry(self, call: Call, path: str, fields: frozenset[int]) -> Any:
        value = self._broker.get(call.rights, path) if VALUE in fields else None
        info = self._broker.catalogue.lookup(path)
        wants_target = TARGET in fields and info.entry == "actuator"
        target = self._broker.target(call.rights, path) if wants_target else None
        return entry(info, fields, self._datapoints, value=value, target=target)
