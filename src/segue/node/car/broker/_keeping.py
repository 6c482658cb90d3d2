"""Keeps what signals were, from a subscription: setting a value costs no more for it."""

from __future__ import annotations

import asyncio

from segue.kernel import Clock
from segue.vehicle.signals import Filter, History, Point, SignalStore

_EVERY_S = 1.0
_ROOM_A_SIGNAL = 4
"""Samples of each signal that may wait between two looks: twice what comes in two seconds."""


class HistoryKeeper:
    """The changes of every signal, at most one a second of each."""

    def __init__(self, signals: SignalStore, clock: Clock) -> None:
        self._clock = clock
        self._history = History()
        self._woken = asyncio.Event()
        self._subscription = signals.subscribe(
            [info.path for info in signals.catalogue],
            now_s=clock.monotonic_s(),
            wanted=Filter(min_interval_s=_EVERY_S),
            capacity=_ROOM_A_SIGNAL * len(signals.catalogue),
            wake=self._woken.set,
        )

    def since(self, path: str, utc_s: float) -> list[Point]:
        """Return what a signal was since then, oldest first."""
        self._take()
        return self._history.since(path, utc_s)

    async def run(self) -> None:
        """Keep what comes until cancelled."""
        while True:
            await self._woken.wait()
            await asyncio.sleep(_EVERY_S)
            self._woken.clear()
            self._take()

    def _take(self) -> None:
        now_s, utc_s = self._clock.monotonic_s(), self._clock.utc_s()
        for sample in self._subscription.drain():
            # That a source was lost is no new value.
            if sample.value is not None and sample.freshness == "fresh":
                true_s = sample.true_utc_s(now_s=now_s, utc_s=utc_s)
                self._history.add(sample.path, true_s, sample.value)
