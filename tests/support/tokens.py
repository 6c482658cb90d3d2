"""Signers and tokens for tests of what counts."""

from __future__ import annotations

from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = ed25519.Ed25519PrivateKey.generate()
P256 = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = ed25519.Ed25519PrivateKey.generate()


def pem(key: Any) -> bytes:
    """Return the public part of a key as a file holds it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def token(
    scope: str = "read",
    *,
    key: Any = ED25519,
    algorithm: str = "EdDSA",
    headers: dict[str, Any] | None = None,
    **claims: Any,
) -> str:
    """Return a token that counts until 2001; a claim of None is left out."""
    given = {
        "sub": "app",
        "aud": ["kuksa.val"],
        "exp": 1_000_000_000,
        "jti": "token 1",
        "scope": scope,
        **claims,
    }
    return jwt.encode(
        {name: value for name, value in given.items() if value is not None},
        key,
        algorithm=algorithm,
        headers=headers,
    )
