"""The car's side of one pairing.

    state           input                     → next state      output
    Idle            begin                     → AwaitRequest
    AwaitRequest    PairRequest, right        → AwaitPerson     PairPending, PairAsked
                    PairRequest, wrong        → Refused         PairRejected, PairRefused
                    10 s                      → Refused         PairRejected(expired), PairRefused
    AwaitPerson     storing                   → Storing
                    accept                    → AwaitConfirm    PairAccepted
                    decline                   → Refused         PairRejected(declined), PairRefused
                    120 s                     → Refused         PairRejected(expired), PairRefused
    Storing         accept                    → AwaitConfirm    PairAccepted
                    decline                   → Refused         PairRejected(declined), PairRefused
    AwaitConfirm    PairConfirmed             → Confirmed
                    10 s                      → Refused         PairRejected(expired), PairRefused

The caller stores the phone durably *before* `accept`, and says `storing` first: from then on
neither time nor another answer can refuse a phone that the car is about to trust. When the link
dies between the two, the car knows a phone that does not know the car: harmless, and mended by
pairing again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from segue.fabric.pairing._conversation import (
    PairAsked,
    PairingEvent,
    PairingMessage,
    PairRefused,
)
from segue.fabric.pairing._derive import check_code
from segue.fabric.pairing._offers import Matched, OfferBook, RejectReason
from segue.kernel import LocalUseError, PeerError
from segue.schema.link import (
    DeviceInfo,
    PairAccepted,
    PairConfirmed,
    PairPending,
    PairRejected,
    PairRequest,
)

STEP_TIMEOUT_S = 10.0
PERSON_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Idle:
    """Before the handshake."""


@dataclass(frozen=True, slots=True)
class AwaitRequest:
    """The phone must show the code."""

    peer: DeviceInfo
    handshake_hash: bytes
    deadline_s: float


@dataclass(frozen=True, slots=True)
class AwaitPerson:
    """The person in the car must answer."""

    matched: Matched
    deadline_s: float


@dataclass(frozen=True, slots=True)
class Storing:
    """The person said yes; the car stores the phone, which takes as long as its disk."""

    matched: Matched


@dataclass(frozen=True, slots=True)
class AwaitConfirm:
    """The phone must store the car."""

    deadline_s: float


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Both have stored each other."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Over, without pairing."""


State = Idle | AwaitRequest | AwaitPerson | Storing | AwaitConfirm | Confirmed | Refused


class CarPairing:
    """One conversation with one phone. All conversations of a car share its offer book."""

    def __init__(self, offers: OfferBook) -> None:
        self._offers = offers
        self._state: State = Idle()
        self._outbox: deque[PairingMessage] = deque()
        self._events: deque[PairingEvent] = deque()

    @property
    def confirmed(self) -> bool:
        """Whether both sides have stored each other."""
        return isinstance(self._state, Confirmed)

    @property
    def refused(self) -> bool:
        """Whether it ended without pairing."""
        return isinstance(self._state, Refused)

    @property
    def is_waiting(self) -> bool:
        """Whether the person in the car must answer."""
        return isinstance(self._state, AwaitPerson)

    def begin(self, peer: DeviceInfo, handshake_hash: bytes, now_s: float) -> None:
        """Wait for the phone's proof."""
        self._state = AwaitRequest(peer, handshake_hash, now_s + STEP_TIMEOUT_S)

    def receive(self, message: PairingMessage, now_s: float) -> None:
        """Take the phone's proof or confirmation.

        Raises:
            PeerError: The message has no place in this state.
        """
        match self._state, message:
            case AwaitRequest(peer, handshake_hash), PairRequest(proof=proof):
                answer = self._offers.redeem(proof, handshake_hash, now_s)
                if isinstance(answer, Matched):
                    code = check_code(handshake_hash)
                    self._state = AwaitPerson(answer, now_s + PERSON_TIMEOUT_S)
                    self._outbox.append(PairPending(check_code=code))
                    self._events.append(PairAsked(peer, code))
                else:
                    self._refuse(answer.reason)
            case AwaitConfirm(), PairConfirmed():
                self._state = Confirmed()
            case _:
                raise PeerError(f"A {type(message).__name__} came out of turn while pairing.")

    def storing(self) -> None:
        """Note that the person said yes, before the phone is stored.

        Raises:
            LocalUseError: No phone is waiting for an answer.
        """
        if not isinstance(self._state, AwaitPerson):
            raise LocalUseError("No phone is waiting to be accepted.", do=_OPEN_CODE)
        self._state = Storing(self._state.matched)

    def accept(self, *, space_id: str, addresses: tuple[str, ...], now_s: float) -> None:
        """Tell the phone that it is paired. Call it when the phone is stored durably.

        Raises:
            LocalUseError: No phone is waiting for an answer.
        """
        if not isinstance(self._state, AwaitPerson | Storing):
            raise LocalUseError("No phone is waiting to be accepted.", do=_OPEN_CODE)
        self._state = AwaitConfirm(now_s + STEP_TIMEOUT_S)
        self._outbox.append(PairAccepted(space_id=space_id, addresses=addresses))

    def decline(self, now_s: float) -> None:
        """Tell the phone that the person in the car said no.

        Raises:
            LocalUseError: No phone is waiting for an answer.
        """
        if not isinstance(self._state, AwaitPerson | Storing):
            raise LocalUseError("No phone is waiting to be declined.")
        self._offers.decline(self._state.matched, now_s)
        self._refuse("declined")

    def to_send(self) -> PairingMessage | None:
        """Return the next message for the phone."""
        return self._outbox.popleft() if self._outbox else None

    def next_timer_s(self) -> float | None:
        """Return when this state has lasted too long."""
        match self._state:
            case AwaitRequest() | AwaitPerson() | AwaitConfirm():
                return self._state.deadline_s
            case _:
                return None

    def on_timer(self, now_s: float) -> None:
        """End the conversation when its state has lasted too long."""
        deadline_s = self.next_timer_s()
        if deadline_s is not None and now_s >= deadline_s:
            self._refuse("expired")

    def next_event(self) -> PairingEvent | None:
        """Return the next thing the car must know."""
        return self._events.popleft() if self._events else None

    def _refuse(self, reason: RejectReason) -> None:
        self._state = Refused()
        self._outbox.append(PairRejected(reason=reason))
        self._events.append(PairRefused(reason))


_OPEN_CODE = "Open a pairing code and scan it with the phone."
