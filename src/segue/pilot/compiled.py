"""Numeric code compiled to the machine's own, once a machine: the compiler is an extra."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from segue.kernel import LocalUseError
from segue.schema import drive

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Return a function of numbers and arrays, compiled; the first call ever takes seconds.

    It may call functions and read constants of its own folder and of `segue.schema.drive`.

    Raises:
        LocalUseError: The compiler is not installed.
    """
    try:
        from numba import njit  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise LocalUseError(
            "The pilot needs a compiler for its planner, which is not installed.",
            do="pip install 'segue[pilot]'",
        ) from error
    # One order of operations on every run: a log replays bit for bit. So no fastmath.
    compiled_function: Any = njit(cache=True, error_model="numpy")(function)
    # The compiler asks only a function's own file whether what it kept still holds, though other
    # files' constants and functions are in it. An update would run code of two versions.
    kept = compiled_function._cache._cache_file  # noqa: SLF001 (there is no other way to say so)
    kept._source_stamp = _stamp(Path(function.__code__.co_filename).parent)  # noqa: SLF001
    return cast("F", compiled_function)


@cache
def _stamp(folder: Path) -> bytes:
    """Return what changes when anything does that compiled code of a folder is made of."""
    files = [*sorted(folder.glob("*.py")), Path(drive.__file__)]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).digest()
