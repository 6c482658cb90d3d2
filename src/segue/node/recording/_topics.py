"""How a signal looks in a recording: its topic, its schema, and one message of it.

A topic is the signal's path with slashes, `/Vehicle/Speed`, because Foxglove's message paths take
a dot for a field: `/Vehicle/Speed.value`. The path itself is in the channel's metadata.
"""

from __future__ import annotations

import json

import msgspec

from segue.node.remote import RemoteSignal
from segue.vehicle.signals import Value

PROFILE = "segue.signals"
"""In a recording's header: who wrote it, and so how it is to be read."""
LOCATION_TOPIC = "/segue/location"
LOCATION_SCHEMA = "foxglove.LocationFix"

_SCHEMA_PREFIX = "segue.Signal."
_JSON_TYPES = {"boolean": "boolean", "string": "string", "float": "number", "double": "number"}


class SignalMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one signal, as a recording holds it."""

    value: Value | None
    unit: str = ""
    source_utc_s: float | None = None
    """When it was true, by its source's clock; null when the source did not say."""
    provider: str | None = None
    freshness: str | None = None
    """`fresh` or `stale`; null where the server did not tell."""


def topic_of(path: str) -> str:
    """Return the topic of a signal."""
    return "/" + path.replace(".", "/")


def schema_name(datatype: str) -> str:
    """Return the name of the schema for signals of a datatype."""
    return _SCHEMA_PREFIX + datatype


def is_signal_schema(name: str) -> bool:
    """Return whether a schema of that name is one of ours."""
    return name.startswith(_SCHEMA_PREFIX)


def schema_of(datatype: str) -> bytes:
    """Return the JSON schema of the messages of a signal of that datatype."""
    element = {"type": _JSON_TYPES.get(datatype.removesuffix("[]"), "integer")}
    value = {"type": "array", "items": element} if datatype.endswith("[]") else element
    return _encoded(
        {
            "title": schema_name(datatype),
            "type": "object",
            "properties": {
                "value": value,
                "unit": {"type": "string"},
                "source_utc_s": {"type": ["number", "null"]},
                "provider": {"type": ["string", "null"]},
                "freshness": {"type": ["string", "null"]},
            },
            "required": ["value"],
        }
    )


def channel_metadata(signal: RemoteSignal) -> dict[str, str]:
    """Return what a recording says of a signal once, beside its values."""
    info = signal.info
    return {
        "path": info.path,
        "datatype": info.datatype,
        "unit": info.unit,
        "kind": info.entry,
        "description": signal.description,
    }


def location_schema() -> bytes:
    """Return the schema of Foxglove's `LocationFix`, which its map shows."""
    number = {"type": "number"}
    whole = {"type": "integer", "minimum": 0}
    return _encoded(
        {
            "title": LOCATION_SCHEMA,
            "type": "object",
            "properties": {
                "timestamp": {
                    "type": "object",
                    "title": "time",
                    "properties": {"sec": whole, "nsec": whole},
                },
                "frame_id": {"type": "string"},
                "latitude": number,
                "longitude": number,
                "altitude": number,
                "position_covariance": {
                    "type": "array",
                    "items": number,
                    "minItems": 9,
                    "maxItems": 9,
                },
                "position_covariance_type": {"type": "integer"},
            },
        }
    )


def _encoded(schema: dict[str, object]) -> bytes:
    return json.dumps(schema).encode()
