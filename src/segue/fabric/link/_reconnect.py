"""When to dial again, and where."""

from __future__ import annotations

from segue.kernel import LocalUseError

FIRST_DELAY_S = 0.5
MAX_DELAY_S = 15.0
STABLE_AFTER_S = 10.0


class Reconnect:
    """Back-off over remembered addresses: 0.5 s · 2ⁿ with jitter, at most 15 s.

    All addresses are tried, the one that last worked first, before a delay grows: a phone that
    comes home finds the car at its other address at once.

    Args:
        addresses: WebSocket URLs, best first.

    Raises:
        LocalUseError: There is no address.
    """

    def __init__(self, addresses: tuple[str, ...]) -> None:
        if not addresses:
            raise LocalUseError("There is no address to dial.", do="Pair with the car again.")
        self._addresses = list(dict.fromkeys(addresses))
        self._next = 0
        self._rounds = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        """What to remember, best first."""
        return tuple(self._addresses)

    def next_address(self) -> str:
        """Return where to dial now."""
        return self._addresses[self._next]

    def opened(self, learned: tuple[str, ...]) -> None:
        """Note that the address worked, and what other addresses the peer told."""
        working = self._addresses[self._next]
        self._addresses = list(dict.fromkeys((working, *learned, *self._addresses)))
        self._next = 0

    def delay_s(self, *, lived_s: float, fraction: float) -> float:
        """Return how long to wait after a link that lived `lived_s` (0: it never opened).

        `fraction` is random, 0 to 1: the delay is between half and all of the back-off.
        """
        if lived_s >= STABLE_AFTER_S:
            self._rounds = 0
            self._next = 0
        else:
            self._next = (self._next + 1) % len(self._addresses)
            if self._next != 0:
                return FIRST_DELAY_S * fraction
            self._rounds += 1
        exponent = min(self._rounds, 10)
        backoff_s = min(FIRST_DELAY_S * 2**exponent, MAX_DELAY_S)
        return backoff_s * (0.5 + fraction / 2)

    def retry_now(self) -> None:
        """Start the back-off over: the network has just come back."""
        self._rounds = 0
        self._next = 0
