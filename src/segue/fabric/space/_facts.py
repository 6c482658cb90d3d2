"""Facts: JSON values under keys that name their author."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from segue.kernel import LocalUseError
from segue.schema.depth import is_deeper_than

COLLECTIONS = ("claims", "devices", "recents", "settings", "states")
"""The root maps of a space's document. An update that makes any other is refused."""

MAX_FACT_BYTES = 1_100_000
"""The largest value, as JSON text in UTF-8: a state of 1 MB and what is around it."""

MAX_FACT_DEPTH = 72
"""Lists and objects in one another: a state's 64 and what is around it."""

Facts = Mapping[str, Mapping[str, str]]
"""collection → key → JSON text."""

Keep = Callable[[Facts], Facts]
"""All facts → those that still matter; the keeper prunes the others."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact was written, or is gone when `value` is None."""

    collection: str
    key: str
    value: Any


def fact_key(name: str, author: str) -> str:
    """Return the key under which a device writes its fact of this name; "" names the device."""
    return f"{name}/{author}" if name else author


def author_of(key: str) -> str:
    """Return the device that a key says wrote it: what follows the last slash."""
    return key.rpartition("/")[2]


def fact_bytes(key: str, text: str) -> int:
    """Return how large a fact is [bytes of UTF-8]."""
    return len(key.encode()) + len(text.encode())


def share_of(author: str, facts: Facts) -> tuple[int, int]:
    """Return how many facts are of one device, and how large they are."""
    sizes = [
        fact_bytes(key, text)
        for collection in facts.values()
        for key, text in collection.items()
        if author_of(key) == author
    ]
    return len(sizes), sum(sizes)


def to_text(value: Any) -> str:
    """Return the JSON text of a value.

    Integers survive as text; as numbers of a Yjs document they would come back as floats.

    Raises:
        LocalUseError: It is not a JSON value, or too large.
    """
    try:
        data = msgspec.json.encode(value)
    except (TypeError, msgspec.MsgspecError) as error:
        raise LocalUseError(f"A fact must be a JSON value: {error}.") from error
    if len(data) > MAX_FACT_BYTES:
        raise LocalUseError(f"A fact of {len(data)} bytes is over the limit of {MAX_FACT_BYTES}.")
    return data.decode()


def text_fault(text: Any) -> str | None:
    """Return why this cannot be a fact's value in a document, or None when it can."""
    if not isinstance(text, str):
        return "a value is not a string"
    if len(text) > MAX_FACT_BYTES or len(text.encode(errors="replace")) > MAX_FACT_BYTES:
        return "a value is too large"
    if is_deeper_than(MAX_FACT_DEPTH, text):
        return "a value is nested too deeply"
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return "a value is not JSON"
    return None


def from_text(text: str) -> Any:
    """Return the value of a fact's JSON text."""
    return msgspec.json.decode(text)


def keep_all(facts: Facts) -> Facts:
    """Keep everything."""
    return facts
