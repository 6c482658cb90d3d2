"""What a server says of a signal: what it is, and what it is worth now."""

from __future__ import annotations

from dataclasses import dataclass

from segue.vehicle.signals import Freshness, SignalInfo, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteSignal:
    """A signal that a server has."""

    info: SignalInfo
    number: int
    """The server's own id of it, by which providers speak of it."""
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a signal was worth when it was read."""

    path: str
    value: Value | None
    """None while the signal never had a value."""
    source_utc_s: float | None
    """When it was true, by its source's clock; None when nobody said."""
    provider: str | None
    """Who gave it; None where the server does not tell."""
    freshness: Freshness | None
    """Whether it can still be trusted; None where the server does not tell."""

    def age_s(self, utc_s: float) -> float | None:
        """Return how long ago it was true [s]; None when nobody said when that was."""
        return None if self.source_utc_s is None else max(utc_s - self.source_utc_s, 0.0)
