"""`OpenProviderStream` of kuksa.val.v2: one connected provider, and every message of its stream.

    provider → broker                       broker → provider
    provide_signal_request                  provide_signal_response, or the stream ends
    provide_actuation_request               provide_actuation_response, or the stream ends
    publish_values_request                  publish_values_response, only if something was refused
    batch_actuate_stream_response           batch_actuate_stream_request
    update_filter_response                  update_filter_request
    get_provider_value_response             get_provider_value_request
    provider_error_indication

The provider is connected as long as the stream is: when it ends, however it ends, what it gave is
stale and what it owed is rejected. A provider that only carries out orders may close its side of
the stream, as kuksa-client does, and stays.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segue.gateway.broker import Broker
from segue.gateway.kuksa._calls import Call
from segue.gateway.kuksa._codes import refused
from segue.gateway.kuksa._demand import Demand
from segue.gateway.kuksa._ids import SignalIds
from segue.gateway.kuksa._limits import MAX_UNREAD, check_count
from segue.gateway.kuksa._messages import V2
from segue.gateway.kuksa._orders import Orders
from segue.gateway.kuksa._own_values import OwnValues
from segue.gateway.kuksa._provider_values import ProviderValues
from segue.gateway.kuksa._publishing import publish
from segue.gateway.kuksa._values import wire_field, write_value
from segue.kernel import Clock, DeviceUnavailable, LocalUseError
from segue.vehicle.orders import Order

_log = logging.getLogger(__name__)

LEASE = "segue-lease-ms"
"""Metadata of a provider that promises to say something at least so often."""
NAME = "segue-provider"
"""Metadata: what the provider wants to be called."""
_MAX_NAME_LENGTH = 64
_OK = (0, 1)
"""`kuksa.val.v2.ErrorCode`: unspecified is what a message without an error says."""
_PROVIDER_ERRORS = {1: "a network error", 2: "overload"}
_MS_PER_S = 1000.0
_MAX_UNREAD_ANSWERS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderParts:
    """What every provider's stream stands on."""

    broker: Broker
    ids: SignalIds
    clock: Clock
    demand: Demand
    provider_values: ProviderValues
    own_values: OwnValues

    async def serve(self, call: Call, requests: AsyncIterator[Any]) -> None:
        """Serve an `OpenProviderStream` until its provider goes."""
        stream = _Stream(self, call)
        try:
            await stream.run(requests)
        finally:
            stream.close()


