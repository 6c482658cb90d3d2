"""One node a data folder: an advisory lock that the kernel drops when the process dies."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Self

from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_FILE_NAME = "node.lock"


class FolderLock:
    """Holds a data folder from `with` to its end; survives no crash, so needs no cleaning up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Take the folder.

        Raises:
            LocalUseError: Another node has it, or the folder cannot be written.
        """
        path = self._folder / _FILE_NAME
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise LocalUseError(
                f"The data folder {self._folder} cannot be used: {error.strerror}.",
                do="Choose another with --data.",
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise LocalUseError(
                f"Another Segue node (process {holder or 'unknown'}) is using {self._folder}.",
                do="Stop that one first, or give this one its own folder with --data.",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the folder back."""
        os.close(self._descriptor)
