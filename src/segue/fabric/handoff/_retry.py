"""When to send again: back-off by doubling, without a clock of its own."""

from __future__ import annotations

from segue.fabric.handoff._limits import Limits


class Retry:
    """One message that is sent until it is answered."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._attempts = 0
        self.at_s: float | None = None
        """When to send again; None while there is nothing to send."""

    def sent(self, now_s: float) -> None:
        """Note that it was sent just now."""
        limits = self._limits
        wait_s = min(limits.retry_first_s * 2.0**self._attempts, limits.retry_most_s)
        self._attempts = min(self._attempts + 1, 16)
        self.at_s = now_s + wait_s

    def clear(self) -> None:
        """Forget it: answered, or nobody there to send it to."""
        self._attempts = 0
        self.at_s = None

    def due(self, now_s: float) -> bool:
        """Say whether it is time to send again."""
        return self.at_s is not None and now_s >= self.at_s
