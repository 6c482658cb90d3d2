"""Writing signals to an MCAP file, one channel each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import msgspec
from mcap.writer import CompressionType, Writer

from segue import __version__
from segue.kernel import DeviceUnavailable
from segue.node.recording._location import LocationFixes
from segue.node.recording._sink import Sink
from segue.node.recording._topics import (
    LOCATION_SCHEMA,
    LOCATION_TOPIC,
    MESSAGE_ENCODING,
    PROFILE,
    SCHEMA_ENCODING,
    SignalMessage,
    channel_metadata,
    location_schema,
    schema_name,
    schema_of,
    topic_of,
)
from segue.node.remote import Reading, RemoteSignal

_NS_PER_S = 1_000_000_000
_CREDIBLE_DELAY_S = 5.0
"""A source's time that is older than this, or ahead of ours, does not place a value in time: its
clock is another, or the value is from before the recording."""


class Recording:
    """An MCAP file that is being written. Use it as a context manager.

    What was flushed can be read whatever happens later; leaving the context adds the index.

    Args:
        path: A file that is not there yet.

    Raises:
        LocalUseError: It is there, or cannot be made.
        DeviceUnavailable: The disk is full. From every method; the file stays readable.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values = 0
        """How many values it holds."""
        self._sink = Sink(path)
        self._writer = Writer(cast("IO[bytes]", self._sink), compression=CompressionType.ZSTD)
        self._schemas: dict[str, int] = {}
        self._channels: dict[str, int] = {}
        self._signals: dict[str, RemoteSignal] = {}
        self._fixes = LocationFixes()
        self._broken = False
        self._writer.start(profile=PROFILE, library=f"segue {__version__}")
        self._sink.flush()

    @property
    def signals(self) -> int:
        """How many signals it holds values of."""
        return len(self._channels) - (LOCATION_TOPIC in self._channels)

    @property
    def size(self) -> int:
        """How many bytes of it are on the disk."""
        return self._sink.size

    def know(self, signals: Iterable[RemoteSignal]) -> None:
        """Learn what the signals are whose values will come."""
        self._signals |= {signal.info.path: signal for signal in signals}

    def add(self, readings: Sequence[Reading], received_utc_s: float) -> None:
        """Add values that came together. Those of signals without a value yet are left out."""
        for reading in readings:
            if reading.value is not None:
                self._add(reading, received_utc_s)
        at_ns = _ns(received_utc_s)
        fix = self._fixes.fix(readings, at_ns)
        if fix is not None:
            channel = self._channels.get(LOCATION_TOPIC) or self._new_channel(
                LOCATION_TOPIC, LOCATION_SCHEMA, location_schema(), {}
            )
            self._writer.add_message(channel, log_time=at_ns, publish_time=at_ns, data=fix)

    def _add(self, reading: Reading, received_utc_s: float) -> None:
        signal = self._signals[reading.path]
        message = SignalMessage(
            value=reading.value,
            unit=signal.info.unit,
            source_utc_s=reading.source_utc_s,
            provider=reading.provider,
            freshness=reading.freshness,
        )
        source_utc_s = reading.source_utc_s
        if source_utc_s is None:
            source_utc_s = received_utc_s
        credible = 0.0 <= received_utc_s - source_utc_s <= _CREDIBLE_DELAY_S
        self._writer.add_message(
            self._channel_of(signal),
            log_time=_ns(source_utc_s if credible else received_utc_s),
            publish_time=_ns(source_utc_s),
            data=msgspec.json.encode(message),
        )
        self.values += 1

    def _channel_of(self, signal: RemoteSignal) -> int:
        topic, datatype = topic_of(signal.info.path), signal.info.datatype
        return self._channels.get(topic) or self._new_channel(
            topic, schema_name(datatype), schema_of(datatype), channel_metadata(signal)
        )

    def _new_channel(
        self, topic: str, schema: str, definition: bytes, metadata: dict[str, str]
    ) -> int:
        if schema not in self._schemas:
            self._schemas[schema] = self._writer.register_schema(
                schema, SCHEMA_ENCODING, definition
            )
        channel = self._writer.register_channel(
            topic, MESSAGE_ENCODING, self._schemas[schema], metadata
        )
        self._channels[topic] = channel
        return channel

    def flush(self) -> None:
        """Put all that was added on the disk, readable from now on."""
        try:
            self._writer.flush()
        except DeviceUnavailable:
            self._broken = True  # the writer believes that it is there: its index would be wrong
            raise

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the file with its index, unless the disk has failed before."""
        try:
            if not self._broken:
                self.flush()
                self._writer.finish()
                self._sink.flush()
        finally:
            self._sink.close()


def _ns(utc_s: float) -> int:
    return max(round(utc_s * _NS_PER_S), 0)
