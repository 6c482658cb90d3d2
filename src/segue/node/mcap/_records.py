"""Reading an MCAP file record by record, as far as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mcap.records import McapRecord
from mcap.stream_reader import StreamReader

from segue.kernel import DataUnusable

_MAX_RECORD_BYTES = 256 * 1024 * 1024
"""A chunk is 1 MB; a length beyond this is a damaged file's."""


@dataclass(slots=True)
class McapRecords:
    """The records of a file, to be read from its beginning as often as one likes.

    Raises:
        DataUnusable: It cannot be read, or is no MCAP file. Once begun, a damaged rest ends it.
    """

    path: Path
    cut_short: bool = False
    """The file has no proper end: whoever wrote it was killed, or it is not copied whole."""

    def __iter__(self) -> Iterator[McapRecord]:
        """Yield its records in the order in which they were written."""
        try:
            with self.path.open("rb") as file:
                yield from self._read(
                    StreamReader(file, validate_crcs=True, record_size_limit=_MAX_RECORD_BYTES)
                )
        except OSError as error:
            raise DataUnusable(f"{self.path} cannot be read: {error.strerror}.") from error

    def _read(self, reader: StreamReader) -> Iterator[McapRecord]:
        begun = False
        records = reader.records
        while True:
            try:
                record = next(records)
            except StopIteration:
                return
            except Exception as error:  # of struct and the decompressors, too
                if not begun:
                    raise DataUnusable(f"{self.path} is no MCAP file.") from error
                self.cut_short = True
                return
            begun = True
            yield record
