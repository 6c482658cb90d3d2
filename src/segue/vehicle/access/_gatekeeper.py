"""From a token to rights, or why it does not count.

A token is a JWT (RFC 7519) signed with RS256, ES256 or EdDSA, for the audience `kuksa.val`, with an
expiry and a scope. The algorithm is the trusted key's own and never the token's choice.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from segue.kernel import LocalUseError
from segue.vehicle.access._errors import TokenExpired, Unauthenticated
from segue.vehicle.access._rights import Rights
from segue.vehicle.access._scope import ACTIONS, Grant, parse_scope
from segue.vehicle.access._trust import Trust, TrustedKey

AUDIENCE = "kuksa.val"
ANYONE = "anyone"
_MAX_TOKEN_CHARS = 16_384
"""Twice what fits gRPC's default metadata."""
_MAX_NAME_CHARS = 128
_REMEMBERED = 1024
"""Tokens whose signatures are not checked again; each is some kilobytes."""
_NOT_YET_LEEWAY_S = 60.0
"""A signer's clock may be ahead of this car's by so much."""
_ANOTHER = "`segue token create` makes one that counts here."


@dataclass(frozen=True, slots=True)
class _Admitted:
    """What was verified of a token."""

    token_id: str
    key: TrustedKey
    expires_utc_s: float


class Gatekeeper:
    """Knows whom to let in.

    Args:
        trust: Returns what counts now; called at every check, so it must be cheap.
        utc_s: Returns the time now.
        open_to_all: Whether a caller without a token may do everything: for development.
    """

    def __init__(
        self, trust: Callable[[], Trust], utc_s: Callable[[], float], *, open_to_all: bool = False
    ) -> None:
        self._trust = trust
        self._utc_s = utc_s
        self._anyone = Rights(ANYONE, map(Grant, ACTIONS) if open_to_all else (Grant("read"),))
        self._known: OrderedDict[str, Rights] = OrderedDict()

    def admit(self, token: str | None) -> Rights:
        """Return the rights of who shows this token, or none.

        Raises:
            Unauthenticated: The token does not count; says why.
        """
        if token is None:
            return self._anyone
        rights = self._known.get(token)
        if rights is None:
            rights = self._verify(token)
            self._known[token] = rights
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(token)
        rights.check()
        return rights

    def _verify(self, token: str) -> Rights:
        if len(token) > _MAX_TOKEN_CHARS:
            raise Unauthenticated(f"The token is longer than {_MAX_TOKEN_CHARS} characters.")
        if not token.isascii():
            raise Unauthenticated("The token is malformed: it is no JWT.")
        key, claims = self._signed_claims(token)
        audience = claims.get("aud")
        if AUDIENCE not in (audience if isinstance(audience, list) else [audience]):
            raise Unauthenticated(
                f"The token is for another audience than {AUDIENCE}.", do=_ANOTHER
            )
        expires_utc_s = _time(claims.get("exp"))
        if expires_utc_s is None:
            raise Unauthenticated("The token does not say until when it counts (exp).", do=_ANOTHER)
        not_before_s = _time(claims.get("nbf", 0))
        if not_before_s is None or self._utc_s() < not_before_s - _NOT_YET_LEEWAY_S:
            raise Unauthenticated("The token does not count yet (nbf).")
        scope = claims.get("scope")
        if not isinstance(scope, str):
            raise Unauthenticated("The token is malformed: it has no scope.", do=_ANOTHER)
        try:
            grants = parse_scope(scope)
        except LocalUseError as error:
            raise Unauthenticated(
                f"The token is malformed: {error.message}", do=error.do
            ) from error
        admitted = _Admitted(token_id_of(token, claims), key, expires_utc_s)
        return Rights(
            _name(claims.get("sub")) or f"token {admitted.token_id}",
            grants,
            token_id=admitted.token_id,
            check=lambda: self._check(admitted),
        )

    def _signed_claims(self, token: str) -> tuple[TrustedKey, dict[str, Any]]:
        """Return the claims and the key that signed them."""
        import jwt  # noqa: PLC0415  a quarter of a second, which the first token pays

        try:
            algorithm = jwt.get_unverified_header(token).get("alg")
        except jwt.InvalidTokenError as error:
            raise Unauthenticated("The token is malformed: it is no JWT.") from error
        if algorithm not in ("RS256", "ES256", "EdDSA"):
            raise Unauthenticated(
                f"The token is signed with {str(algorithm)[:20]!r}: only RS256, ES256 and EdDSA"
                " count.",
                do=_ANOTHER,
            )
        for trusted in self._trust().keys:
            if trusted.algorithm != algorithm:
                continue
            try:
                payload = jwt.PyJWS(algorithms=[trusted.algorithm]).decode(
                    token, cast("Any", trusted.key), algorithms=[trusted.algorithm]
                )
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidTokenError as error:
                raise Unauthenticated("The token is malformed.") from error
            return trusted, _claims(payload)
        raise Unauthenticated(
            "The token is not signed by a key that is trusted here.",
            do="`segue token trust FILE.pem` trusts a signer.",
        )

    def _check(self, admitted: _Admitted) -> None:
        trust = self._trust()
        if admitted.token_id in trust.revoked:
            raise Unauthenticated("The token was revoked.", do=_ANOTHER)
        if self._utc_s() >= admitted.expires_utc_s:
            raise TokenExpired("The token has expired.", do=_ANOTHER)
        if admitted.key not in trust.keys:
            raise Unauthenticated("The token's signer is not trusted here any more.", do=_ANOTHER)


def token_id_of(token: str, claims: dict[str, Any]) -> str:
    """Return what names a token: its `jti`, or a hash of what was signed.

    Not of the whole text: a signature can be written in several ways, and one that is written
    otherwise must not make a revoked token another.
    """
    return _name(claims.get("jti")) or hashlib.sha256(token.rpartition(".")[0].encode()).hexdigest()


def _claims(payload: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(payload, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise Unauthenticated("The token is malformed: its claims are no JSON object.") from error


def _name(value: object) -> str:
    """Return a claim that names something, or nothing when no log or file should hold it."""
    if isinstance(value, str) and len(value) <= _MAX_NAME_CHARS and value.isprintable():
        return value.strip()
    return ""


def _time(value: object) -> float | None:
    """Return a claim that is a moment; None when it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None
