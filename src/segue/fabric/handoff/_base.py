"""The ground of the handoff machine: its record, its checkpoint, and telling peers who holds.

The machine is built in four steps, each a class on the one before: this one; `_moves`, every
change of role; `_messages`, what each message of a peer leads to; `_machine`, the public doors
and actions, with the transition table and the invariants.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import msgspec

from segue.fabric.handoff._events import Changed, HandoffEvent, Started
from segue.fabric.handoff._limits import DEFAULT_LIMITS, ENDED, Limits
from segue.fabric.handoff._order import Moment
from segue.fabric.handoff._record import LIVE, Asking, KnownState, Offering, Record, Resting
from segue.fabric.handoff._retry import Retry
from segue.kernel import DataUnusable, LocalUseError
from segue.schema.activity import HandoffClaims, HandoffMessage, HandoffRefuse


class HandoffBase:
    """The record of one activity, its checkpoint, its links, and what is on its way out."""

    def __init__(self, activity: str, device_id: str, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self.activity = activity
        self.device_id = device_id
        self._limits = limits
        self._record = Record()
        self._saved = self._record
        self._links: set[str] = set()
        self._step_retry = Retry(limits)
        self._deadline_s: float | None = None
        self._untold: dict[str, Retry] = {}
        self._outbox: list[tuple[str, HandoffMessage]] = []
        self._events: deque[HandoffEvent] = deque()

    # ------------------------------------------------------------------ what is known

    @property
    def record(self) -> Record:
        """The durable state, to read."""
        return self._record

    @property
    def live(self) -> bool:
        """Whether the activity is live here."""
        return isinstance(self._record.role, LIVE)

    def _own_state(self) -> KnownState:
        """Return the state of what is live or committed here, written under the best claim."""
        known = self._record.known
        if known is None:
            raise AssertionError("live without a state")  # invariant 1
        return known

    @property
    def ended(self) -> bool:
        """Whether the holder's state is known to be the end."""
        known = self._record.known
        return known is not None and known.claim == self._record.best and known.text == ENDED

    # ------------------------------------------------------------------ the checkpoint

    @property
    def dirty(self) -> bool:
        """Whether the durable state has changed since the last checkpoint."""
        return self._record != self._saved

    def checkpoint(self) -> dict[str, Any]:
        """Return the durable state as JSON values, for the caller to store before it sends."""
        self._saved = self._record
        return msgspec.to_builtins(self._record)

    def restore(self, checkpoint: dict[str, Any], now: Moment) -> None:
        """Go on from a stored checkpoint, in a new machine without links.

        Raises:
            DataUnusable: The checkpoint is not one.
        """
        try:
            record = msgspec.convert(checkpoint, Record)
        except msgspec.ValidationError as error:
            raise DataUnusable(
                f"The stored state of {self.activity} is broken: {error}."
            ) from error
        self._record = self._saved = record
        if isinstance(record.role, Asking):
            self._set(role=Resting())
        if isinstance(record.role, Offering):
            self._deadline_s = now.now_s + self._limits.transfer_timeout_s
        if self.live:
            own = self._own_state()
            self._events.append(Started(claim=own.claim, state=own.text))

    def _set(self, **fields: Any) -> None:
        self._record = msgspec.structs.replace(self._record, **fields)
        if not (self._events and isinstance(self._events[-1], Changed)):
            self._events.append(Changed())

    # ------------------------------------------------------------------ what goes out

    def to_send(self) -> list[tuple[str, HandoffMessage]]:
        """Return the messages to send, each with the device it is for, and forget them.

        Raises:
            LocalUseError: The checkpoint has not been taken since the last change.
        """
        if self.dirty:
            raise LocalUseError("Store the checkpoint before sending.")
        sending, self._outbox = self._outbox, []
        return sending

    def next_event(self) -> HandoffEvent | None:
        """Return the oldest event not yet returned, or None."""
        return self._events.popleft() if self._events else None

    def _send(self, peer: str, message: HandoffMessage) -> None:
        if peer in self._links:
            self._outbox.append((peer, message))

    def _refuse(self, peer: str, transfer_id: str, reason: str) -> None:
        refuse = HandoffRefuse(activity=self.activity, transfer_id=transfer_id, reason=reason)
        self._send(peer, refuse)

    # ------------------------------------------------------------------ who knows who holds

    def _claims_message(self, *, answer: bool) -> HandoffClaims | None:
        best, known = self._record.best, self._record.known
        if best is None:
            return None
        own = known is not None and known.claim == best and best.device_id == self.device_id
        return HandoffClaims(
            claim=best,
            state=known.text if known and own else None,
            revision=known.revision if known and own else 0,
            answer=answer,
        )

    def _answer(self, peer: str) -> None:
        """Reply with the best claim known."""
        if message := self._claims_message(answer=True):
            self._send(peer, message)

    def _tell(self, peer: str, now: Moment) -> None:
        """Tell a device the best claim, until it shows that it knows."""
        if message := self._claims_message(answer=False):
            self._send(peer, message)
            self._untold.setdefault(peer, Retry(self._limits)).sent(now.now_s)

    def _tell_all(self, now: Moment, *, but: str | None = None) -> None:
        self._untold.clear()
        for peer in sorted(self._links):
            if peer != but:
                self._tell(peer, now)
