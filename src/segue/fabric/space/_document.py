"""One generation of a space: a Yjs document of facts, and nothing else from Yjs beyond here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from pycrdt import Doc, Map, MapEvent, TransactionEvent

from segue.fabric.space._facts import COLLECTIONS, Facts, text_fault
from segue.kernel import PeerError

EMPTY_UPDATE = b"\x00\x00"
"""A Yjs update without structs and without deletions."""


class Document:
    """Facts in a Yjs document.

    Args:
        client_id: Below 2**32, drawn anew for each process. A second writer under one id would
            corrupt every copy.
    """

    def __init__(self, client_id: int | None = None) -> None:
        self._doc: Doc[Any] = Doc(client_id=client_id)
        self._maps: dict[str, Map[Any]] = {
            name: self._doc.get(name, type=Map) for name in COLLECTIONS
        }
        self._updates: list[bytes] = []
        self._changed: list[tuple[str, str]] = []
        self._doc.observe(self._note_update)
        for name, facts in self._maps.items():
            facts.observe(partial(self._note_changed, name))

    def _note_update(self, event: TransactionEvent) -> None:
        self._updates.append(event.update)

    def _note_changed(self, collection: str, event: MapEvent) -> None:
        self._changed += [(collection, key) for key in event.keys]

    # ------------------------------------------------------------------ facts

    def put(self, collection: str, key: str, text: str) -> None:
        """Write one fact, as JSON text."""
        self._maps[collection][key] = text

    def delete(self, collection: str, key: str) -> None:
        """Remove one fact that is there."""
        del self._maps[collection][key]

    def together(self) -> AbstractContextManager[object]:
        """Return a context in which all writes become one update."""
        return self._doc.transaction()

    def get(self, collection: str, key: str) -> str | None:
        """Return the text of one fact."""
        return self._maps[collection].get(key)

    def facts(self, collection: str) -> dict[str, str]:
        """Return all of a collection: key → JSON text."""
        return dict(self._maps[collection].items())

    def all_facts(self) -> dict[str, dict[str, str]]:
        """Return everything: collection → key → JSON text."""
        return {name: self.facts(name) for name in COLLECTIONS}

    def take_changed(self) -> list[tuple[str, str]]:
        """Return the (collection, key) of every fact written or removed since the last call."""
        changed, self._changed = list(dict.fromkeys(self._changed)), []
        return changed

    # ------------------------------------------------------------------ Yjs

    def take_updates(self) -> list[bytes]:
        """Return the updates made here, or applied with news in them, since the last call."""
        updates, self._updates = self._updates, []
        return updates

    def apply(self, update: bytes) -> None:
        """Merge an update.

        Raises:
            ValueError: It is malformed.
        """
        self._doc.apply_update(update)

    def vector(self) -> bytes:
        """Return the state vector: what is here, by writer."""
        return self._doc.get_state()

    def encode(self, vector: bytes = b"\x00") -> bytes:
        """Return an update with all that a holder of the vector lacks.

        Raises:
            ValueError: The vector is malformed.
        """
        return self._doc.get_update(vector)

    def roots(self) -> set[str]:
        """Return the names of the root types that anybody has made."""
        return set(self._doc.keys())


def has_structs(update: bytes) -> bool:
    """Say whether an update holds anything but deletions; its first byte counts the writers."""
    return update[0] != 0


def clocks(vector: bytes) -> dict[int, int]:
    """Return the writer → clock pairs of an encoded state vector.

    Raises:
        ValueError: It is cut short.
    """
    numbers: list[int] = []
    value = shift = 0
    for byte in vector:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004  (the last byte of a variable-length integer)
            numbers.append(value)
            value = shift = 0
    if not numbers or len(numbers) != 1 + 2 * numbers[0]:
        raise ValueError("a state vector is malformed")
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))


def changes_of(update: bytes, document: Document) -> tuple[Document, list[tuple[str, str]]]:
    """Return a copy of the document with the update merged, and which facts that changed.

    Raises:
        PeerError: The update is malformed, or makes what is not a fact.
    """
    scratch = Document()
    scratch.apply(document.encode())
    scratch.take_changed()
    try:
        scratch.apply(update)
    except ValueError as error:
        raise PeerError(f"A space update is malformed: {error}.") from error
    changed = scratch.take_changed()
    for collection, key in changed:
        text = scratch.get(collection, key)
        if text is not None and (fault := text_fault(text)):
            raise PeerError(f"A space update was refused: {fault} ({collection} {key[:80]!r}).")
    if extra := scratch.roots() - set(COLLECTIONS):
        raise PeerError(f"A space update was refused: it makes {sorted(extra)[:3]}.")
    return scratch, changed


def content_bytes(facts: Facts) -> int:
    """Return how many characters the facts themselves are."""
    return sum(
        len(key) + len(text) for collection in facts.values() for key, text in collection.items()
    )
