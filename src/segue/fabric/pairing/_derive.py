"""What both sides of a pairing derive from the handshake they share."""

from __future__ import annotations

import hashlib
import hmac

SECRET_BYTES = 16
_PROOF_CONTEXT = b"segue-pair-v1"
_CHECK_CONTEXT = b"segue-check-v1"
_CHECK_CODES = 1_000_000


def pair_proof(secret: bytes, handshake_hash: bytes) -> bytes:
    """Return the 32 bytes that show knowledge of `secret` on this one link and no other."""
    return hmac.digest(secret, _PROOF_CONTEXT + handshake_hash, "sha256")


def check_code(handshake_hash: bytes) -> str:
    """Return the six digits that both screens show: equal only when both ends share the link."""
    digest = hashlib.sha256(_CHECK_CONTEXT + handshake_hash).digest()
    return f"{int.from_bytes(digest[:4], 'big') % _CHECK_CODES:06d}"
