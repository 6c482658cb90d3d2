"""What a device remembers of one activity: its role, a sum type, and the facts beside it.

These are Structs because they are stored: a checkpoint is this record as JSON.
"""

from __future__ import annotations

import msgspec

from segue.fabric.handoff._order import Action
from segue.schema.activity import Claim


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A request to have the activity live here, with a new state to start when there is one."""

    action: Action
    start: str | None = None

    def after(self, earlier: Wish | None) -> Wish:
        """Return this wish; without a state of its own it keeps the one to start with."""
        if earlier is None or self.start is not None:
            return self
        return Wish(action=self.action, start=earlier.start)


class Resting(msgspec.Struct, frozen=True, tag="resting"):
    """Not live here, and nothing under way."""


class Asking(msgspec.Struct, frozen=True, kw_only=True, tag="asking"):
    """Not live here; the holder has been asked to offer. Not kept over a restart."""

    transfer_id: str
    wish: Wish


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """Not live here; prepared, and waiting for the source to commit."""

    transfer_id: str
    source: str
    epoch: int
    next_epoch: int
    wish: Wish | None = None
    """Set when it was asked for here, so that it may be taken if the source cannot be reached."""


class Active(msgspec.Struct, frozen=True, tag="active"):
    """Live here, under the best claim, which is this device's own."""


class Offering(msgspec.Struct, frozen=True, kw_only=True, tag="offering"):
    """Live here, and offered to `target`."""

    transfer_id: str
    target: str
    next_epoch: int
    action: Action


class Committed(msgspec.Struct, frozen=True, kw_only=True, tag="committed"):
    """No longer live here; the target has been told to go on, and has not yet said that it does."""

    transfer_id: str
    target: str
    next_epoch: int
    action: Action
    recall: Wish | None = None
    """Set when it was asked back meanwhile."""


Role = Resting | Asking | Ready | Active | Offering | Committed
LIVE = (Active, Offering)


class KnownState(msgspec.Struct, frozen=True, kw_only=True):
    """A state, and the claim and revision under which it was written."""

    claim: Claim
    revision: int
    text: str
    """JSON text."""

    def order(self) -> tuple[int, int, str, int]:
        """Return the key by which the greatest state is the newest."""
        claim = self.claim
        return claim.epoch, claim.action_utc_ms, claim.device_id, self.revision


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """All that must survive a crash."""

    role: Role = Resting()
    best: Claim | None = None
    """The greatest claim known: who holds the activity."""
    known: KnownState | None = None
    """The newest state known, the device's own when it is live here."""
    resume_from: KnownState | None = None
    """The last state written here that another device's claim passed over."""
    top_epoch: int = 0
    """The highest epoch claimed or promised, as far as known. It is never promised again."""
    transfers: int = 0
    """How many transfer ids this device has given out."""
    last_user_utc_ms: int = 0
    """When a button was last pressed for this activity, on any device heard from."""
