"""An MCAP file of JSON messages that is being written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Self, cast

from mcap.writer import CompressionType, Writer

from segue import __version__
from segue.kernel import DeviceUnavailable
from segue.node.mcap._sink import Sink

_SCHEMA_ENCODING = "jsonschema"
JSON_ENCODING = "json"


class McapFile:
    """An MCAP file that is being written. Use it as a context manager.

    What was flushed can be read whatever happens later; leaving the context adds the index.

    Args:
        path: A file that is not there yet.
        profile: Who wrote it, and so how it is to be read.

    Raises:
        LocalUseError: It is there, or cannot be made.
        DeviceUnavailable: The disk is full. From every method; the file stays readable.
    """

    def __init__(self, path: Path, profile: str) -> None:
        self._sink = Sink(path)
        self._writer = Writer(cast("IO[bytes]", self._sink), compression=CompressionType.ZSTD)
        self._schemas: dict[str, int] = {}
        self._channels: dict[str, int] = {}
        self._broken = False
        self._writer.start(profile=profile, library=f"segue {__version__}")
        self._sink.flush()

    @property
    def topics(self) -> frozenset[str]:
        """Those that it has a channel for."""
        return frozenset(self._channels)

    @property
    def size(self) -> int:
        """How many bytes of it are on the disk."""
        return self._sink.size

    def channel(
        self,
        topic: str,
        schema_name: str,
        schema: Callable[[], bytes],
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Return the number of a topic's channel, which is made when it is asked for first.

        Args:
            topic: Its name.
            schema_name: Of its messages.
            schema: Gives their JSON schema; asked once for all topics of that schema.
            metadata: What is said of the topic once.
        """
        number = self._channels.get(topic)
        if number is None:
            if schema_name not in self._schemas:
                self._schemas[schema_name] = self._writer.register_schema(
                    schema_name, _SCHEMA_ENCODING, schema()
                )
            number = self._channels[topic] = self._writer.register_channel(
                topic, JSON_ENCODING, self._schemas[schema_name], dict(metadata or {})
            )
        return number

    def add(self, channel: int, data: bytes, at_ns: int, published_ns: int | None = None) -> None:
        """Add a message, at a time of the recording."""
        self._writer.add_message(
            channel,
            log_time=at_ns,
            publish_time=at_ns if published_ns is None else published_ns,
            data=data,
        )

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

    def __exit__(self, *_: object) -> None:
        """End the file."""
        self.close()

    def close(self) -> None:
        """End the file with its index, unless the disk has failed before."""
        try:
            if not self._broken:
                self.flush()
                self._writer.finish()
                self._sink.flush()
        finally:
            self._sink.close()
