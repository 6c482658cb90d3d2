"""A space on one device: facts, their sync with linked peers, and the durable log of them.

Sans I/O, like every core: messages and time come in, messages, log writes and changes come out.

What keeps it whole:

1. A device writes only keys that end in its own id. From a peer that is not the keeper, only facts
   that the peer itself wrote are accepted; the keeper passes on everybody's and is trusted with it.
2. An update is tried on a copy first. One that is malformed, too large or not allowed changes
   nothing here.
3. An update is sent to a peer only after that peer said what it has, so nothing arrives without
   what it builds on. Where something was lost on the way all the same, the gap is seen and the
   vectors are exchanged again.
4. Only the keeper starts a new generation. A device that is taken along puts back its own facts
   that the new generation lacks and that the rules do not prune.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from segue.fabric.space._document import (
    EMPTY_UPDATE,
    Document,
    changes_of,
    clocks,
    content_bytes,
    has_structs,
)
from segue.fabric.space._facts import (
    COLLECTIONS,
    FactChange,
    Facts,
    Keep,
    author_of,
    fact_bytes,
    fact_key,
    from_text,
    keep_all,
    share_of,
    to_text,
)
from segue.fabric.space._limits import (
    CHECK_ABOVE_BYTES,
    COMPACT_BYTES,
    COMPACT_RATIO,
    MAX_AUTHOR_BYTES,
    MAX_AUTHOR_FACTS,
    MAX_SPACE_BYTES,
    REWRITE_LOG_BYTES,
    REWRITE_LOG_RATIO,
)
from segue.kernel import DataUnusable, LocalUseError, PeerError
from segue.schema import decode, encode
from segue.schema.link import SpaceReset, SpaceUpdate, SpaceVector

SpaceMessage = SpaceVector | SpaceUpdate | SpaceReset

ASK_AGAIN_S = 1.0
"""Between vectors to a peer that has not said what it has."""

COMPARE_EVERY_S = 30.0
"""Between vectors to a peer in sync: mends what got lost without anyone noticing."""


@dataclass(frozen=True, slots=True)
class AppendLog:
    """Durable write: add an entry to the space's log."""

    entry: bytes


@dataclass(frozen=True, slots=True)
class ReplaceLog:
    """Durable write: the log is this one entry from now on, in one step."""

    entry: bytes


LogWrite = AppendLog | ReplaceLog


