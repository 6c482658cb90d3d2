"""Activities, who holds them, and the messages that move them.

An activity's state is a JSON object that handoff carries and never looks into. Its two shapes
here are NavigationState and MediaState.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from segue.schema.journey import TripPlan
from segue.schema.wire import Message

ActivityKind = Literal["navigation", "media"]
ACTIVITY_KINDS: tuple[ActivityKind, ...] = ("navigation", "media")


class NavigationState(Message, tag="navigation", frozen=True, kw_only=True):
    """Where to, how, and how far along."""

    plan: TripPlan
    progress_m: float = 0.0


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of music a node can serve at `/music/{track_id}`."""

    track_id: str
    title: str
    duration_s: float
    artist: str = ""
    album: str = ""
    media_type: str = "audio/wav"


class MediaState(Message, tag="media", frozen=True, kw_only=True):
    """What plays and where in it.

    While playing, the position now is `position_s + (utc now - anchor_utc_s)` on the holder's own
    clock. A new holder sets the anchor anew from its own clock, so clock skew cannot jump a song.
    """

    queue: tuple[Track, ...]
    index: int
    position_s: float
    anchor_utc_s: float
    playing: bool


ActivityState = NavigationState | MediaState


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """The fact that a device took an activity under an epoch.

    The holder is the device of the greatest (epoch, action_utc_ms, device_id).
    """

    activity: str
    epoch: int
    device_id: str
    action_utc_ms: int
    """When the user, or a rule for them, asked for it; by the clock of the device asked."""


ActionCause = Literal["user", "rule"]
"""Who asked: a person at a button, or a rule for them. See `docs/protocol/handoff.md`."""


class HandoffPull(Message, tag="handoff_pull", frozen=True, kw_only=True):
    """Target → holder: please offer me this activity."""

    activity: str
    transfer_id: str
    action_utc_ms: int
    cause: ActionCause = "user"


class HandoffOffer(Message, tag="handoff_offer", frozen=True, kw_only=True):
    """Holder → target: you may have it under `next_epoch`. `state` is a preview to prepare with."""

    activity: str
    transfer_id: str
    epoch: int
    next_epoch: int
    action_utc_ms: int
    state: str
    """JSON text."""
    cause: ActionCause = "user"
    revision: int = 0
    """How many times the state was written under `epoch`: orders it against other copies."""


class HandoffReady(Message, tag="handoff_ready", frozen=True, kw_only=True):
    """Target → holder: prepared; commit when you like."""

    activity: str
    transfer_id: str
    epoch: int
    """The offer's `next_epoch`: one transfer may be offered again under a later one."""


class HandoffCommit(Message, tag="handoff_commit", frozen=True, kw_only=True):
    """Holder → target: it is yours. The sender never resumes by itself under `epoch`."""

    activity: str
    transfer_id: str
    epoch: int
    next_epoch: int
    action_utc_ms: int
    state: str
    """JSON text: the final state, to go on from."""


class HandoffActive(Message, tag="handoff_active", frozen=True, kw_only=True):
    """Target → source: live here under `epoch`."""

    activity: str
    transfer_id: str
    epoch: int


class HandoffRefuse(Message, tag="handoff_refuse", frozen=True, kw_only=True):
    """Either side, before commit: this transfer will not happen."""

    activity: str
    transfer_id: str
    reason: str


class HandoffClaims(Message, tag="handoff_claims", frozen=True, kw_only=True):
    """Either side, on meeting and on change: the highest claim known, with its holder's state."""

    claim: Claim
    state: str | None = None
    """JSON text; None when the sender is not the holder. `null` when the activity has ended."""
    revision: int = 0
    """How many times the state was written under the claim."""
    answer: bool = False
    """True in a reply, which is not replied to."""


HandoffMessage = (
    HandoffPull
    | HandoffOffer
    | HandoffReady
    | HandoffCommit
    | HandoffActive
    | HandoffRefuse
    | HandoffClaims
)
