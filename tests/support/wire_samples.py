"""One message of every type that crosses a link, with fields at their edges."""

from __future__ import annotations

from segue.schema import Message
from segue.schema.activity import (
    Claim,
    HandoffActive,
    HandoffClaims,
    HandoffCommit,
    HandoffOffer,
    HandoffPull,
    HandoffReady,
    HandoffRefuse,
)
from segue.schema.link import (
    Bye,
    DeviceInfo,
    Event,
    Hello,
    HelloReply,
    IdentityProof,
    LinkUp,
    PairAccepted,
    PairConfirmed,
    PairPending,
    PairRejected,
    PairRequest,
    Ping,
    Pong,
    Presence,
    Request,
    Response,
    SpaceReset,
    SpaceUpdate,
    SpaceVector,
)

_TRANSFER = "01j9zk3v5c8m2n4p6q7r8s9t0v"
_UTC_MS = 1_767_225_600_123  # over 32 bits
_ALL_BYTES = bytes(range(256))

SAMPLES: tuple[Message, ...] = (
    Hello(versions=(1,), purpose="pair", agent="segue/0.1"),
    HelloReply(version=0, versions=(2, 3)),
    IdentityProof(
        device=DeviceInfo(
            device_id="Zmh6rfhivXdsj8GLjp-OIA", public_key=bytes(32), name="小米 SU7", kind="car"
        ),
        signature=b"\xff" * 64,
    ),
    LinkUp(boot_id="b", addresses=("wss://192.168.1.7:8421/link",)),
    Bye(reason="unpaired", detail="removed in the car"),
    Ping(nonce=7),
    Pong(nonce=2**53 - 1),
    PairRequest(proof=bytes(range(32))),
    PairPending(check_code="004217"),
    PairAccepted(space_id=_TRANSFER, addresses=("ws://localhost:8420/link",)),
    PairConfirmed(),
    PairRejected(reason="too_many_tries"),
    SpaceVector(space_id="s", generation=1, vector=b""),
    SpaceUpdate(space_id="s", generation=2**31, update=_ALL_BYTES),
    SpaceReset(space_id="s", generation=3, snapshot=b"\x00\x00"),
    Presence(near=True),
    Request(request_id=1, method="car.lock", params={"locked": True}),
    Response(request_id=1, result={"range_m": 402_500.5, "gear": None}),
    Response(request_id=2, error="The car is not here.", error_code="unavailable"),
    Event(topic="car", data={"speed_mps": 27.5, "path": [1, -1, 0.25]}),
    HandoffPull(activity="media", transfer_id=_TRANSFER, action_utc_ms=_UTC_MS, cause="rule"),
    HandoffOffer(
        activity="navigation",
        transfer_id=_TRANSFER,
        epoch=4,
        next_epoch=5,
        action_utc_ms=_UTC_MS,
        state='{"progress_m": 1.5}',
        revision=9,
    ),
    HandoffReady(activity="media", transfer_id=_TRANSFER, epoch=5),
    HandoffCommit(
        activity="media",
        transfer_id=_TRANSFER,
        epoch=4,
        next_epoch=5,
        action_utc_ms=_UTC_MS,
        state="{}",
    ),
    HandoffActive(activity="media", transfer_id=_TRANSFER, epoch=5),
    HandoffRefuse(activity="media", transfer_id=_TRANSFER, reason="busy"),
    HandoffClaims(
        claim=Claim(activity="media", epoch=5, device_id="d", action_utc_ms=_UTC_MS),
        state="{}",
        revision=2,
        answer=True,
    ),
)
