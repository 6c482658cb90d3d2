"""Writing signals to an MCAP file, one channel each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Self

import msgspec

from segue.node.mcap import McapFile, write_beside
from segue.node.recording._location import LocationFixes
from segue.node.recording._topics import (
    LOCATION_SCHEMA,
    LOCATION_TOPIC,
    PROFILE,
    SignalMessage,
    channel_metadata,
    location_schema,
    schema_name,
    schema_of,
    topic_of,
)
from segue.node.remote import Reading, RemoteSignal

_LAYOUT = Path(__file__).parent / "data" / "segue-layout.json"
_NS_PER_S = 1_000_000_000
_CREDIBLE_DELAY_S = 5.0
"""A source's time that is older than this, or ahead of ours, does not place a value in time: its
clock is another, or the value is from before the recording."""


def write_layout(recording: Path) -> Path:
    """Write the layout that shows signals into a recording's folder; return its path.

    Raises:
        LocalUseError: The folder cannot be written to.
    """
    return write_beside(recording, _LAYOUT)


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
        self._file = McapFile(path, PROFILE)
        self._signals: dict[str, RemoteSignal] = {}
        self._fixes = LocationFixes()

    @property
    def signals(self) -> int:
        """How many signals it holds values of."""
        return len(self._file.topics - {LOCATION_TOPIC})

    @property
    def size(self) -> int:
        """How many bytes of it are on the disk."""
        return self._file.size

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
            channel = self._file.channel(LOCATION_TOPIC, LOCATION_SCHEMA, location_schema)
            self._file.add(channel, fix, at_ns)

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
        self._file.add(
            self._channel_of(signal),
            msgspec.json.encode(message),
            _ns(source_utc_s if credible else received_utc_s),
            _ns(source_utc_s),
        )
        self.values += 1

    def _channel_of(self, signal: RemoteSignal) -> int:
        datatype = signal.info.datatype
        return self._file.channel(
            topic_of(signal.info.path),
            schema_name(datatype),
            partial(schema_of, datatype),
            channel_metadata(signal),
        )

    def flush(self) -> None:
        """Put all that was added on the disk, readable from now on."""
        self._file.flush()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the file with its index, unless the disk has failed before."""
        self._file.close()


def _ns(utc_s: float) -> int:
    return max(round(utc_s * _NS_PER_S), 0)
