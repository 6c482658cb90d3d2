"""The car's book of pairing offers.

    offer      becomes                    when
    live       dead: used                 a right proof
               dead: expired              120 s, or a newer offer, or taken back
               dead: too_many_tries       the third wrong proof
    used       dead: declined             the person in the car said no
    dead       forgotten                  10 min after it died

Invariants: at most one offer is live; a right proof is answered `Matched` at most once an offer;
proofs are compared in constant time. A dead offer's secret is kept only to tell a person *why*
an old code does not work.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import Literal

from segue.fabric.pairing._derive import SECRET_BYTES, pair_proof
from segue.kernel import LocalUseError

OFFER_LIFE_S = 120.0
MAX_WRONG_PROOFS = 3
DEAD_OFFER_MEMORY_S = 600.0

RejectReason = Literal["expired", "used", "unknown_code", "declined", "too_many_tries", "no_offer"]


@dataclass(frozen=True, slots=True)
class _Live:
    secret: bytes
    expires_s: float
    wrong_proofs: int = 0


@dataclass(frozen=True, slots=True)
class _Dead:
    secret: bytes
    reason: RejectReason
    since_s: float


@dataclass(frozen=True, slots=True)
class Matched:
    """The proof is right, for the first and only time."""

    secret: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """The proof opens nothing, and why."""

    reason: RejectReason


class OfferBook:
    """The live offer and the dead ones still remembered. Time and secrets come from the caller."""

    def __init__(self) -> None:
        self._live: _Live | None = None
        self._dead: list[_Dead] = []

    def open(self, secret: bytes, now_s: float) -> None:
        """Offer pairing to whoever shows `secret` within 120 s; the offer before it expires.

        Raises:
            LocalUseError: The secret is not 16 bytes.
        """
        if len(secret) != SECRET_BYTES:
            raise LocalUseError(f"A pairing secret is {SECRET_BYTES} bytes, not {len(secret)}.")
        self.close(now_s)
        self._live = _Live(secret, now_s + OFFER_LIFE_S)

    def close(self, now_s: float) -> None:
        """Take back the live offer, if there is one."""
        self._age(now_s)
        self._kill("expired", now_s)

    def expires_in_s(self, now_s: float) -> float | None:
        """Return how long the live offer still lives; None without one."""
        self._age(now_s)
        return self._live.expires_s - now_s if self._live else None

    def fate(self, secret: bytes, now_s: float) -> RejectReason | None:
        """Return why an offer of this car's own is dead; None while it lives or once forgotten."""
        self._age(now_s)
        return next((dead.reason for dead in self._dead if dead.secret == secret), None)

    def redeem(self, proof: bytes, handshake_hash: bytes, now_s: float) -> Matched | Refused:
        """Answer a phone's proof. A right one uses the offer up; a wrong one costs a try."""
        self._age(now_s)
        for dead in self._dead:
            if hmac.compare_digest(pair_proof(dead.secret, handshake_hash), proof):
                return Refused(dead.reason)
        live = self._live
        if live is None:
            return Refused("no_offer")
        if hmac.compare_digest(pair_proof(live.secret, handshake_hash), proof):
            self._kill("used", now_s)
            return Matched(live.secret)
        self._live = replace(live, wrong_proofs=live.wrong_proofs + 1)
        if self._live.wrong_proofs >= MAX_WRONG_PROOFS:
            self._kill("too_many_tries", now_s)
        return Refused("unknown_code")

    def decline(self, matched: Matched, now_s: float) -> None:
        """Record that the person in the car said no to the phone that used this offer."""
        self._dead = [
            _Dead(dead.secret, "declined", now_s) if dead.secret == matched.secret else dead
            for dead in self._dead
        ]

    def _kill(self, reason: RejectReason, now_s: float) -> None:
        if self._live is not None:
            self._dead.append(_Dead(self._live.secret, reason, now_s))
            self._live = None

    def _age(self, now_s: float) -> None:
        if self._live is not None and now_s >= self._live.expires_s:
            self._kill("expired", self._live.expires_s)
        self._dead = [dead for dead in self._dead if now_s - dead.since_s < DEAD_OFFER_MEMORY_S]