class _Stream:
    """One provider's stream.

    Raises:
        LocalUseError: Its metadata make no sense.
        Unauthenticated: The caller showed no token and this needs one.
    """

    def __init__(self, parts: ProviderParts, call: Call) -> None:
        self._parts = parts
        self._call = call
        self._to_send: asyncio.Queue[Any] = asyncio.Queue(MAX_UNREAD)
        self._overrun = asyncio.Event()
        self._serves_actuators = False
        self._asked_filters = 0
        name = (call.header(NAME) or call.rights.subject)[:_MAX_NAME_LENGTH]
        self._providing = parts.broker.provide(call.rights, name, lease_s=_lease_s(call))
        self._orders = Orders(parts.clock, self._providing, self._send_order)
        self._takes = {
            "provide_signal_request": self._provide_signals,
            "provide_actuation_request": self._provide_actuation,
            "publish_values_request": self._publish,
            "batch_actuate_stream_response": self._take_answer,
            "update_filter_response": self._take_filter_error,
            "get_provider_value_response": self._take_values,
            "provider_error_indication": self._take_error,
        }

    async def run(self, requests: AsyncIterator[Any]) -> None:
        """Read and write until the stream ends."""
        async with asyncio.TaskGroup() as tasks:
            writing = tasks.create_task(self._write())
            watching = tasks.create_task(self._until_overrun())
            async for request in requests:
                kind = request.WhichOneof("action")
                if kind is None:  # an empty message, or a kind that is newer than we are
                    self._providing.heartbeat()
                else:
                    self._takes[kind](getattr(request, kind))
                if self._to_send.qsize() > _MAX_UNREAD_ANSWERS:
                    await self._to_send.join()  # who does not read is not read either
            if not self._serves_actuators:
                writing.cancel()
                watching.cancel()

    def close(self) -> None:
        """End: the provider is gone."""
        self._parts.demand.leave(self._tell_filters)
        self._parts.provider_values.leave(self._ask_for_values)
        self._parts.own_values.leave(self._providing)
        self._providing.close()

    async def _write(self) -> None:
        write = self._call.context.write
        while True:
            await write(await self._to_send.get())
            self._to_send.task_done()

    async def _until_overrun(self) -> None:
        await self._overrun.wait()
        raise DeviceUnavailable(f"The provider left {MAX_UNREAD} messages unread.")

    def _send(self, **action: Any) -> None:
        try:
            self._to_send.put_nowait(V2.OpenProviderStreamResponse(**action))
        except asyncio.QueueFull:
            self._overrun.set()

    # ------------------------------------------------------------------ claims

    def _provide_signals(self, request: Any) -> None:
        check_count(request.signals_sample_intervals, "signals")
        paths = [self._parts.ids.path(number) for number in request.signals_sample_intervals]
        self._providing.claim(paths)
        self._send(provide_signal_response=V2.ProvideSignalResponse())
        self._parts.provider_values.listen(paths, self._ask_for_values)
        self._parts.demand.listen(paths, self._tell_filters)

    def _provide_actuation(self, request: Any) -> None:
        check_count(request.actuator_identifiers, "actuators")
        paths = [self._parts.ids.meant(signal_id) for signal_id in request.actuator_identifiers]
        self._providing.serve(paths, self._orders.carry_out)
        self._parts.own_values.serves(self._call.rights, self._providing, paths)
        self._serves_actuators = True
        self._send(provide_actuation_response=V2.ProvideActuationResponse())

    # ------------------------------------------------------------------ values

    def _publish(self, request: Any) -> None:
        check_count(request.data_points, "signals")
        errors = publish(
            self._providing, self._parts.broker.catalogue, self._parts.ids, request.data_points
        )
        if errors:
            response = V2.PublishValuesResponse(request_id=request.request_id)
            for number, error in errors.items():
                status = response.status[number]
                status.code, status.message = refused(error).v2_code, str(error)
            self._send(publish_values_response=response)

    def _take_values(self, response: Any) -> None:
        catalogue = self._parts.broker.catalogue
        errors = publish(self._providing, catalogue, self._parts.ids, response.entries)
        for error in errors.values():
            _log.warning(
                "%s answered with a value that is refused: %s", self._providing.name, error
            )
        self._parts.provider_values.answered(response.request_id)

    def _ask_for_values(self, request_id: int, paths: Sequence[str]) -> None:
        numbers = map(self._parts.ids.of, paths)
        request = V2.GetProviderValueRequest(request_id=request_id, signal_ids=numbers)
        self._send(get_provider_value_request=request)

    # ------------------------------------------------------------------ orders

    def _send_order(self, order: Order) -> None:
        left_s = max(0.0, order.due_s - self._parts.clock.monotonic_s())
        request = V2.BatchActuateStreamRequest(
            request_id=order.request_id, due_ms=round(left_s * _MS_PER_S)
        )
        for path, value in order.targets.items():
            actuate = request.actuate_requests.add()
            actuate.signal_id.path = path
            field = wire_field(self._parts.broker.catalogue.lookup(path).datatype)
            write_value(actuate.value, field, value)
        self._send(batch_actuate_stream_request=request)

    def _take_answer(self, response: Any) -> None:
        path = self._parts.ids.meant(response.signal_id)
        error = response.error
        why = None if error.code in _OK else error.message or "Its provider refused."
        self._orders.answer(response.request_id, path, refused=why)

    # ------------------------------------------------------------------ filters and errors

    def _tell_filters(self, intervals_ms: Mapping[str, int]) -> None:
        self._asked_filters += 1
        request = V2.UpdateFilterRequest(request_id=self._asked_filters)
        for path, interval_ms in intervals_ms.items():
            number = self._parts.ids.of(path)
            request.filters_update[number].min_sample_interval.interval_ms = interval_ms
        self._send(update_filter_request=request)

    def _take_filter_error(self, response: Any) -> None:
        if response.filter_error:
            _log.info("%s goes on without the filters it was told.", self._providing.name)

    def _take_error(self, indication: Any) -> None:
        what = _PROVIDER_ERRORS.get(indication.provider_error, "an error")
        _log.warning("%s reports %s.", self._providing.name, what)


def _lease_s(call: Call) -> float | None:
    text = call.header(LEASE)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise LocalUseError(f"{LEASE} is {text!r}; it must be a whole number above 0.")
    return int(text) / _MS_PER_S
