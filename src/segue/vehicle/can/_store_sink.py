"""A bus's signals straight into a store, as one provider."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from segue.vehicle.signals import Provider, SignalStore, Value


class StoreSink:
    """Gives signals to a store.

    Args:
        store: Which.
        provider: As whom.
    """

    def __init__(self, store: SignalStore, provider: Provider) -> None:
        self._store = store
        self._provider = provider

    def give(self, values: Mapping[str, Value], now_s: float, source_utc_s: float | None) -> None:
        """Take values of one frame."""
        self._store.set_many(self._provider, values, now_s, source_utc_s)

    def expire(self, paths: Collection[str], now_s: float) -> None:
        """Take note that these are no longer known."""
        self._store.expire(self._provider, paths, now_s=now_s)
