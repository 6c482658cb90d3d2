"""How often strangers at one address may shake hands."""

from __future__ import annotations

BURST = 20
"""Handshakes at once: a household behind one address, or a page that is loaded again and again."""
REFILL_PER_S = 0.5
"""And one every two seconds after that: 0.3 ms a second of one core at half a millisecond each."""
MAX_ADDRESSES = 1024


class HandshakeRates:
    """A token bucket an address. Time comes from the caller.

    A handshake that ends in a link costs nothing, so only strangers run dry. The table is bounded:
    addresses that are full again are forgotten, and beyond MAX_ADDRESSES new ones share a bucket.
    """

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}
        """address → (tokens, when that was true)."""

    def take(self, address: str, now_s: float) -> bool:
        """Return whether a handshake may begin, and count it."""
        if address not in self._buckets and len(self._buckets) >= MAX_ADDRESSES:
            self._forget_full(now_s)
            if len(self._buckets) >= MAX_ADDRESSES:
                address = ""
        tokens = self._tokens(address, now_s)
        if tokens < 1.0:
            return False
        self._buckets[address] = (tokens - 1.0, now_s)
        return True

    def give_back(self, address: str, now_s: float) -> None:
        """Take back the count of a handshake that ended in a link."""
        if address in self._buckets:
            tokens = min(self._tokens(address, now_s) + 1.0, float(BURST))
            self._buckets[address] = (tokens, now_s)

    def _tokens(self, address: str, now_s: float) -> float:
        tokens, since_s = self._buckets.get(address, (float(BURST), now_s))
        return min(tokens + REFILL_PER_S * max(now_s - since_s, 0.0), float(BURST))

    def _forget_full(self, now_s: float) -> None:
        self._buckets = {
            address: bucket
            for address, bucket in self._buckets.items()
            if self._tokens(address, now_s) < BURST
        }
