"""A layout that ships, put beside the recording that it shows."""

from __future__ import annotations

from pathlib import Path

from segue.kernel import LocalUseError


def write_beside(recording: Path, layout: Path) -> Path:
    """Write a Foxglove layout into a recording's folder; return its path.

    One that is there already is kept: it may be somebody's own by now.

    Raises:
        LocalUseError: The folder cannot be written to.
    """
    path = recording.parent / layout.name
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(layout.read_text(encoding="utf-8"))
    except FileExistsError:
        pass
    except OSError as error:
        raise LocalUseError(f"{path} cannot be made: {error.strerror}.") from error
    return path
