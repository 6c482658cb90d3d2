"""Whose signatures count: public keys, each for the one algorithm that its kind signs with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from segue.kernel import DataUnusable

Algorithm = Literal["RS256", "ES256", "EdDSA"]

_MIN_RSA_BITS = 2048
"""NIST SP 800-131A: less has not been acceptable since 2014."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key and the only algorithm that its signatures may be made with."""

    key: RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey
    algorithm: Algorithm


@dataclass(frozen=True, slots=True)
class Trust:
    """What counts now.

    Args:
        keys: Whose tokens count.
        revoked: Ids of tokens that do not count any more.
    """

    keys: tuple[TrustedKey, ...] = ()
    revoked: frozenset[str] = frozenset()


def trusted_key(pem: bytes, name: str) -> TrustedKey:
    """Return a public key from its PEM text.

    Args:
        pem: As in a `.pem` file, `BEGIN PUBLIC KEY`.
        name: What to call it in an error.

    Raises:
        DataUnusable: It is no public key, or of a kind that is not taken here.
    """
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        hint = " It holds a private key: keep that where it is." if b"PRIVATE KEY" in pem else ""
        raise DataUnusable(
            f"{name} holds no public key in PEM form.{hint}",
            do="`openssl pkey -in KEY -pubout` writes the public part.",
        ) from error
    match key:
        case Ed25519PublicKey():
            return TrustedKey(key, "EdDSA")
        case EllipticCurvePublicKey() if isinstance(key.curve, SECP256R1):
            return TrustedKey(key, "ES256")
        case RSAPublicKey() if key.key_size >= _MIN_RSA_BITS:
            return TrustedKey(key, "RS256")
        case _:
            raise DataUnusable(
                f"{name} is of a kind that is not trusted here.",
                do=f"Take Ed25519, EC on P-256, or RSA of {_MIN_RSA_BITS} bits or more.",
            )
