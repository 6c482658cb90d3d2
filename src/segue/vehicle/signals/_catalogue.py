"""Which signals a vehicle has: the names, types, units and limits of VSS 6."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from segue.vehicle.signals._errors import UnknownSignal

EntryKind = Literal["sensor", "actuator", "attribute"]

_FACTS = Path(__file__).parent.parent / "data" / "vss6.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalInfo:
    """What a signal is, whether or not it has a value."""

    path: str
    entry: EntryKind
    datatype: str
    """As VSS writes it: `boolean`, `uint8`, `float`, `string`, `float[]` and so on."""
    unit: str
    """As VSS writes it: `km/h`, `percent`, `degrees`; empty when it has none."""
    low: float | None
    high: float | None
    allowed: tuple[str, ...]
    """The only values a string may have; empty when it may have any."""


class Catalogue:
    """The signals there are, by path, by branch and by glob.

    Args:
        signals: In the order in which patterns list them.
    """

    def __init__(self, signals: Iterable[SignalInfo]) -> None:
        self._by_path = {info.path: info for info in signals}

    def __len__(self) -> int:
        return len(self._by_path)

    def __iter__(self) -> Iterator[SignalInfo]:
        return iter(self._by_path.values())

    def __contains__(self, path: object) -> bool:
        return path in self._by_path

    def lookup(self, path: str) -> SignalInfo:
        """Return the signal of exactly that path.

        Raises:
            UnknownSignal: There is none.
        """
        info = self._by_path.get(path)
        if info is None:
            raise UnknownSignal(f"There is no signal {path!r}.")
        return info

    def expand(self, pattern: str) -> tuple[str, ...]:
        """Return the paths that a pattern means; empty when there are none.

        A pattern is a path, a branch (everything below it), or has `*` for one level and `**` for
        any number of them.
        """
        if pattern in self._by_path:
            return (pattern,)
        if "*" not in pattern:
            branch = f"{pattern}."
            return tuple(path for path in self._by_path if path.startswith(branch))
        matches = _glob(pattern).fullmatch
        return tuple(path for path in self._by_path if matches(path))


def _glob(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression over a whole path."""
    levels = {"*": r"[^.]+", "**": r"[^.]+(?:\.[^.]+)*"}
    parts = (
        levels.get(part, re.escape(part).replace(r"\*", r"[^.]*")) for part in pattern.split(".")
    )
    return re.compile(r"\.".join(parts))


@cache
def vss_catalogue() -> Catalogue:
    """Return the leaves of the COVESA Vehicle Signal Specification 6.0."""
    _, *rows = _FACTS.read_text(encoding="utf-8").splitlines()
    return Catalogue(_info(row) for row in rows)


def _info(row: str) -> SignalInfo:
    path, entry, datatype, unit, low, high, allowed, _default = row.split("\t")
    return SignalInfo(
        path=path,
        entry=cast("EntryKind", entry),
        datatype=datatype,
        unit=unit,
        low=float(low) if low else None,
        high=float(high) if high else None,
        allowed=tuple(allowed.split("|")) if allowed else (),
    )
