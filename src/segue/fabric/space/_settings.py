"""Settings: one fact for each device that set it; the reader takes the latest.

Two devices never write one key, so Yjs, which would let the higher client id win, decides nothing.
"""

from __future__ import annotations

from typing import Any

from segue.fabric.space._facts import author_of
from segue.fabric.space._space import Space

_COLLECTION = "settings"


def write_setting(space: Space, name: str, value: Any, utc_ms: int) -> None:
    """Set a setting from this device, at `utc_ms` on its clock."""
    space.put(_COLLECTION, name, {"value": value, "utc_ms": utc_ms})


def read_setting(space: Space, name: str, default: Any = None) -> Any:
    """Return the value set last, by (utc_ms, device id); `default` where there is none."""
    best: tuple[int, str] | None = None
    found = default
    for key, fact in space.facts(_COLLECTION).items():
        match fact:
            case {"value": value, "utc_ms": int(utc_ms)} if key.rpartition("/")[0] == name:
                if best is None or (utc_ms, author_of(key)) > best:
                    best, found = (utc_ms, author_of(key)), value
            case _:
                continue
    return found
