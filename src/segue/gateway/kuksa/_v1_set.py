"""Setting of kuksa.val.v1: current values are published and targets asked for, all or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from segue.gateway.broker import Broker
from segue.gateway.kuksa._actuating import actuate
from segue.gateway.kuksa._calls import Call
from segue.gateway.kuksa._codes import Refused, ended, refused
from segue.gateway.kuksa._limits import check_count, check_path
from segue.gateway.kuksa._messages import V1
from segue.gateway.kuksa._own_values import OwnValues
from segue.gateway.kuksa._v1_entries import TARGET, VALUE
from segue.gateway.kuksa._values import read_time, read_value
from segue.kernel import LocalUseError, SegueError
from segue.vehicle.signals import checker


@dataclass(slots=True)
class _Wanted:
    """What one request sets."""

    values: dict[str, object] = field(default_factory=dict[str, object])
    times: dict[str, float] = field(default_factory=dict[str, float])
    targets: dict[str, object] = field(default_factory=dict[str, object])


class Setting:
    """Serves `Set` and `StreamedUpdate`."""

    def __init__(self, broker: Broker, own_values: OwnValues) -> None:
        self._broker = broker
        self._own_values = own_values

    async def set(self, call: Call, request: Any) -> Any:
        """Answer a `SetRequest`."""
        return await self._carry_out(call, request.updates, V1.SetResponse())

    async def streamed_update(self, call: Call, requests: AsyncIterator[Any]) -> None:
        """Answer each `StreamedUpdateRequest` in turn."""
        async for request in requests:
            response = V1.StreamedUpdateResponse()
            await call.context.write(await self._carry_out(call, request.updates, response))

    async def _carry_out(self, call: Call, updates: Sequence[Any], response: Any) -> Any:
        """Carry out updates; return the response with what was refused, and then all was."""
        check_count(updates, "entries")
        wanted = _Wanted()
        for update in updates:
            try:
                self._read(update, wanted)
            except SegueError as error:
                _refuse(response, [update.entry.path], refused(error), str(error))
        if response.errors:
            return response
        try:
            if wanted.values:
                self._own_values.publish(call.rights, wanted.values, wanted.times)
        except SegueError as error:
            _refuse(response, wanted.values, refused(error), str(error))
            return response
        try:
            if wanted.targets:
                outcome = await actuate(call, self._broker, wanted.targets)
                if outcome.status != "done":
                    _refuse(response, wanted.targets, ended(outcome.status), outcome.reason)
        except SegueError as error:
            _refuse(response, wanted.targets, refused(error), str(error))
        return response

    def _read(self, update: Any, wanted: _Wanted) -> None:
        """Read what one update wants, and check it as far as the signal alone can tell.

        Raises:
            UnknownSignal, UnfitValue, LocalUseError: It cannot be.
        """
        entry, fields = update.entry, frozenset(update.fields)
        info = self._broker.catalogue.lookup(check_path(entry.path))
        if not fields <= {VALUE, TARGET}:
            raise LocalUseError(
                f"Of {info.path} only the value and the target can be set; "
                "its metadata are those of VSS."
            )
        fits = checker(info)
        if VALUE in fields:
            wanted.values[info.path] = fits(read_value(entry.value, "value"))
            time_s = read_time(entry.value.timestamp)
            if time_s is not None:
                wanted.times[info.path] = time_s
        if TARGET in fields:
            wanted.targets[info.path] = fits(read_value(entry.actuator_target, "value"))


def _refuse(response: Any, paths: Iterable[str], names: Refused, why: str) -> None:
    """Say in the response of these paths that nothing was done, and why."""
    for path in paths:
        error = response.errors.add(path=path).error
        error.code, error.reason, error.message = names.v1_code, names.v1_reason, why
    if not response.HasField("error"):
        response.error.CopyFrom(response.errors[0].error)
