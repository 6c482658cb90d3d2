"""Noise_XX_25519_ChaChaPoly_SHA256 with keys given by the caller.

`noiseprotocol` does the handshake; this narrows it to what a link needs and turns every failure
that a peer can cause into a PeerError.
"""

# `noiseprotocol` has no type stubs; what it returns is converted at once.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from noise.backends.default.keypairs import KeyPair25519
from noise.connection import Keypair, NoiseConnection
from noise.exceptions import (
    NoiseHandshakeError,
    NoiseInvalidMessage,
    NoiseMaxNonceError,
    NoiseValueError,
)

from segue.kernel import PeerError

PROTOCOL_NAME = b"Noise_XX_25519_ChaChaPoly_SHA256"
KEY_BYTES = 32
TAG_BYTES = 16
MAX_CIPHERTEXT_BYTES = 65535

# ValueError: a low-order public key, by `cryptography`.
_PEER_FAULTS = (
    InvalidTag,
    NoiseHandshakeError,
    NoiseInvalidMessage,
    NoiseMaxNonceError,
    NoiseValueError,
    ValueError,
)


def noise_public(static_private: bytes) -> bytes:
    """Return the X25519 public key of a private one."""
    return X25519PrivateKey.from_private_bytes(static_private).public_key().public_bytes_raw()


class Noise:
    """One end of one Noise session: three handshake messages, then sealed frames both ways.

    Args:
        initiator: Whether this end writes the first message.
        prologue: What both ends must have seen alike.
        static_private: X25519, 32 bytes.
        ephemeral_private: X25519, 32 random bytes that are used for this session only.
    """

    def __init__(
        self,
        *,
        initiator: bool,
        prologue: bytes,
        static_private: bytes,
        ephemeral_private: bytes,
    ) -> None:
        self._connection = NoiseConnection.from_name(PROTOCOL_NAME)
        if initiator:
            self._connection.set_as_initiator()
        else:
            self._connection.set_as_responder()
        self._connection.set_prologue(prologue)
        self._connection.set_keypair_from_private_bytes(Keypair.STATIC, static_private)
        self._connection.start_handshake()
        protocol: Any = self._connection.noise_protocol
        self._handshake = protocol.handshake_state
        # The library warns when an ephemeral key is set before the start: it cannot know that
        # this one is fresh randomness from the caller.
        self._handshake.e = KeyPair25519.from_private_bytes(ephemeral_private)

    @property
    def finished(self) -> bool:
        """Whether the three messages have passed and frames may be sealed and opened."""
        return bool(self._connection.handshake_finished)

    @property
    def handshake_hash(self) -> bytes:
        """32 bytes that are equal on both ends of this session and of no other."""
        return bytes(self._connection.get_handshake_hash())

    @property
    def remote_static(self) -> bytes:
        """The peer's static public key, known once it has written a payload-bearing message."""
        return bytes(self._handshake.rs.public_bytes)

    def write(self, payload: bytes = b"") -> bytes:
        """Return the next handshake message.

        Raises:
            PeerError: The peer's key is one with which no secret can be shared.
        """
        try:
            return bytes(self._connection.write_message(payload))
        except _PEER_FAULTS as error:
            raise PeerError("A handshake message did not fit this link.") from error

    def read(self, message: bytes) -> bytes:
        """Return the payload of the peer's handshake message.

        Raises:
            PeerError: It was made for another session, altered, or is no handshake message.
        """
        try:
            return bytes(self._connection.read_message(message))
        except _PEER_FAULTS as error:
            raise PeerError("A handshake message did not fit this link.") from error

    def seal(self, plaintext: bytes) -> bytes:
        """Return the next frame, 16 bytes longer than `plaintext`."""
        return bytes(self._connection.encrypt(plaintext))

    def open(self, frame: bytes) -> bytes:
        """Return the plaintext of the peer's next frame.

        Raises:
            PeerError: It was altered, repeated, reordered or is not from this session.
        """
        try:
            return bytes(self._connection.decrypt(frame))
        except _PEER_FAULTS as error:
            raise PeerError("A frame was altered, repeated or out of order.") from error
