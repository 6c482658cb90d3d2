"""A file that grows by whole pieces: what a full disk cuts short is taken back."""

from __future__ import annotations

import os
from pathlib import Path

from segue.kernel import DeviceUnavailable, LocalUseError


class Sink:
    """Where a recording's bytes go. As `mcap.Writer` wants its stream.

    What is written waits in memory until `flush`, which puts it on the disk or leaves the file as
    it was. So the file ends with a whole record whatever happens to the disk or, but for the last
    piece, to the process.

    Args:
        path: A file that is not there yet.

    Raises:
        LocalUseError: It is there, or its folder cannot be written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            self._file = os.open(path, flags, 0o644)
        except FileExistsError as error:
            raise LocalUseError(
                f"{path} is there already.", do="Give a name that is not taken."
            ) from error
        except OSError as error:
            raise LocalUseError(f"{path} cannot be made: {error.strerror}.") from error
        self.size = 0
        """How much is on the disk."""
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        """Take bytes; they wait for `flush`."""
        self._waiting += data
        return len(data)

    def tell(self) -> int:
        """Return where the next byte will be."""
        return self.size + len(self._waiting)

    def flush(self) -> None:
        """Put what waits on the disk, all of it or none.

        Raises:
            DeviceUnavailable: The disk took no more.
        """
        waiting, self._waiting = self._waiting, bytearray()
        try:
            rest = memoryview(waiting)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fdatasync(self._file)
        except OSError as error:
            os.ftruncate(self._file, self.size)
            raise DeviceUnavailable(
                f"The disk of {self.path} took no more: {error.strerror}. "
                "What was recorded until then is kept and can be read.",
                do="Make room, and start another recording.",
            ) from error
        self.size += len(waiting)

    def close(self) -> None:
        """Let go of the file; what waits is lost."""
        os.close(self._file)
