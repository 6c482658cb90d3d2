"""The phone's side of one pairing.

    state           input              → next state      output
    Idle            begin              → AwaitAnswer     PairRequest
    AwaitAnswer     PairPending        → AwaitPerson     PairWaiting
                    PairRejected       → Refused         PairRefused
    AwaitPerson     PairAccepted       → Storing         PairGranted
                    PairRejected       → Refused         PairRefused
    Storing         stored             → Confirmed       PairConfirmed

It has no timers: the car times the person, the link times the car.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from segue.fabric.pairing._conversation import (
    PairGranted,
    PairingEvent,
    PairingMessage,
    PairRefused,
    PairWaiting,
)
from segue.fabric.pairing._derive import check_code, pair_proof
from segue.kernel import LocalUseError, PeerError
from segue.schema.link import (
    DeviceInfo,
    PairAccepted,
    PairConfirmed,
    PairPending,
    PairRejected,
    PairRequest,
)


@dataclass(frozen=True, slots=True)
class Idle:
    """Before the handshake."""


@dataclass(frozen=True, slots=True)
class AwaitAnswer:
    """The car checks the proof."""

    car: DeviceInfo
    check_code: str


@dataclass(frozen=True, slots=True)
class AwaitPerson:
    """The person in the car must answer."""

    car: DeviceInfo


@dataclass(frozen=True, slots=True)
class Storing:
    """The owner stores the car."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Both have stored each other."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Over, without pairing."""


State = Idle | AwaitAnswer | AwaitPerson | Storing | Confirmed | Refused


class PhonePairing:
    """One try to pair with the car whose code holds `secret`."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
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

    def begin(self, peer: DeviceInfo, handshake_hash: bytes, now_s: float) -> None:
        """Show the car that this phone read its code."""
        del now_s
        self._state = AwaitAnswer(peer, check_code(handshake_hash))
        self._outbox.append(PairRequest(proof=pair_proof(self._secret, handshake_hash)))

    def receive(self, message: PairingMessage, now_s: float) -> None:
        """Take the car's answer.

        Raises:
            PeerError: The message has no place in this state, or the check code differs.
        """
        del now_s
        match self._state, message:
            case AwaitAnswer(car, code), PairPending(check_code=shown):
                if shown != code:
                    raise PeerError("The car shows another check code than this link has.")
                self._state = AwaitPerson(car)
                self._events.append(PairWaiting(code))
            case AwaitPerson(car), PairAccepted(space_id=space_id, addresses=addresses):
                self._state = Storing()
                self._events.append(PairGranted(car, space_id, addresses))
            case AwaitAnswer() | AwaitPerson(), PairRejected(reason=reason):
                self._state = Refused()
                self._events.append(PairRefused(reason))
            case _:
                raise PeerError(f"A {type(message).__name__} came out of turn while pairing.")

    def stored(self) -> None:
        """Tell the car that this phone has stored it durably.

        Raises:
            LocalUseError: The car has not accepted this phone.
        """
        if not isinstance(self._state, Storing):
            raise LocalUseError("The car has not accepted this phone yet.")
        self._state = Confirmed()
        self._outbox.append(PairConfirmed())

    def to_send(self) -> PairingMessage | None:
        """Return the next message for the car."""
        return self._outbox.popleft() if self._outbox else None

    def next_timer_s(self) -> float | None:
        """Return None: see the module."""
        return None

    def on_timer(self, now_s: float) -> None:
        """Do nothing: see the module."""

    def next_event(self) -> PairingEvent | None:
        """Return the next thing the phone must know."""
        return self._events.popleft() if self._events else None
