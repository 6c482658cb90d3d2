"""Which signals a request means: a path, and the relative paths of a `paths` filter.

Source: COVESA VISS version 2 CORE, Paths Filter Operation. `*` stands for one level; a path that
ends at a branch means every leaf below it. Levels are parted by dots or slashes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from segue.gateway.viss._errors import INVALID_PATH, SOME_PATHS_INVALID, VissError
from segue.vehicle.signals import Catalogue

_LEVEL = r"(?:[A-Za-z0-9_]+|\*)"
_PATH = re.compile(rf"{_LEVEL}(?:\.{_LEVEL})*")
"""A `*` inside a name, or `**`, is not VISS's; and a pattern of many would take long to match."""

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Addressed:
    """The signals that a request means."""

    paths: tuple[str, ...]
    """Each once, in the order asked."""
    unknown: tuple[str, ...]
    """What was asked and means nothing."""
    many: bool
    """Whether the answer is a list: the request could mean several."""
    exact: frozenset[str]
    """The signals that were asked by their own names."""
    first: str | None
    """The one signal whose value triggers; None when the first path means several, or none."""

    def all_known(self) -> tuple[str, ...]:
        """Return the paths of a request that is answered whole or not at all.

        Raises:
            VissError: One means nothing; names them.
        """
        if not self.unknown:
            return self.paths
        reason = SOME_PATHS_INVALID if self.paths else INVALID_PATH
        raise VissError(reason, f"There is no {named(self.unknown)}.")


def addressed(catalogue: Catalogue, path: str, relative: tuple[str, ...] | None) -> Addressed:
    """Return which signals a path means, or the relative paths below it."""
    root = dotted(path)
    asked = [root] if relative is None else [f"{root}.{dotted(one)}" for one in relative]
    found: dict[str, None] = {}
    unknown: list[str] = []
    exact: list[str] = []
    for pattern in asked:
        leaves = _expand(catalogue, pattern)
        found.update(dict.fromkeys(leaves))
        if not leaves:
            unknown.append(pattern)
        elif leaves == (pattern,):
            exact.append(pattern)
    first = asked[0] if asked[0] in exact else None
    return Addressed(
        paths=tuple(found),
        unknown=tuple(unknown),
        many=relative is not None or first is None,
        exact=frozenset(exact),
        first=first,
    )


def dotted(path: str) -> str:
    """Return a path with its levels parted by dots, however it was written."""
    return path.strip("/").replace("/", ".")


def _expand(catalogue: Catalogue, pattern: str) -> tuple[str, ...]:
    if not _PATH.fullmatch(pattern):
        return ()
    if "*" not in pattern:
        return catalogue.expand(pattern)
    return (*catalogue.expand(pattern), *catalogue.expand(f"{pattern}.**"))


def named(paths: tuple[str, ...]) -> str:
    """Return paths for a sentence; the first few when there are many."""
    names = (path or "signal without a name" for path in paths[:_SHOWN])
    shown = ", ".join(name if len(name) <= 100 else f"{name[:97]}..." for name in names)  # noqa: PLR2004
    return shown if len(paths) <= _SHOWN else f"{shown} and {len(paths) - _SHOWN} more"
