"""Numeric code compiled to the machine's own, once a machine: the compiler is an extra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from segue.kernel import LocalUseError

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Return a function of numbers and arrays, compiled; the first call ever takes seconds.

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
    return cast("F", njit(cache=True, error_model="numpy")(function))
