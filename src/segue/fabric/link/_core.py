"""The link, without input or output: frames and time in, frames and events out.

    state       input                                → next state   output
    Shaking     handshake proved, purpose pair       → Pairing
                … purpose link, peer admitted        → Greeting     LinkUp
                … purpose link, peer not admitted    → Closed       Bye(not_paired)
    Pairing     conversation confirmed               → Greeting     LinkUp
                conversation refused                 → Closed       last message, Bye(not_paired)
    Greeting    LinkUp                               → Up           LinkOpened
    Up          message                              → Up           Received
    any         Bye                                  → Closed       LinkClosed(by_peer)
    any         `close`                              → Closed       Bye, LinkClosed
    any         a broken rule, or a deadline         → Closed       Bye, LinkClosed

Bye is sent only where there is a channel; the handshake has its own table in `_handshake`.

Invariants: nothing is `Received` before `LinkOpened` or after `LinkClosed`; exactly one
LinkClosed ends every link; a peer that is not accepted yet cannot make this side hold more than
MAX_UNTRUSTED_MESSAGE_BYTES.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from segue.fabric.link._channel import (
    MAX_UNTRUSTED_MESSAGE_BYTES,
    Channel,
    TooLargeError,
)
from segue.fabric.link._events import (
    LinkClosed,
    LinkEvent,
    LinkOpened,
    LocalDevice,
    Received,
)
from segue.fabric.link._handshake import Handshake, VersionMismatchError
from segue.fabric.link._noise import MAX_CIPHERTEXT_BYTES
from segue.fabric.pairing import PairingConversation, PairingMessage
from segue.kernel import LocalUseError, PeerError
from segue.schema import MAX_MESSAGE_BYTES, Message, decode
from segue.schema.link import (
    Bye,
    ByeReason,
    ChannelMessage,
    DeviceInfo,
    LinkUp,
    PairAccepted,
    PairConfirmed,
    PairPending,
    PairRejected,
    PairRequest,
    Ping,
    Pong,
    largest_bytes,
)

HANDSHAKE_TIMEOUT_S = 10.0
PING_AFTER_S = 5.0
DEAD_AFTER_S = 15.0
MAX_FRAME_BYTES = MAX_CIPHERTEXT_BYTES


@dataclass(frozen=True, slots=True)
class Shaking:
    """Nobody is known yet."""

    handshake: Handshake
    deadline_s: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """The peer is who it says; a conversation decides whether it is accepted."""

    channel: Channel
    peer: DeviceInfo
    conversation: PairingConversation


@dataclass(frozen=True, slots=True)
class Greeting:
    """This side accepted the peer and waits to be accepted."""

    channel: Channel
    peer: DeviceInfo
    deadline_s: float


@dataclass(frozen=True, slots=True)
class Up:
    """Open."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class Closed:
    """Over; `last_words` may hold a Bye that still goes out."""

    last_words: Channel | None


State = Shaking | Pairing | Greeting | Up | Closed


