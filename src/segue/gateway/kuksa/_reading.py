"""Reading of kuksa.val.v2: last values, what signals there are, and what this server is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from segue.gateway.broker import Broker
from segue.gateway.kuksa._calls import Call
from segue.gateway.kuksa._datapoints import Datapoints
from segue.gateway.kuksa._ids import SignalIds
from segue.gateway.kuksa._limits import check_count, check_path
from segue.gateway.kuksa._messages import V2
from segue.gateway.kuksa._metadata import fill_metadata
from segue.gateway.kuksa._provider_values import ProviderValues
from segue.vehicle.signals import UnknownSignal

SERVER_NAME = "segue"


class Reading:
    """Serves what asks for no more than one answer.

    Args:
        version: Of this server, for `GetServerInfo`.
    """

    def __init__(
        self,
        broker: Broker,
        ids: SignalIds,
        datapoints: Datapoints,
        provider_values: ProviderValues,
        *,
        version: str,
    ) -> None:
        self._broker = broker
        self._ids = ids
        self._datapoints = datapoints
        self._provider_values = provider_values
        self._version = version

    async def get_value(self, call: Call, request: Any) -> Any:
        """Answer a `GetValueRequest`."""
        response = V2.GetValueResponse()
        path = self._ids.meant(request.signal_id)
        await self._fill(call, [path], lambda: response.data_point)
        return response

    async def get_values(self, call: Call, request: Any) -> Any:
        """Answer a `GetValuesRequest`, in its order."""
        check_count(request.signal_ids, "signals")
        response = V2.GetValuesResponse()
        paths = [self._ids.meant(signal_id) for signal_id in request.signal_ids]
        await self._fill(call, paths, response.data_points.add)
        return response

    async def _fill(self, call: Call, paths: Sequence[str], datapoint: Callable[[], Any]) -> None:
        get, rights = self._broker.get, call.rights
        samples = [get(rights, path) for path in paths]
        if await self._provider_values.fetch(samples, within_s=call.remaining_s()):
            samples = [get(rights, path) for path in paths]
        for sample in samples:
            self._datapoints.fill(datapoint(), sample)

    async def list_metadata(self, call: Call, request: Any) -> Any:
        """Answer a `ListMetadataRequest`."""
        del call  # which signals there are is the published standard
        catalogue = self._broker.catalogue
        paths = catalogue.expand(check_path(request.root))
        if not paths:
            raise UnknownSignal(f"There is no signal or branch {request.root!r}.")
        if request.filter:
            wanted = frozenset(catalogue.expand(check_path(request.filter)))
            paths = tuple(path for path in paths if path in wanted)
        response = V2.ListMetadataResponse()
        for path in paths:
            fill_metadata(response.metadata.add(), catalogue.lookup(path), self._ids.of(path))
        return response

    async def get_server_info(self, call: Call, request: Any) -> Any:
        """Answer a `GetServerInfoRequest`."""
        del call, request
        return V2.GetServerInfoResponse(name=SERVER_NAME, version=self._version)
