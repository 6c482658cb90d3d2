"""What a token's scope gives: actions on paths, branches and globs, written as for KUKSA."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from segue.kernel import LocalUseError

Action = Literal["read", "provide", "actuate", "create"]

ACTIONS: tuple[Action, ...] = get_args(Action)
_MAX_GRANTS = 1000
_PATTERN = re.compile(r"[A-Za-z0-9_*]+(?:\.[A-Za-z0-9_*]+)*")


@dataclass(frozen=True, slots=True)
class Grant:
    """One word of a scope.

    Args:
        pattern: What it is for: a path, a branch or a glob; None for every signal.
    """

    action: Action
    pattern: str | None = None


def parse_scope(scope: str) -> tuple[Grant, ...]:
    """Return what a scope gives, such as `read actuate:Vehicle.Cabin.Door.Row1.**`.

    Raises:
        LocalUseError: A word is no `ACTION` or `ACTION:PATTERN`, or there are more than 1,000.
    """
    words = scope.split()
    if len(words) > _MAX_GRANTS:
        raise LocalUseError(f"The scope has {len(words)} words; {_MAX_GRANTS} is the most.")
    return tuple(_grants(words))


def _grants(words: list[str]) -> Iterator[Grant]:
    for word in words:
        action, colon, pattern = word.partition(":")
        if action not in ACTIONS or (colon and not _PATTERN.fullmatch(pattern)):
            raise LocalUseError(
                f"{word[:100]!r} is no scope.",
                do=f"Write {'|'.join(ACTIONS)}, alone or with a path: read:Vehicle.Speed.",
            )
        yield Grant(action, pattern or None)
