"""What crosses a link: the handshake's plaintexts, then the messages inside the channel."""

from __future__ import annotations

from typing import Literal

import msgspec

from segue.schema.activity import HandoffMessage
from segue.schema.wire import MAX_MESSAGE_BYTES, Message, decode

LINK_VERSIONS: tuple[int, ...] = (1,)
"""Versions this Segue speaks, best first."""

DeviceKind = Literal["car", "phone", "home", "laptop"]
LinkPurpose = Literal["pair", "link"]


class Hello(Message, tag="hello", frozen=True, kw_only=True):
    """First frame, from the side that dialled, in the clear and bound into the handshake."""

    versions: tuple[int, ...]
    purpose: LinkPurpose
    agent: str = ""


class HelloReply(Message, tag="hello_reply", frozen=True, kw_only=True):
    """Second frame: the version chosen; 0 with `versions` when there is none in common."""

    version: int
    versions: tuple[int, ...]
    agent: str = ""


class DeviceInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a device says of itself. `device_id` is derived from the key, never chosen."""

    device_id: str
    """First 16 bytes of SHA-256 of the public key, base64url without padding: 22 characters."""
    public_key: bytes
    """Ed25519, 32 bytes."""
    name: str
    kind: DeviceKind


class IdentityProof(Message, tag="identity_proof", frozen=True, kw_only=True):
    """Handshake payload: this device's key vouches for the Noise static key of this session."""

    device: DeviceInfo
    signature: bytes
    """Ed25519 over b"segue-link-static-v1" + the sender's 32-byte Noise static public key."""


class LinkUp(Message, tag="link_up", frozen=True, kw_only=True):
    """First message inside the channel, both ways, when the sender accepts the peer."""

    boot_id: str
    addresses: tuple[str, ...] = ()
    """WebSocket URLs under which the sender can be reached, to remember."""


ByeReason = Literal[
    "not_paired",
    "unpaired",
    "shutdown",
    "replaced",
    "protocol_error",
    "too_large",
    "timeout",
    "version",
]


class Bye(Message, tag="bye", frozen=True, kw_only=True):
    """Last message: why the sender closes."""

    reason: ByeReason
    detail: str = ""


class Ping(Message, tag="ping", frozen=True, kw_only=True):
    """Keepalive."""

    nonce: int


class Pong(Message, tag="pong", frozen=True, kw_only=True):
    """Answer to a Ping."""

    nonce: int


class PairRequest(Message, tag="pair_request", frozen=True, kw_only=True):
    """Phone → car: I read the code on your screen."""

    proof: bytes
    """HMAC-SHA256(key = the 16-byte secret, b"segue-pair-v1" + the Noise handshake hash)."""


class PairPending(Message, tag="pair_pending", frozen=True, kw_only=True):
    """Car → phone: the code is right; waiting for someone in the car to accept."""

    check_code: str
    """Six digits from the handshake hash, shown on both screens."""


class PairAccepted(Message, tag="pair_accepted", frozen=True, kw_only=True):
    """Car → phone: paired, durably."""

    space_id: str
    addresses: tuple[str, ...]


class PairConfirmed(Message, tag="pair_confirmed", frozen=True, kw_only=True):
    """Phone → car: stored here too."""


class PairRejected(Message, tag="pair_rejected", frozen=True, kw_only=True):
    """Car → phone: not paired, and why."""

    reason: Literal["expired", "used", "unknown_code", "declined", "too_many_tries", "no_offer"]


class SpaceVector(Message, tag="space_vector", frozen=True, kw_only=True):
    """The sender's Yjs state vector: answer with what it lacks."""

    space_id: str
    generation: int
    vector: bytes


class SpaceUpdate(Message, tag="space_update", frozen=True, kw_only=True):
    """A Yjs update of one generation of a space."""

    space_id: str
    generation: int
    update: bytes


class SpaceReset(Message, tag="space_reset", frozen=True, kw_only=True):
    """Keeper → other: the space was compacted; start from this snapshot.

    The receiver then puts back those facts of its own that the snapshot lacks.
    """

    space_id: str
    generation: int
    snapshot: bytes


class Presence(Message, tag="presence", frozen=True, kw_only=True):
    """Never stored. `near` is the sender's own judgement (on the car's network, or a tap)."""

    near: bool


class Request(Message, tag="request", frozen=True, kw_only=True):
    """Ask the peer to do one of the methods in `schema.surface`."""

    request_id: int
    method: str
    params: dict[str, object] = msgspec.field(default_factory=dict[str, object])


class Response(Message, tag="response", frozen=True, kw_only=True):
    """Answer to a Request: a result, or an error a user may read."""

    request_id: int
    result: object = None
    error: str | None = None
    error_code: str = ""


class Event(Message, tag="event", frozen=True, kw_only=True):
    """Something a screen shows, pushed; never stored in the space."""

    topic: str
    data: object


ChannelMessage = (
    LinkUp
    | Bye
    | Ping
    | Pong
    | PairRequest
    | PairPending
    | PairAccepted
    | PairConfirmed
    | PairRejected
    | SpaceVector
    | SpaceUpdate
    | SpaceReset
    | Presence
    | Request
    | Response
    | Event
    | HandoffMessage
)

# ---------------------------------------------------------------- how large each may be

_FREE_FORM_BYTES = {"request": 64 * 1024, "response": 1024 * 1024, "event": 1024 * 1024}
"""Messages with a field of any shape: a byte of theirs may become 72 in memory, where one of a
text or of bytes stays one. A route across a continent is about 200 KB."""


class _Tagged(msgspec.Struct):
    type: str = ""


def largest_bytes(data: bytes) -> int:
    """Return how large the ChannelMessage in `data` may be, by its type.

    Raises:
        PeerError: It is malformed.
    """
    if len(data) <= min(_FREE_FORM_BYTES.values()):
        return MAX_MESSAGE_BYTES
    return _FREE_FORM_BYTES.get(decode(data, _Tagged).type, MAX_MESSAGE_BYTES)
