"""Who gives values, and until when they are believed."""

from __future__ import annotations

import math
from typing import Literal

Claiming = Literal["first_value", "explicit", "never"]
"""When a provider becomes the only one that gives a signal: with its first value of it, by `claim`
alone, or never (then it may give what nobody has claimed)."""


class Provider:
    """A source of values that must be heard from before its lease lapses.

    Made by `SignalStore.register`; give it back to the store with every value.
    """

    __slots__ = ("claiming", "connected", "lease_s", "name", "seen_s", "yielded", "yields")

    def __init__(
        self, name: str, *, lease_s: float, now_s: float, claiming: Claiming, yields: bool
    ) -> None:
        self.name = name
        self.claiming: Claiming = claiming
        self.lease_s = lease_s
        self.seen_s = now_s
        self.connected = True
        self.yields = yields
        self.yielded: set[str] = set()
        """Paths that others claimed from it; it gives them no more, even when they are free."""

    @property
    def lapses_s(self) -> float:
        """When its lease ends unless it is heard from; infinite when it has none."""
        return self.seen_s + self.lease_s if self.connected else math.inf
