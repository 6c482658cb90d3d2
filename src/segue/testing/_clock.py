"""A clock that stands still until a test moves it."""

from __future__ import annotations


class FakeClock:
    """Both clocks of `kernel.Clock`, moved by hand.

    Args:
        utc_s: Where the wall clock starts; 2025-11-24 16:00 UTC unless told.
    """

    def __init__(self, *, monotonic_s: float = 0.0, utc_s: float = 1_764_000_000.0) -> None:
        self._monotonic_s = monotonic_s
        self._utc_s = utc_s

    def monotonic_s(self) -> float:
        """Return the seconds moved so far, and where it started."""
        return self._monotonic_s

    def utc_s(self) -> float:
        """Return the wall clock."""
        return self._utc_s

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks.

        Raises:
            ValueError: Time does not go back; `jump_utc` moves the wall clock alone.
        """
        if seconds < 0:
            raise ValueError("a monotonic clock does not go back")
        self._monotonic_s += seconds
        self._utc_s += seconds

    def jump_utc(self, seconds: float) -> None:
        """Set the wall clock forward or back, as a user or a time server does."""
        self._utc_s += seconds
