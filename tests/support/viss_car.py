"""A car of a few values behind the real broker, with tokens that count there."""

from __future__ import annotations

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from signal_broker import rights, signal_broker

from segue.kernel import Rejected
from segue.testing import FakeClock
from segue.vehicle.access import Trust, trusted_key
from segue.vehicle.orders import Order

SPEED = "Vehicle.Speed"
MOVING = "Vehicle.IsMoving"
DOOR = "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"
LOCK = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
START_UTC_S = 1_764_000_000
HOUR_S = 3600

_KEY = Ed25519PrivateKey.generate()
_PEM = _KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def token(scope: str) -> str:
    """Return a token that counts for the first hour."""
    claims = {"sub": "app", "aud": "kuksa.val", "exp": START_UTC_S + HOUR_S, "scope": scope}
    return jwt.encode(claims, _KEY, algorithm="EdDSA")


GOOD = token("read actuate")
LIMITED = token("read:Vehicle.Speed")
"""Counts, and lets its holder read the speed and nothing else."""


class VissCar:
    """Speed, a door, and whether it moves have values; its driver's door can be locked."""

    def __init__(self) -> None:
        self.clock = FakeClock(utc_s=START_UTC_S)
        trust = Trust(keys=(trusted_key(_PEM, "the tests' key"),))
        self.broker = signal_broker(self.clock, trust=trust)
        self.provider = self.broker.provide(rights("provide"), "car")
        self.provider.claim([SPEED, MOVING, DOOR])
        self.provider.serve([LOCK], self._carry_out)
        self.orders: list[Order] = []
        self.refuses = ""
        """Why an order is refused, when it is."""
        self.answers = True
        """Whether an order is reported as done."""
        self.set(SPEED, 50.5, START_UTC_S + 0.25)
        self.set(MOVING, value=True)
        self.set(DOOR, value=False)

    def set(self, path: str, value: object, source_utc_s: float | None = None) -> None:
        """Give a value."""
        self.provider.publish({path: value}, source_utc_s=source_utc_s)

    def advance(self, seconds: float) -> None:
        """Let time pass, and what is due happen."""
        self.clock.advance(seconds)
        self.broker.on_timer(self.clock.monotonic_s())

    def watched(self, path: str) -> int:
        """Return how many listen to a signal, but for the history."""
        return len(self.broker.signals._slots[path].watches) - 1

    def _carry_out(self, order: Order) -> None:
        self.orders.append(order)
        if self.refuses:
            raise Rejected(self.refuses)
        if self.answers:
            self.provider.report(order.request_id)
