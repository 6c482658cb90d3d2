"""A signal's value with where it is from, when it was true, and whether it can still be trusted."""

from __future__ import annotations

from typing import Literal

import msgspec

from segue.vehicle.signals._check import Value

Freshness = Literal["fresh", "stale", "never"]


class Sample(msgspec.Struct, frozen=True, gc=False):
    """One value of one signal.

    A msgspec struct and not a dataclass: hundreds of thousands are made a second.
    """

    path: str
    value: Value | None
    """None only when `freshness` is `never`."""
    source_utc_s: float | None
    """When it was true, by its source's clock; None when the source did not say."""
    received_s: float
    """When the store got it, monotonic."""
    provider: str
    freshness: Freshness
    """`stale` once its provider is gone or silent beyond its lease; `never` before any value."""

    def true_utc_s(self, *, now_s: float, utc_s: float) -> float:
        """Return when the value was true: by its source, or when it came if that did not say.

        Args:
            now_s: Monotonic time now.
            utc_s: UTC now.
        """
        if self.source_utc_s is not None:
            return self.source_utc_s
        return utc_s - (now_s - self.received_s)
