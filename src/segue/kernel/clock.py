"""Time comes in by the door: shells hold a Clock, pure code takes `now_s`."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Two clocks: one for durations, one for records."""

    def monotonic_s(self) -> float:
        """Return seconds since an arbitrary start; never goes back."""
        ...

    def utc_s(self) -> float:
        """Return seconds since 1970-01-01 UTC; may jump."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def monotonic_s(self) -> float:
        """Return `time.monotonic()`."""
        return time.monotonic()

    def utc_s(self) -> float:
        """Return `time.time()`."""
        return time.time()