class Space:
    """The facts that a person's devices share, as one of the devices sees them.

    Args:
        keeper_id: The device that prunes and starts generations: the car.
        client_id: Below 2**32, drawn anew for each process.
        keep: Which facts still matter; see `Keep`.
    """

    def __init__(
        self,
        space_id: str,
        device_id: str,
        *,
        keeper_id: str,
        client_id: int,
        keep: Keep = keep_all,
    ) -> None:
        self.space_id = space_id
        self.device_id = device_id
        self.keeper_id = keeper_id
        self.generation = 1
        self._client_id = client_id
        self._keep = keep
        self._document = Document(client_id)
        self._snapshot_bytes = 0
        self._appended_bytes = 0
        self._links: dict[str, float] = {}
        self._synced: set[str] = set()
        self._outbox: list[tuple[str, SpaceMessage]] = []
        self._writes: list[LogWrite] = []
        self._changes: deque[FactChange] = deque()

    def load(self, entries: Iterable[bytes]) -> None:
        """Go on from a stored log, in a new space.

        Raises:
            DataUnusable: An entry is broken or of another space.
        """
        for entry in entries:
            try:
                update = decode(entry, SpaceUpdate)
                if update.space_id != self.space_id:
                    raise DataUnusable(f"The stored space is {update.space_id[:40]!r}, not ours.")
                self._document.apply(update.update)
            except (PeerError, ValueError) as error:
                raise DataUnusable(f"The stored space is broken: {error}.") from error
            self.generation = update.generation
            self._appended_bytes += len(entry)
        self._document.take_updates()
        self._note_changes(self._document.take_changed())

    # ------------------------------------------------------------------ facts

    def put(self, collection: str, name: str, value: Any) -> None:
        """Write this device's fact of this name; nothing happens when it says so already.

        Raises:
            LocalUseError: The value is not JSON, too large, or the space is full.
        """
        key, text = fact_key(name, self.device_id), to_text(value)
        if self._document.get(collection, key) == text:
            return
        if self._size_at_most(4 * len(text)) > CHECK_ABOVE_BYTES:
            before = self._document.get(collection, key)
            added_bytes = fact_bytes(key, text) - (fact_bytes(key, before) if before else 0)
            own_facts, own_bytes = share_of(self.device_id, self._document.all_facts())
            too_many = before is None and own_facts >= MAX_AUTHOR_FACTS
            if too_many or own_bytes + added_bytes > MAX_AUTHOR_BYTES:
                raise LocalUseError("The space is full.", do="Remove old destinations.")
        self._document.put(collection, key, text)
        self._flush_document()

    def delete(self, collection: str, name: str) -> None:
        """Remove this device's fact of this name, if there is one."""
        key = fact_key(name, self.device_id)
        if self._document.get(collection, key) is not None:
            self._document.delete(collection, key)
            self._flush_document()

    @contextmanager
    def together(self) -> Generator[None, None, None]:
        """Make all writes inside one update: others see all of them or none."""
        with self._document.together():
            yield
        self._flush_document()

    def get(self, collection: str, key: str) -> Any:
        """Return the value under a whole key, or None."""
        text = self._document.get(collection, key)
        return None if text is None else from_text(text)

    def facts(self, collection: str) -> dict[str, Any]:
        """Return all of a collection: whole key → value."""
        return {key: from_text(text) for key, text in self._document.facts(collection).items()}

    def keys(self, collection: str) -> list[str]:
        """Return the whole keys of a collection."""
        return list(self._document.facts(collection))

    def encoded_bytes(self) -> int:
        """Return the size of the document as a snapshot."""
        return len(self._document.encode())

    # ------------------------------------------------------------------ the doors

    def peer_up(self, peer: str, now_s: float) -> None:
        """Note that a device is linked, and tell it what is here."""
        self._links[peer] = now_s
        self._synced.discard(peer)
        self._send_vector(peer, now_s)

    def peer_down(self, peer: str) -> None:
        """Note that a device is no longer linked."""
        self._links.pop(peer, None)
        self._synced.discard(peer)

    def receive(self, message: SpaceMessage, sender: str, now_s: float) -> None:
        """Take a message from a linked device.

        Raises:
            PeerError: It is malformed, too large, of another space, or holds what the sender may
                not write. Nothing has changed.
        """
        if message.space_id != self.space_id:
            raise PeerError(f"A message is about another space, {message.space_id[:40]!r}.")
        match message:
            case SpaceVector():
                self._on_vector(message, sender)
            case SpaceUpdate():
                self._on_update(message, sender, now_s)
            case SpaceReset():
                self._on_reset(message, sender, now_s)

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` wants to be called; None for never."""
        return min(self._links.values(), default=None)

    def on_timer(self, now_s: float) -> None:
        """Send the vectors that are due."""
        for peer, due_s in self._links.items():
            if now_s >= due_s:
                self._send_vector(peer, now_s)

    def take_writes(self) -> list[LogWrite]:
        """Return the log writes to store, in order, before anything of `to_send` leaves."""
        writes, self._writes = self._writes, []
        return writes

    def to_send(self) -> list[tuple[str, SpaceMessage]]:
        """Return the messages to send, each with the device it is for, and forget them."""
        sending, self._outbox = self._outbox, []
        return sending

    def next_change(self) -> FactChange | None:
        """Return the oldest change not yet returned, made here or elsewhere, or None."""
        return self._changes.popleft() if self._changes else None

    # ------------------------------------------------------------------ sync

    def _send_vector(self, peer: str, now_s: float) -> None:
        self._links[peer] = now_s + (COMPARE_EVERY_S if peer in self._synced else ASK_AGAIN_S)
        vector = SpaceVector(
            space_id=self.space_id, generation=self.generation, vector=self._document.vector()
        )
        self._outbox.append((peer, vector))

    def _on_vector(self, message: SpaceVector, sender: str) -> None:
        if message.generation == self.generation:
            try:
                clocks(message.vector)
                lacking = self._document.encode(message.vector)
            except ValueError as error:
                raise PeerError(f"A state vector is malformed: {error}.") from error
            self._synced.add(sender)
            if lacking != EMPTY_UPDATE:
                self._outbox.append((sender, self._update_message(lacking)))
        elif message.generation < self.generation and self.device_id == self.keeper_id:
            self._outbox.append((sender, self._reset_message()))

    def _on_update(self, message: SpaceUpdate, sender: str, now_s: float) -> None:
        if message.generation != self.generation:
            return  # of a generation that one of us leaves behind; its facts come again
        scratch = self._checked(message.update, sender, self._document)
        # Only what the copy could place is taken over. What waits for a lost update stays out:
        # placed later, by another message, it would slip past the check above.
        placed = scratch.encode(self._document.vector())
        if has_structs(message.update) and not has_structs(placed):
            self._send_vector(sender, now_s)
        self._document.apply(placed)
        self._flush_document(but=sender)

    def _on_reset(self, message: SpaceReset, sender: str, now_s: float) -> None:
        if sender != self.keeper_id:
            raise PeerError("Only the keeper of a space may start it anew.")
        if message.generation <= self.generation:
            return
        scratch = self._checked(message.snapshot, sender, Document())
        before = self._document.all_facts()
        self._document = Document(self._client_id)
        self._document.apply(scratch.encode())
        self._document.take_updates()
        self.generation = message.generation
        self._replace_log()
        for name, facts in self._own_live(before, self._document.all_facts()).items():
            for key, text in facts.items():
                self._document.put(name, key, text)
        changed = set(self._document.take_changed())
        gone = {
            (name, key)
            for name, facts in before.items()
            for key in facts
            if self._document.get(name, key) is None
        }
        self._synced = {sender}
        self._flush_document()
        self._note_changes(sorted(changed | gone))
        self._send_vector(sender, now_s)

    def _own_live(self, before: Facts, snapshot: Facts) -> Facts:
        """Return this device's own facts that a snapshot lacks and that still matter beside it."""
        kept = self._keep({name: {**snapshot[name], **before[name]} for name in COLLECTIONS})
        return {
            name: {
                key: text
                for key, text in facts.items()
                if author_of(key) == self.device_id
                and key in kept[name]
                and snapshot[name].get(key) != text
            }
            for name, facts in before.items()
        }

    def _checked(self, update: bytes, sender: str, document: Document) -> Document:
        """Return a copy with the update merged, if the sender may make all of its changes."""
        scratch, changed = changes_of(update, document)
        if sender != self.keeper_id:
            for collection, key in changed:
                if author_of(key) != sender:
                    raise PeerError(f"A device wrote {collection} {key[:80]!r}, which is not its.")
        if self._size_at_most(len(update)) > CHECK_ABOVE_BYTES:
            self._check_size(scratch, sender)
        return scratch

    def _check_size(self, scratch: Document, sender: str) -> None:
        size, limit = len(scratch.encode()), MAX_SPACE_BYTES
        if sender != self.keeper_id:
            limit -= MAX_AUTHOR_BYTES
            own_facts, own_bytes = share_of(sender, scratch.all_facts())
            if own_facts > MAX_AUTHOR_FACTS or own_bytes > MAX_AUTHOR_BYTES:
                raise PeerError(f"A device would have {own_facts} facts of {own_bytes} bytes.")
        if size > limit:
            raise PeerError(f"A space update would make the space {size} bytes large.")

    # ------------------------------------------------------------------ the log

    def _update_message(self, update: bytes) -> SpaceUpdate:
        return SpaceUpdate(space_id=self.space_id, generation=self.generation, update=update)

    def _reset_message(self) -> SpaceReset:
        return SpaceReset(
            space_id=self.space_id,
            generation=self.generation,
            snapshot=self._document.encode(),
        )

    def _flush_document(self, but: str | None = None) -> None:
        """Log what is new in the document, send it on, and note what it changed."""
        for update in self._document.take_updates():
            message = self._update_message(update)
            entry = encode(message)
            self._writes.append(AppendLog(entry))
            self._appended_bytes += len(entry)
            self._outbox += [(peer, message) for peer in sorted(self._synced) if peer != but]
        self._note_changes(self._document.take_changed())
        if self._appended_bytes > max(REWRITE_LOG_BYTES, REWRITE_LOG_RATIO * self._snapshot_bytes):
            self._rewrite_log()

    def _size_at_most(self, added_bytes: int) -> int:
        """Return what the document's size is surely below when this much is added to it."""
        return self._snapshot_bytes + self._appended_bytes + added_bytes

    def _note_changes(self, changed: Iterable[tuple[str, str]]) -> None:
        self._changes += [FactChange(name, key, self.get(name, key)) for name, key in changed]

    def _replace_log(self) -> None:
        snapshot = self._document.encode()
        self._writes.append(ReplaceLog(encode(self._update_message(snapshot))))
        self._snapshot_bytes, self._appended_bytes = len(snapshot), 0

    def _rewrite_log(self) -> None:
        """Put a snapshot in the log's place, of a new generation where that is worth it."""
        if self.device_id == self.keeper_id:
            live = self._keep(self._document.all_facts())
            if self.encoded_bytes() > max(COMPACT_BYTES, COMPACT_RATIO * content_bytes(live)):
                self._start_generation(live)
        self._replace_log()

    def _start_generation(self, live: Facts) -> None:
        gone = [
            (name, key)
            for name in COLLECTIONS
            for key in self._document.facts(name)
            if key not in live[name]
        ]
        self.generation += 1
        self._document = Document(self._client_id)
        for name, facts in live.items():
            for key, text in facts.items():
                self._document.put(name, key, text)
        self._document.take_updates()
        self._document.take_changed()
        self._note_changes(gone)
        self._outbox += [(peer, self._reset_message()) for peer in sorted(self._links)]
        self._synced = set(self._links)
