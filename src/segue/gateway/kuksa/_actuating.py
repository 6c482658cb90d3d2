"""Actuation and single published values, for both APIs: what is asked, and how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from segue.gateway.broker import Broker
from segue.gateway.kuksa._calls import REQUEST_ID, Call
from segue.gateway.kuksa._codes import ended
from segue.gateway.kuksa._ids import SignalIds
from segue.gateway.kuksa._limits import MAX_UNANSWERED_ORDERS, check_count
from segue.gateway.kuksa._messages import V2
from segue.gateway.kuksa._own_values import OwnValues
from segue.gateway.kuksa._values import read_time, read_value
from segue.kernel import LocalUseError
from segue.vehicle.orders import Outcome

_MAX_REQUEST_ID_LENGTH = 128
_WAY_BACK_FRAC = 0.1
_MAX_WAY_BACK_S = 0.1
"""Kept of the caller's time, so that "timed out" is with it before it stops listening."""


async def actuate(call: Call, broker: Broker, targets: Mapping[str, object]) -> Outcome:
    """Have actuators take these values, within the caller's deadline; return how it ended."""
    request_id = call.header(REQUEST_ID)
    if request_id is not None and not 0 < len(request_id) <= _MAX_REQUEST_ID_LENGTH:
        raise LocalUseError(
            f"{REQUEST_ID} has {len(request_id)} characters; "
            f"it may have 1 to {_MAX_REQUEST_ID_LENGTH}."
        )
    return await broker.actuate(
        call.rights, targets, request_id=request_id, deadline_s=_deadline_s(call)
    )


def _deadline_s(call: Call) -> float | None:
    remaining_s = call.remaining_s()
    if remaining_s is None:
        return None
    return max(0.0, remaining_s - min(_MAX_WAY_BACK_S, remaining_s * _WAY_BACK_FRAC))


class Actuating:
    """Serves `Actuate`, `ActuateStream`, `BatchActuate` and `PublishValue`."""

    def __init__(self, broker: Broker, ids: SignalIds, own_values: OwnValues) -> None:
        self._broker = broker
        self._ids = ids
        self._own_values = own_values

    async def actuate(self, call: Call, request: Any) -> Any:
        """Carry out an `ActuateRequest`."""
        outcome = await self._carry_out(call, [request])
        return V2.ActuateResponse(request_id=outcome.request_id)

    async def batch_actuate(self, call: Call, request: Any) -> Any:
        """Carry out a `BatchActuateRequest`: all of it or nothing."""
        check_count(request.actuate_requests, "actuators")
        outcome = await self._carry_out(call, request.actuate_requests)
        return V2.BatchActuateResponse(request_id=outcome.request_id)

    async def actuate_stream(self, call: Call, requests: AsyncIterator[Any]) -> Any:
        """Carry out each request as it comes, without waiting for the one before.

        Answered when all were done; the first that was not ends the stream with its reason.
        """
        free = asyncio.Semaphore(MAX_UNANSWERED_ORDERS)

        async def carry_out(request: Any) -> None:
            try:
                await self._carry_out(call, [request])
            finally:
                free.release()

        async with asyncio.TaskGroup() as orders:
            async for request in requests:
                await free.acquire()
                orders.create_task(carry_out(request))
        return V2.ActuateResponse()

    async def publish_value(self, call: Call, request: Any) -> Any:
        """Take a `PublishValueRequest`."""
        path = self._ids.meant(request.signal_id)
        datapoint = request.data_point
        value = read_value(datapoint.value, "typed_value")
        time_s = read_time(datapoint.timestamp)
        times = {} if time_s is None else {path: time_s}
        self._own_values.publish(call.rights, {path: value}, times)
        return V2.PublishValueResponse()

    async def _carry_out(self, call: Call, requests: Iterable[Any]) -> Outcome:
        targets: dict[str, object] = {}
        for request in requests:
            path = self._ids.meant(request.signal_id)
            if path in targets:
                raise LocalUseError(f"{path} is in the request twice; each actuator may be once.")
            targets[path] = read_value(request.value, "typed_value")
        outcome = await actuate(call, self._broker, targets)
        call.context.set_trailing_metadata(((REQUEST_ID, outcome.request_id),))
        if outcome.status != "done":
            await call.context.abort(ended(outcome.status).status, outcome.reason)
        return outcome
