"""The layout that shows a recording in Foxglove: where, how fast, with how much power."""

from __future__ import annotations

from pathlib import Path

from segue.kernel import LocalUseError

_LAYOUT = Path(__file__).parent / "data" / "segue-layout.json"


def write_layout(recording: Path) -> Path:
    """Write Segue's Foxglove layout into a recording's folder; return its path.

    One that is there already is kept: it may be somebody's own by now.

    Raises:
        LocalUseError: The folder cannot be written to.
    """
    path = recording.parent / _LAYOUT.name
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_LAYOUT.read_text(encoding="utf-8"))
    except FileExistsError:
        pass
    except OSError as error:
        raise LocalUseError(f"{path} cannot be made: {error.strerror}.") from error
    return path
