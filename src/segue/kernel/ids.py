"""Identifiers that sort by creation time."""

from __future__ import annotations

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BYTES = 10


def new_id(utc_s: float, randomness: bytes) -> str:
    """Return a 26-character id: 48 bits of milliseconds, then 80 random bits.

    Args:
        utc_s: Creation time; ids made later sort later.
        randomness: Exactly 10 bytes from a cryptographic source.

    Source: the ULID layout, in lower-case Crockford base 32.
    """
    if len(randomness) != _RANDOM_BYTES:
        raise ValueError(f"randomness must be {_RANDOM_BYTES} bytes, not {len(randomness)}")
    value = (int(utc_s * 1000) & ((1 << 48) - 1)) << 80 | int.from_bytes(randomness, "big")
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))
