"""Read a DBC file, or say in which line it is broken."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from segue.kernel import DataUnusable, LocalUseError

if TYPE_CHECKING:
    from cantools.database.can import Database

_ENCODINGS = ("utf-8-sig", "cp1252")
"""DBC files name none; makers' tools on Windows write the second."""


def load_dbc(path: Path) -> Database:
    """Return the messages and signals that a DBC file describes.

    Layouts are not checked here: a file from the field may have one odd message among hundreds,
    and only the mapped ones have to be right (`find_misfits` sees to them).

    Raises:
        LocalUseError: There is no such file.
        DataUnusable: It is no DBC, and where.
    """
    # cantools costs a quarter of a second: only a car on a bus pays for it.
    from cantools.database import load_string  # noqa: PLC0415
    from cantools.database.can import Database  # noqa: PLC0415

    text = _text(path)
    log = logging.getLogger("cantools")
    level, log.level = log.level, logging.ERROR  # what it warns of is among our misfits
    try:
        database = load_string(text, database_format="dbc", strict=False)
    except Exception as error:  # cantools lets KeyError and others through for broken attributes
        raise DataUnusable(
            f"{path} cannot be read as a DBC file: {_reason(error)}.",
            do="Mend that place, or save it anew from the tool it came from.",
        ) from error
    finally:
        log.level = level
    if not isinstance(database, Database) or not database.messages:
        raise DataUnusable(f"{path} describes no message.", do="Give a DBC file with messages.")
    return database


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LocalUseError(f"{path} cannot be read: {error.strerror}.") from error
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataUnusable(f"{path} is no text, so it is no DBC file.")


def _reason(error: Exception) -> str:
    text = str(error).removeprefix('DBC: "').removesuffix('"').rstrip(".")
    return text or type(error).__name__
