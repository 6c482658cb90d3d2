"""Which signals a vehicle has: the names, types, units and limits of VSS 6."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Literal, cast

from segue.vehicle.signals._errors import UnknownSignal
from segue.vehicle.signals._pattern import matcher

EntryKind = Literal["sensor", "actuator", "attribute"]

_DATA = Path(__file__).parent.parent / "data"
_FILES = ("vss6.tsv", "segue-overlay.tsv")
"""VSS 6.0, and the branch `Vehicle.Segue` that Segue lays over it."""


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
        """Return the paths that a pattern means (see `matcher`); empty when there are none."""
        if pattern in self._by_path:
            return (pattern,)
        if "*" not in pattern:
            return self._branches.get(pattern, ())
        return tuple(filter(matcher(pattern), self._by_path))

    def may_mean_many(self, pattern: str) -> bool:
        """Return whether a pattern is a branch or a glob: one that takes time to expand."""
        return "*" in pattern or pattern in self._branches

    def expand_all(self, patterns: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the paths that any of the patterns means, and the patterns that mean none."""
        paths: dict[str, None] = {}
        unknown: list[str] = []
        for pattern in patterns:
            found = self.expand(pattern)
            paths.update(dict.fromkeys(found))
            if not found:
                unknown.append(pattern)
        return tuple(paths), tuple(unknown)

    def id_of(self, path: str) -> int:
        """Return a signal's number on the wire: the same in every car, version and run.

        Raises:
            UnknownSignal: There is no such signal.
        """
        return _stable_id(self.lookup(path).path)

    def by_id(self, number: int) -> SignalInfo:
        """Return the signal of that number.

        Raises:
            UnknownSignal: There is none.
        """
        info = self._by_id.get(number)
        if info is None:
            raise UnknownSignal(f"There is no signal with the id {number}.")
        return info

    @cached_property
    def _branches(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for path in self._by_path:
            branch = path
            while branch := branch.rpartition(".")[0]:
                below.setdefault(branch, []).append(path)
        return {branch: tuple(paths) for branch, paths in below.items()}

    @cached_property
    def _by_id(self) -> dict[int, SignalInfo]:
        return {_stable_id(path): info for path, info in self._by_path.items()}


@cache
def _stable_id(path: str) -> int:
    """Return 31 bits of the path's hash: positive as an int32, and without regard to any order.

    The chance that two of VSS's 1,500 paths share one is 1 in 2,000; a test holds that none do.
    """
    digest = blake2b(path.encode(), digest_size=4, person=b"segue vss").digest()
    return int.from_bytes(digest) >> 1


@cache
def vss_catalogue() -> Catalogue:
    """Return the leaves of the COVESA Vehicle Signal Specification 6.0, and Segue's own."""
    return Catalogue(
        _info(row)
        for name in _FILES
        for row in (_DATA / name).read_text(encoding="utf-8").splitlines()[1:]
    )


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
