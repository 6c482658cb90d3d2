"""One request on its way: what each of its providers has yet to do."""

from __future__ import annotations

import math
from collections.abc import Mapping

from segue.vehicle.signals import Value

_SINGLE_PRECISION = 2.0**-22
"""A `float` crosses the wire in 32 bits, so a provider gives back what is nearest to the target."""


class Pending:
    """What a request waits for.

    Args:
        due_s: When it times out, monotonic.
        parts: Provider's name → what it was given.
    """

    __slots__ = ("_missing", "due_s")

    def __init__(self, due_s: float, parts: Mapping[str, Mapping[str, Value]]) -> None:
        self.due_s = due_s
        self._missing = {name: dict(targets) for name, targets in parts.items()}

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Names of the providers that have not done their part."""
        return tuple(self._missing)

    def done(self, name: str) -> None:
        """Take a provider's word that it did all of its part."""
        self._missing.pop(name, None)

    def see(self, name: str, values: Mapping[str, object]) -> None:
        """Take what a provider says of its actuators: one that is as wanted is done."""
        missing = self._missing.get(name)
        if missing is None:
            return
        for path in missing.keys() & values.keys():
            if _same(missing[path], values[path]):
                del missing[path]
        if not missing:
            del self._missing[name]


def _same(wanted: Value, given: object) -> bool:
    if isinstance(wanted, float) and isinstance(given, float | int):
        return math.isclose(wanted, given, rel_tol=_SINGLE_PRECISION, abs_tol=_SINGLE_PRECISION)
    if isinstance(wanted, tuple) and isinstance(given, list):
        return wanted == tuple(given)  # pyright: ignore[reportUnknownArgumentType]
    return wanted == given
