"""`kuksa.val.v2.VAL`: which part serves which method."""

from __future__ import annotations

import grpc

from segue.gateway.broker import Broker
from segue.gateway.kuksa._actuating import Actuating
from segue.gateway.kuksa._calls import service_handler
from segue.gateway.kuksa._datapoints import Datapoints
from segue.gateway.kuksa._demand import Demand
from segue.gateway.kuksa._ids import SignalIds
from segue.gateway.kuksa._own_values import OwnValues
from segue.gateway.kuksa._provider_stream import ProviderParts
from segue.gateway.kuksa._provider_values import ProviderValues
from segue.gateway.kuksa._reading import Reading
from segue.gateway.kuksa._subscriptions import Subscriptions
from segue.kernel import Clock

V2_SERVICE = "kuksa.val.v2.VAL"


def v2_service(
    broker: Broker, clock: Clock, own_values: OwnValues, *, version: str
) -> grpc.GenericRpcHandler:
    """Return the service."""
    ids = SignalIds(broker.catalogue)
    datapoints = Datapoints(broker.catalogue, clock)
    demand, provider_values = Demand(), ProviderValues()
    reading = Reading(broker, ids, datapoints, provider_values, version=version)
    subscriptions = Subscriptions(broker, ids, datapoints, demand)
    actuating = Actuating(broker, ids, own_values)
    providers = ProviderParts(
        broker=broker,
        ids=ids,
        clock=clock,
        demand=demand,
        provider_values=provider_values,
        own_values=own_values,
    )
    return service_handler(
        V2_SERVICE,
        broker,
        {
            "GetValue": reading.get_value,
            "GetValues": reading.get_values,
            "ListMetadata": reading.list_metadata,
            "GetServerInfo": reading.get_server_info,
            "Subscribe": subscriptions.by_path,
            "SubscribeById": subscriptions.by_id,
            "Actuate": actuating.actuate,
            "ActuateStream": actuating.actuate_stream,
            "BatchActuate": actuating.batch_actuate,
            "PublishValue": actuating.publish_value,
            "OpenProviderStream": providers.serve,
        },
        as_bytes=frozenset({"Subscribe", "SubscribeById"}),
    )
