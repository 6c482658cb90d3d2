"""What kuksa.val.v2's messages say, as Segue's own values.

Segue's additions to them are absent on other servers: who gave a value, and whether it is fresh.
"""

from __future__ import annotations

import math
from typing import Any

from segue.gateway.kuksa import V2
from segue.node.remote._reading import Reading, RemoteSignal
from segue.node.remote._values import from_message
from segue.vehicle.signals import EntryKind, Freshness, SignalInfo

_KINDS: dict[int, EntryKind] = {1: "attribute", 2: "sensor", 3: "actuator"}
"""By `EntryType`; what a server does not say is a sensor: nothing can be asked of it."""
_FRESHNESS: dict[int, Freshness] = {1: "fresh", 2: "stale", 3: "never"}
"""By `Freshness`."""
_NS_PER_S = 1_000_000_000


def signal_of(entry: Any) -> RemoteSignal:
    """Return the signal that a `Metadata` describes."""
    allowed = from_message(entry.allowed_values)
    return RemoteSignal(
        info=SignalInfo(
            path=entry.path,
            entry=_KINDS.get(int(entry.entry_type), "sensor"),
            datatype=_datatype(entry),
            unit=entry.unit,
            low=_limit(entry.min),
            high=_limit(entry.max),
            allowed=tuple(map(str, allowed)) if isinstance(allowed, tuple) else (),
        ),
        number=entry.id,
        description=entry.description,
    )


def _datatype(entry: Any) -> str:
    """Return a `DataType` as VSS writes it: `uint8[]` for DATA_TYPE_UINT8_ARRAY."""
    number = V2.Metadata.DESCRIPTOR.fields_by_name["data_type"].enum_type.values_by_number
    if entry.data_type not in number:
        return "unspecified"
    name = number[entry.data_type].name.removeprefix("DATA_TYPE_").lower()
    return f"{name.removesuffix('_array')}[]" if name.endswith("_array") else name


def _limit(message: Any) -> float | None:
    value = from_message(message)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def reading_of(path: str, point: Any) -> Reading:
    """Return what a `Datapoint` says of the signal of that path."""
    stamp = point.timestamp
    return Reading(
        path=path,
        value=from_message(point.value),
        source_utc_s=(
            stamp.seconds + stamp.nanos / _NS_PER_S if point.HasField("timestamp") else None
        ),
        provider=point.provider or None,
        freshness=_FRESHNESS.get(int(point.freshness)),
    )


def point_of(value: Any, source_utc_s: float) -> Any:
    """Return the `Datapoint` of a value that was true at a time."""
    point = V2.Datapoint(value=value)
    point.timestamp.FromNanoseconds(round(source_utc_s * _NS_PER_S))
    return point
