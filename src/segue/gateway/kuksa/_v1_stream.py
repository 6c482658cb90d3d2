"""Subscriptions of kuksa.val.v1: values, and what is asked of actuators."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from segue.gateway.broker import Broker
from segue.gateway.kuksa._calls import Call
from segue.gateway.kuksa._datapoints import Datapoints
from segue.gateway.kuksa._messages import V1
from segue.gateway.kuksa._v1_entries import METADATA, TARGET, VALUE
from segue.vehicle.signals import Filter, Subscription

_EVERY_UPDATE = Filter(min_change=None)
_PLACES = {VALUE: "value", TARGET: "actuator_target", METADATA: "metadata"}


class EntryStream:
    """One subscription, until `close`.

    Args:
        call: Who subscribes.
        broker: To what.
        datapoints: What fills them.
        wanted: Path → fields.

    Raises:
        Forbidden: One of them may not be read.
    """

    def __init__(
        self,
        call: Call,
        broker: Broker,
        datapoints: Datapoints,
        wanted: Mapping[str, frozenset[int]],
    ) -> None:
        self._call = call
        self._broker = broker
        self._datapoints = datapoints
        self._waiting = asyncio.Event()
        values = [path for path, fields in wanted.items() if VALUE in fields]
        targets = [path for path, fields in wanted.items() if TARGET in fields]
        self._subscriptions = (
            (VALUE, self._begin(broker.subscribe, values)),
            (TARGET, self._begin(broker.subscribe_targets, targets)),
        )

    def _begin(self, subscribe: Any, paths: Iterable[str]) -> Subscription:
        subscription: Subscription = subscribe(
            self._call.rights, paths, wanted=_EVERY_UPDATE, wake=self._waiting.set
        )
        subscription.drain()  # what there is comes first, with all its fields
        return subscription

    async def run(self, first: Iterable[Any]) -> None:
        """Write what there is, then what changes, until cancelled."""
        write = self._call.context.write
        updates = [V1.EntryUpdate(entry=entry, fields=_fields(entry)) for entry in first]
        await write(V1.SubscribeResponse(updates=updates))
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            if updates := list(self._changes()):
                await write(V1.SubscribeResponse(updates=updates))

    def close(self) -> None:
        """End."""
        for _, subscription in self._subscriptions:
            self._broker.unsubscribe(subscription)

    def _changes(self) -> Iterator[Any]:
        for field, subscription in self._subscriptions:
            for sample in subscription.drain():
                update = V1.EntryUpdate(fields=(field,))
                update.entry.path = sample.path
                self._datapoints.fill_v1(getattr(update.entry, _PLACES[field]), sample)
                yield update


def _fields(entry: Any) -> list[int]:
    return [field for field, place in _PLACES.items() if entry.HasField(place)]
