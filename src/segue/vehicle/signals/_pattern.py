"""Paths, branches and globs, read as KUKSA's databroker does, wherever signals are named.

Vehicle.Cabin          the signal of that path, or everything below that branch
Vehicle.Cabin.*        what is directly below it; in the middle: any one level
Vehicle.Cabin.**       everything below it; in the middle: any number of levels, none included
Vehicle.Ca*.Se*        a part of a level's name
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

_ANY_LEVELS = "**"


def matcher(pattern: str) -> Callable[[str], bool]:
    """Return a function that says whether a signal's path is one that the pattern means."""
    if "*" not in pattern:
        branch = f"{pattern}."
        return lambda path: path == pattern or path.startswith(branch)
    matches = _glob(pattern).fullmatch
    return lambda path: matches(path) is not None


def _glob(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression over a whole path.

    Neighbouring `**` mean the same as one and become one: many of them could keep a matcher busy
    for hours.
    """
    levels = pattern.split(".")
    *branches, last = [
        level for before, level in pairwise(["", *levels]) if not before == level == _ANY_LEVELS
    ]
    ahead = (
        r"(?:[^.]+\.)*" if level == _ANY_LEVELS else rf"{_level(level)}\." for level in branches
    )
    return re.compile("".join(ahead) + (r".+" if last == _ANY_LEVELS else _level(last)))


def _level(level: str) -> str:
    if level == "*":
        return r"[^.]+"
    return r"[^.]*".join(map(re.escape, re.split(r"\*+", level)))
