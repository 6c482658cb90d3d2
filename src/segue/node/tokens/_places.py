"""Where what is in a car's folder, and how a line gets into a file whole."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from segue.kernel import DataUnusable


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one car's tokens."""

    folder: Path
    """The car's data folder."""

    @property
    def root(self) -> Path:
        """What all of it is in."""
        return self.folder / "signals"

    @property
    def keys(self) -> Path:
        """The folder of public keys."""
        return self.root / "keys"

    @property
    def own(self) -> Path:
        """The car's own signing key."""
        return self.root / "own.pem"

    @property
    def revoked(self) -> Path:
        """Ids that do not count."""
        return self.root / "revoked"

    @property
    def issued(self) -> Path:
        """What was signed."""
        return self.root / "issued"

    def make(self) -> None:
        """Make the folders, for their owner alone.

        Raises:
            DataUnusable: They cannot be made.
        """
        try:
            for folder in (self.folder, self.root, self.keys):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(self.root, error) from error


def append_line(path: Path, line: str) -> None:
    """Add a line to a file; return when it is on disk.

    Raises:
        DataUnusable: It could not be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        raise unusable(path, error) from error


def read_lines(path: Path) -> list[str]:
    """Return a file's lines without the space around them; none when there is no file.

    Raises:
        DataUnusable: It cannot be read.
    """
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError | ValueError) -> DataUnusable:
    """Return the error for a file that cannot be used."""
    reason = error.strerror if isinstance(error, OSError) else "it is no text"
    return DataUnusable(
        f"{path} cannot be used: {reason}.", do="Check the folder's permissions and free space."
    )
