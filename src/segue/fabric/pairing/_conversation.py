"""What a pairing conversation is to the link that carries it, and what it tells its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from segue.fabric.pairing._offers import RejectReason
from segue.kernel import Rejected
from segue.schema.link import (
    DeviceInfo,
    PairAccepted,
    PairConfirmed,
    PairPending,
    PairRejected,
    PairRequest,
)

PairingMessage = PairRequest | PairPending | PairAccepted | PairConfirmed | PairRejected


@dataclass(frozen=True, slots=True)
class PairAsked:
    """Car: this phone read the code; ask the person in the car, showing the check code."""

    device: DeviceInfo
    check_code: str


@dataclass(frozen=True, slots=True)
class PairWaiting:
    """Phone: the code is right; show the check code until someone in the car accepts."""

    check_code: str


@dataclass(frozen=True, slots=True)
class PairGranted:
    """Phone: the car has stored this phone. Store the car durably, then say `stored`."""

    car: DeviceInfo
    space_id: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairRefused:
    """Either side: this conversation will not pair."""

    reason: RejectReason


PairingEvent = PairAsked | PairWaiting | PairGranted | PairRefused


class PairingConversation(Protocol):
    """One side of a pairing, over one link. Doors as of every core; `begin` opens it."""

    @property
    def confirmed(self) -> bool:
        """Whether both sides have stored each other."""
        ...

    @property
    def refused(self) -> bool:
        """Whether it ended without pairing."""
        ...

    def begin(self, peer: DeviceInfo, handshake_hash: bytes, now_s: float) -> None:
        """Start, on a link whose handshake proved `peer`."""
        ...

    def receive(self, message: PairingMessage, now_s: float) -> None:
        """Take a message; PeerError when it has no place here."""
        ...

    def to_send(self) -> PairingMessage | None:
        """Return the next message to send."""
        ...

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` is due."""
        ...

    def on_timer(self, now_s: float) -> None:
        """Act on time that has passed."""
        ...

    def next_event(self) -> PairingEvent | None:
        """Return the next thing the owner must know."""
        ...


_OPEN_NEW = "Open a new code on the car's screen and scan it."
_REFUSALS: dict[RejectReason, tuple[str, str]] = {
    "expired": ("This pairing code has expired.", _OPEN_NEW),
    "used": ("This pairing code has already been used.", _OPEN_NEW),
    "unknown_code": ("The car does not know this pairing code.", _OPEN_NEW),
    "declined": ("Pairing was declined in the car.", "Ask the person in the car."),
    "too_many_tries": ("This pairing code was tried wrongly too often.", _OPEN_NEW),
    "no_offer": ("The car is not showing a pairing code.", _OPEN_NEW),
}


def refusal_error(reason: RejectReason) -> Rejected:
    """Return the error that tells a person why they are not paired and what to do."""
    message, do = _REFUSALS[reason]
    return Rejected(message, do=do)
