"""Device keys and the ids derived from them."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from segue.kernel import LocalUseError

SEED_BYTES = 32
_ID_BYTES = 16


def device_id_of(public_key: bytes) -> str:
    """Return the id of the device with this Ed25519 public key: 22 characters of base64url."""
    digest = hashlib.sha256(public_key).digest()[:_ID_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def is_signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether `signature` over `message` is by the holder of `public_key`; never raises."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class DeviceKey:
    """A device's private key.

    Args:
        seed: 32 bytes from a cryptographic source; the same seed gives the same device.

    Raises:
        LocalUseError: The seed has another length.
    """

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise LocalUseError(f"A device key is made of {SEED_BYTES} bytes, not {len(seed)}.")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._private.public_key().public_bytes_raw()
        self.device_id = device_id_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over `message`."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"DeviceKey({self.device_id})"
