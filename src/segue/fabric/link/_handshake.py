"""From a connection to a proved peer.

    state         input                               → next state    output
    AwaitHello    Hello with a common version         → AwaitFirst    HelloReply
                  Hello without                       → Failed        HelloReply(0)
    AwaitReply    HelloReply(version)                 → AwaitSecond   Noise 1
                  HelloReply(0)                       → Failed
    AwaitFirst    Noise 1                             → AwaitThird    Noise 2, with own identity
    AwaitSecond   Noise 2 of the expected device      → Proved        Noise 3, with own identity
                  Noise 2 of another device           → Failed        (own identity stays unsaid)
    AwaitThird    Noise 3                             → Proved
    any           anything else                       → Failed

The dialler is Noise's initiator. Prologue: b"segue-link", the hello frame and the reply frame as
they were sent, so whoever changes the versions on the way breaks the handshake. A failure is
raised; the machine is then used only to send what `frames_to_send` still holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from segue.fabric.identity import check_proof
from segue.fabric.link._events import LocalDevice
from segue.fabric.link._noise import Noise
from segue.kernel import PeerError
from segue.schema import decode, encode
from segue.schema.link import (
    LINK_VERSIONS,
    DeviceInfo,
    Hello,
    HelloReply,
    IdentityProof,
    LinkPurpose,
)

MAX_HANDSHAKE_FRAME_BYTES = 2048
_PROLOGUE = b"segue-link"


class VersionMismatchError(PeerError):
    """The two ends speak no common version."""


class WrongDeviceError(PeerError):
    """The device that answered is not the one that was dialled."""


@dataclass(frozen=True, slots=True)
class AwaitHello:
    """Listener, before anything."""


@dataclass(frozen=True, slots=True)
class AwaitReply:
    """Dialler, after Hello."""

    hello_frame: bytes
    purpose: LinkPurpose


@dataclass(frozen=True, slots=True)
class AwaitFirst:
    """Listener, after HelloReply."""

    noise: Noise
    purpose: LinkPurpose


@dataclass(frozen=True, slots=True)
class AwaitSecond:
    """Dialler, after Noise 1."""

    noise: Noise
    purpose: LinkPurpose


@dataclass(frozen=True, slots=True)
class AwaitThird:
    """Listener, after Noise 2."""

    noise: Noise
    purpose: LinkPurpose


@dataclass(frozen=True, slots=True)
class Proved:
    """The peer holds the key of its device id, and nobody is in between."""

    noise: Noise
    purpose: LinkPurpose
    peer: DeviceInfo


State = AwaitHello | AwaitReply | AwaitFirst | AwaitSecond | AwaitThird | Proved


class Handshake:
    """One end of one handshake: a dialler when `purpose` is given, else a listener.

    Args:
        ephemeral_private: 32 random bytes for this handshake only.
        expected_device_id: The only device to go on with; None for any.
    """

    def __init__(
        self,
        local: LocalDevice,
        *,
        ephemeral_private: bytes,
        purpose: LinkPurpose | None = None,
        expected_device_id: str | None = None,
    ) -> None:
        self._local = local
        self._ephemeral_private = ephemeral_private
        self._expected_device_id = expected_device_id
        self._outbox: list[bytes] = []
        self._state: State = AwaitHello()
        if purpose is not None:
            hello = encode(Hello(versions=LINK_VERSIONS, purpose=purpose, agent=local.agent))
            self._outbox.append(hello)
            self._state = AwaitReply(hello, purpose)

    def frames_to_send(self) -> list[bytes]:
        """Return the frames for the peer that have not been taken yet."""
        frames, self._outbox = self._outbox, []
        return frames

    def receive(self, frame: bytes) -> Proved | None:
        """Take one frame; return the peer once it is proved.

        Raises:
            VersionMismatchError: There is no common version.
            WrongDeviceError: Another device answered than the one dialled.
            PeerError: The frame is too large, malformed, altered or from another handshake.
        """
        if len(frame) > MAX_HANDSHAKE_FRAME_BYTES:
            raise PeerError(f"A handshake frame of {len(frame)} bytes is too large.")
        match self._state:
            case AwaitHello():
                self._state = self._answer_hello(frame)
            case AwaitReply(hello_frame, purpose):
                self._state = self._take_reply(frame, hello_frame, purpose)
            case AwaitFirst(noise, purpose):
                noise.read(frame)
                self._outbox.append(noise.write(encode(self._local.proof)))
                self._state = AwaitThird(noise, purpose)
            case AwaitSecond(noise, purpose):
                peer = self._prove(noise, frame)
                self._outbox.append(noise.write(encode(self._local.proof)))
                self._state = Proved(noise, purpose, peer)
            case AwaitThird(noise, purpose):
                self._state = Proved(noise, purpose, self._prove(noise, frame))
            case Proved():
                raise PeerError("A handshake frame came after the handshake.")
        return self._state if isinstance(self._state, Proved) else None

    def _answer_hello(self, frame: bytes) -> AwaitFirst:
        hello: Hello = decode(frame, Hello)
        version = next((version for version in LINK_VERSIONS if version in hello.versions), 0)
        reply = encode(HelloReply(version=version, versions=LINK_VERSIONS, agent=self._local.agent))
        self._outbox.append(reply)
        if version == 0:
            raise _version_mismatch(hello.versions)
        noise = self._noise(initiator=False, hello_frame=frame, reply_frame=reply)
        return AwaitFirst(noise, hello.purpose)

    def _take_reply(self, frame: bytes, hello_frame: bytes, purpose: LinkPurpose) -> AwaitSecond:
        reply: HelloReply = decode(frame, HelloReply)
        if reply.version not in LINK_VERSIONS:
            raise _version_mismatch(reply.versions)
        noise = self._noise(initiator=True, hello_frame=hello_frame, reply_frame=frame)
        self._outbox.append(noise.write())
        return AwaitSecond(noise, purpose)

    def _noise(self, *, initiator: bool, hello_frame: bytes, reply_frame: bytes) -> Noise:
        return Noise(
            initiator=initiator,
            prologue=_PROLOGUE + hello_frame + reply_frame,
            static_private=self._local.static_private,
            ephemeral_private=self._ephemeral_private,
        )

    def _prove(self, noise: Noise, frame: bytes) -> DeviceInfo:
        proof: IdentityProof = decode(noise.read(frame), IdentityProof)
        peer = check_proof(proof, noise_static_public=noise.remote_static)
        if self._expected_device_id not in (None, peer.device_id):
            raise WrongDeviceError(
                "Another device answered than the one expected: the code or address is for "
                "another car."
            )
        return peer


def _version_mismatch(theirs: tuple[int, ...]) -> VersionMismatchError:
    ours = ", ".join(str(version) for version in LINK_VERSIONS)
    shown = ", ".join(str(version) for version in theirs[:4]) or "none"
    return VersionMismatchError(
        f"The other device speaks link version {shown}; this one speaks {ours}.",
        do="Update Segue on the older of the two.",
    )
