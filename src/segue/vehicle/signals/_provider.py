"""Who gives values, and until when they are believed."""

from __future__ import annotations

import math


class Provider:
    """A source of values that must be heard from before its lease lapses.

    Made by `SignalStore.register`; give it back to the store with every value.
    """

    __slots__ = ("connected", "lease_s", "name", "seen_s")

    def __init__(self, name: str, *, lease_s: float, now_s: float) -> None:
        self.name = name
        self.lease_s = lease_s
        self.seen_s = now_s
        self.connected = True

    @property
    def lapses_s(self) -> float:
        """When its lease ends unless it is heard from; infinite when it has none."""
        return self.seen_s + self.lease_s if self.connected else math.inf