class LinkCore:
    """One end of one link. Make it with `dial` or `listen`."""

    def __init__(
        self,
        local: LocalDevice,
        handshake: Handshake,
        *,
        now_s: float,
        admits: Callable[[DeviceInfo], bool],
        conversation: PairingConversation | None,
    ) -> None:
        self._local = local
        self._admits = admits
        self._conversation = conversation
        self._state: State = Shaking(handshake, now_s + HANDSHAKE_TIMEOUT_S)
        self._events: deque[LinkEvent] = deque()
        self._handshake_frames: deque[bytes] = deque(handshake.frames_to_send())
        self._heard_s = now_s
        self._pinged_s = now_s

    @classmethod
    def dial(
        cls,
        local: LocalDevice,
        *,
        expected_device_id: str,
        ephemeral_private: bytes,
        now_s: float,
        pairing: PairingConversation | None = None,
    ) -> LinkCore:
        """Return the end that opened the connection, to `expected_device_id` and no other.

        `ephemeral_private` is 32 random bytes for this link only. With `pairing` the link is for
        pairing first; without, both sides must know each other already.
        """
        handshake = Handshake(
            local,
            ephemeral_private=ephemeral_private,
            purpose="link" if pairing is None else "pair",
            expected_device_id=expected_device_id,
        )
        return cls(local, handshake, now_s=now_s, admits=lambda _peer: True, conversation=pairing)

    @classmethod
    def listen(
        cls,
        local: LocalDevice,
        *,
        ephemeral_private: bytes,
        now_s: float,
        admits: Callable[[DeviceInfo], bool],
        pairing: PairingConversation,
    ) -> LinkCore:
        """Return the end that took the connection.

        `ephemeral_private` is 32 random bytes for this link only; `admits` says whether a device
        that proved its key may link; `pairing` is used when the dialler comes to pair.
        """
        handshake = Handshake(local, ephemeral_private=ephemeral_private)
        return cls(local, handshake, now_s=now_s, admits=admits, conversation=pairing)

    @property
    def is_up(self) -> bool:
        """Whether messages may flow."""
        return isinstance(self._state, Up)

    @property
    def is_closed(self) -> bool:
        """Whether the link is over; a last frame may still be there to send."""
        return isinstance(self._state, Closed)

    # ---------------------------------------------------------------- the five doors

    def receive(self, frame: bytes, now_s: float) -> None:
        """Take one frame from the peer. A bad one closes the link; nothing is raised."""
        self._heard_s = now_s
        try:
            match self._state:
                case Shaking(handshake):
                    self._receive_handshake(handshake, frame, now_s)
                case Pairing(channel) | Greeting(channel) | Up(channel):
                    self._receive_sealed(channel, frame, now_s)
                case Closed():
                    pass
        except TooLargeError as error:
            self._close("too_large", str(error))
        except VersionMismatchError as error:
            self._close("version", str(error))
        except PeerError as error:
            self._close("protocol_error", str(error))

    def to_send(self) -> bytes | None:
        """Return the next frame for the peer."""
        if self._handshake_frames:
            return self._handshake_frames.popleft()
        match self._state:
            case Pairing(channel) | Greeting(channel) | Up(channel) | Closed(Channel() as channel):
                return channel.next_frame()
            case Shaking() | Closed():
                return None

    def next_timer_s(self) -> float | None:
        """Return when `on_timer` is due, on the clock of `now_s`; None when closed."""
        match self._state:
            case Shaking(deadline_s=deadline_s):
                return deadline_s
            case Pairing(conversation=conversation):
                conversation_s = conversation.next_timer_s()
                own_s = self._keepalive_s()
                return own_s if conversation_s is None else min(own_s, conversation_s)
            case Greeting(deadline_s=deadline_s):
                return min(self._keepalive_s(), deadline_s)
            case Up():
                return self._keepalive_s()
            case Closed():
                return None

    def on_timer(self, now_s: float) -> None:
        """Ping a silent peer, give up on a dead one and on a handshake that takes too long."""
        match self._state:
            case Shaking(deadline_s=deadline_s) | Greeting(deadline_s=deadline_s):
                if now_s >= deadline_s:
                    self._close("timeout", f"No link within {HANDSHAKE_TIMEOUT_S:.0f} s.")
                    return
            case Pairing(conversation=conversation):
                conversation.on_timer(now_s)
                self.advance_pairing(now_s)
            case Up() | Closed():
                pass
        if isinstance(self._state, Pairing | Greeting | Up):
            self._keep_alive(self._state.channel, now_s)

    def next_event(self) -> LinkEvent | None:
        """Return the next thing the owner must know."""
        return self._events.popleft() if self._events else None

    # ---------------------------------------------------------------- what the owner does

    def send(self, message: Message) -> bool:
        """Queue a message; return whether the link is up to carry it.

        A peer that lets over 8 MiB wait is closed with `timeout`.

        Raises:
            LocalUseError: The message is over MAX_MESSAGE_BYTES.
        """
        if not isinstance(self._state, Up):
            return False
        if self._state.channel.is_full:
            self._close("timeout", "The peer does not read what it is sent.")
            return False
        try:
            self._state.channel.queue(message)
        except TooLargeError as error:
            raise LocalUseError(error.message) from error
        return True

    def close(self, reason: ByeReason, detail: str = "") -> None:
        """End the link now: a last Bye says why.

        What has not left is dropped, and so is what came but was not taken with `next_event`.
        """
        if not isinstance(self._state, Closed):
            self._events = deque(event for event in self._events if not isinstance(event, Received))
            self._close(reason, detail)

    def advance_pairing(self, now_s: float) -> None:
        """Carry on after the owner acted on the conversation that it gave to this link."""
        if not isinstance(self._state, Pairing):
            return
        channel, conversation = self._state.channel, self._state.conversation
        while (message := conversation.to_send()) is not None:
            channel.queue(message)
        while (event := conversation.next_event()) is not None:
            self._events.append(event)
        if conversation.confirmed:
            self._greet(channel, self._state.peer, now_s)
        elif conversation.refused:
            channel.queue(Bye(reason="not_paired"))
            self._end(LinkClosed("not_paired", by_peer=False), channel)

    # ---------------------------------------------------------------- inside

    def _receive_handshake(self, handshake: Handshake, frame: bytes, now_s: float) -> None:
        try:
            proved = handshake.receive(frame)
        finally:
            self._handshake_frames.extend(handshake.frames_to_send())
        if proved is None:
            return
        channel = Channel(proved.noise)
        if proved.purpose == "pair" and self._conversation is not None:
            self._conversation.begin(proved.peer, proved.noise.handshake_hash, now_s)
            self._state = Pairing(channel, proved.peer, self._conversation)
            self.advance_pairing(now_s)
        elif self._admits(proved.peer):
            self._greet(channel, proved.peer, now_s)
        else:
            channel.queue(Bye(reason="not_paired"))
            self._end(
                LinkClosed("not_paired", by_peer=False, detail="The device is not paired."),
                channel,
            )

    def _receive_sealed(self, channel: Channel, frame: bytes, now_s: float) -> None:
        trusted = isinstance(self._state, Up)
        limit = MAX_MESSAGE_BYTES if trusted else MAX_UNTRUSTED_MESSAGE_BYTES
        data = channel.open(frame, limit=limit)
        if data is None:
            return
        if len(data) > (limit := largest_bytes(data)):
            raise TooLargeError(f"A message is over the limit of {limit} bytes for its type.")
        message = decode(data, ChannelMessage)
        match self._state, message:
            case _, Ping(nonce=nonce):
                # Whatever waits already shows that this side lives, and a peer that pings without
                # reading must not fill the queue.
                if channel.is_idle:
                    channel.queue(Pong(nonce=nonce))
            case _, Pong():
                pass
            case _, Bye(reason=reason, detail=detail):
                self._end(LinkClosed(reason, by_peer=True, detail=detail))
            case Pairing(conversation=conversation), (
                PairRequest() | PairPending() | PairAccepted() | PairConfirmed() | PairRejected()
            ):
                conversation.receive(message, now_s)
                self.advance_pairing(now_s)
            case Greeting(peer=peer), LinkUp():
                self._state = Up(channel)
                self._events.append(LinkOpened(peer, message))
            case Up(), message if not isinstance(message, LinkUp | PairingMessage):
                self._events.append(Received(message))
            case _:
                raise PeerError(f"A {type(message).__name__} came out of turn.")

    def _greet(self, channel: Channel, peer: DeviceInfo, now_s: float) -> None:
        channel.queue(LinkUp(boot_id=self._local.boot_id, addresses=self._local.addresses))
        self._state = Greeting(channel, peer, now_s + HANDSHAKE_TIMEOUT_S)

    def _keepalive_s(self) -> float:
        ping_s = max(self._heard_s, self._pinged_s) + PING_AFTER_S
        return min(ping_s, self._heard_s + DEAD_AFTER_S)

    def _keep_alive(self, channel: Channel, now_s: float) -> None:
        if now_s >= self._heard_s + DEAD_AFTER_S:
            self._close("timeout", f"Nothing was heard for {DEAD_AFTER_S:.0f} s.")
        elif now_s >= self._keepalive_s():
            self._pinged_s = now_s
            channel.queue(Ping(nonce=int(now_s * 1000)))

    def _close(self, reason: ByeReason, detail: str) -> None:
        closed = LinkClosed(reason, by_peer=False, detail=detail)
        match self._state:
            case Pairing(channel) | Greeting(channel) | Up(channel):
                can_speak = channel.forget()
                if can_speak:
                    channel.queue(Bye(reason=reason, detail=detail))
                self._end(closed, channel)
            case Shaking():
                self._end(closed)
            case Closed():
                pass

    def _end(self, event: LinkClosed, last_words: Channel | None = None) -> None:
        self._state = Closed(last_words)
        self._events.append(event)
