"""Tokens that the car's own key signs, and what is known of them afterwards."""

from __future__ import annotations

import math
import secrets
from pathlib import Path

import msgspec

from segue.kernel import Clock, DataUnusable, LocalUseError, SystemClock, new_id
from segue.node.storage import load_or_make_signer
from segue.node.tokens._places import Places, append_line, read_lines
from segue.node.tokens._trust_files import ensure_own_key
from segue.vehicle.access import AUDIENCE, parse_scope

_ISSUER = "segue car"
_LONGEST_S = 366 * 86_400.0
_PASSING_S = 60.0
_ID_RANDOM_BYTES = 10


class IssuedToken(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a token, which is not the token."""

    token_id: str
    subject: str
    scope: str
    issued_utc_s: float
    expires_utc_s: int


def own_token(
    folder: Path,
    scope: str,
    lifetime_s: float,
    *,
    subject: str = "owner",
    clock: Clock | None = None,
) -> str:
    """Return a token for who may read a car's data folder: its owner.

    One that lives for a minute at most is not listed.

    Raises:
        LocalUseError: The scope or the lifetime makes no sense.
        DataUnusable: The car's own key cannot be used.
    """
    return issue_token(folder, scope, lifetime_s=lifetime_s, subject=subject, clock=clock)[0]


def issue_token(
    folder: Path, scope: str, *, lifetime_s: float, subject: str, clock: Clock | None = None
) -> tuple[str, IssuedToken]:
    """Sign a token with the car's own key; return it and what is kept of it.

    Raises:
        LocalUseError: The scope, the lifetime or the name makes no sense.
        DataUnusable: The car's own key cannot be used, or the list not be written.
    """
    import jwt  # noqa: PLC0415  a quarter of a second

    if not parse_scope(scope):
        raise LocalUseError("A token without a scope gives nothing.", do="Write --scope read.")
    if not 0.0 < lifetime_s <= _LONGEST_S:
        raise LocalUseError(f"A token lives for 366 days at most, not {lifetime_s:g} s.")
    if not subject.strip() or not subject.isprintable():
        raise LocalUseError(f"{subject!r} is no name for who uses the token.")
    places = Places(folder)
    ensure_own_key(places)
    now_s = (clock or SystemClock()).utc_s()
    token = IssuedToken(
        token_id=new_id(now_s, secrets.token_bytes(_ID_RANDOM_BYTES)),
        subject=subject,
        scope=" ".join(scope.split()),
        issued_utc_s=now_s,
        expires_utc_s=math.ceil(now_s + lifetime_s),
    )
    if lifetime_s > _PASSING_S:
        append_line(places.issued, msgspec.json.encode(token).decode())
    claims = {
        "iss": _ISSUER,
        "sub": token.subject,
        "aud": [AUDIENCE],
        "iat": int(now_s),
        "exp": token.expires_utc_s,
        "jti": token.token_id,
        "scope": token.scope,
    }
    return jwt.encode(claims, load_or_make_signer(places.own), algorithm="EdDSA"), token


def issued_tokens(folder: Path, *, clock: Clock | None = None) -> list[tuple[IssuedToken, bool]]:
    """Return the tokens that have not expired, oldest first, and whether each was revoked.

    Raises:
        DataUnusable: The list cannot be read.
    """
    places = Places(folder)
    now_s = (clock or SystemClock()).utc_s()
    revoked = frozenset(read_lines(places.revoked))
    try:
        tokens = [msgspec.json.decode(line, type=IssuedToken) for line in read_lines(places.issued)]
    except msgspec.MsgspecError as error:
        raise DataUnusable(f"{places.issued} is damaged: {error}.") from error
    return [(token, token.token_id in revoked) for token in tokens if token.expires_utc_s > now_s]
