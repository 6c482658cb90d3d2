"""Reading signals from an MCAP file: ours, one cut short, or one that others wrote."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from mcap.records import Channel, Message, Schema

from segue.kernel import DataUnusable
from segue.node.mcap import JSON_ENCODING, McapRecords
from segue.node.recording._topics import (
    LOCATION_SCHEMA,
    SignalMessage,
    is_signal_schema,
)
from segue.vehicle.signals import Value, matcher

_NS_PER_S = 1_000_000_000
_SKIPPED_QUIETLY = (LOCATION_SCHEMA,)
"""Made from signals that are there themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One value of one signal in a recording."""

    path: str
    value: Value
    unit: str
    time_s: float
    """Where it is in the recording, UTC."""
    source_utc_s: float | None
    stale: bool
    """It is the last known value again, because its provider went away."""

    @property
    def true_at_utc_s(self) -> float:
        """When it was true, as far as anybody said."""
        return self.time_s if self.source_utc_s is None else self.source_utc_s


@dataclass(slots=True)
class RecordedFile:
    """A recording, to be read from its beginning as often as one likes.

    Args:
        path: The MCAP file.
        patterns: Of the signals to read; all of them when there are none.

    Raises:
        DataUnusable: It cannot be read, or is no MCAP file. Once begun, a damaged rest ends it.
    """

    path: Path
    patterns: Sequence[str] = ()
    skipped: dict[str, str] = field(default_factory=dict[str, str])
    """Topic → why its messages are no signal's values."""
    cut_short: bool = False
    """The file has no proper end: whoever wrote it was killed, or it is not copied whole."""

    def __iter__(self) -> Iterator[Recorded]:
        """Yield its values in the order in which they came."""
        schemas: dict[int, Schema] = {}
        channels: dict[int, str | None] = {}
        records = McapRecords(self.path)
        for record in records:
            if isinstance(record, Schema):
                schemas[record.id] = record
            elif isinstance(record, Channel):
                channels[record.id] = self._signal_path(record, schemas.get(record.schema_id))
            elif isinstance(record, Message) and (path := channels.get(record.channel_id)):
                recorded = self._recorded(path, record)
                if recorded is not None:
                    yield recorded
        self.cut_short = records.cut_short

    def _signal_path(self, channel: Channel, schema: Schema | None) -> str | None:
        """Return whose values a channel holds; None, noted, when they are no signal's."""
        name = "" if schema is None else schema.name
        path = channel.metadata.get("path")
        if is_signal_schema(name) and path and channel.message_encoding == JSON_ENCODING:
            wanted = not self.patterns or any(matcher(one)(path) for one in self.patterns)
            return path if wanted else None
        if name not in _SKIPPED_QUIETLY:
            what = f"schema {name}" if name else "no schema"
            self.skipped[channel.topic] = f"{what}, {channel.message_encoding}"
        return None

    def _recorded(self, path: str, record: Message) -> Recorded | None:
        try:
            message = msgspec.json.decode(record.data, type=SignalMessage)
        except msgspec.MsgspecError as error:
            self.skipped.setdefault(path, f"a message that does not read: {error}")
            return None
        if message.value is None:
            return None
        value = message.value
        return Recorded(
            path=path,
            value=tuple(value) if isinstance(value, list) else value,
            unit=message.unit,
            time_s=record.log_time / _NS_PER_S,
            source_utc_s=message.source_utc_s,
            stale=message.freshness == "stale",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in a recording."""

    units: Mapping[str, str]
    """Path → unit, in the order in which the signals appear."""
    values: int
    duration_s: float


def contents_of(file: RecordedFile) -> Contents:
    """Read a recording once to its end, and return what is in it.

    Raises:
        DataUnusable: It cannot be read, or there is no signal in it.
    """
    units: dict[str, str] = {}
    values, first_s, last_s = 0, math.inf, -math.inf
    for item in file:
        units.setdefault(item.path, item.unit)
        values += 1
        first_s, last_s = min(first_s, item.time_s), max(last_s, item.time_s)
    if not values:
        others = ", ".join(sorted(file.skipped))
        raise DataUnusable(
            f"{file.path} holds no signals" + (f", only {others}." if others else "."),
            do="Give a file that `segue record` wrote.",
        )
    return Contents(units=units, values=values, duration_s=last_s - first_s)
