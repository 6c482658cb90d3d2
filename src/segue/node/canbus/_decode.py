"""What a log says in VSS signals, without a car."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from segue.vehicle.can import CanPlan, CanReceiver, StoreSink
from segue.vehicle.signals import Sample, SignalStore

if TYPE_CHECKING:
    import can


class LogDecoder:
    """Decodes frames by a plan, as a car would that had heard them.

    Args:
        plan: What to take.
        source: The log's name.
    """

    def __init__(self, plan: CanPlan, *, source: str) -> None:
        self._store = SignalStore()
        self._heard = self._store.subscribe(plan.read_paths, now_s=0.0)
        provider = self._store.register(source, now_s=0.0)
        self.receiver = CanReceiver(plan, StoreSink(self._store, provider))

    def decode(self, frames: Iterable[can.Message]) -> Iterator[tuple[float, Sample]]:
        """Yield each change of a signal, and when it was [s, the log's clock].

        The log's clock is the car's clock here: what was silent for too long is stale.
        """
        for frame in frames:
            now_s = frame.timestamp
            while (due_s := self.receiver.next_timer_s()) is not None and due_s <= now_s:
                self.receiver.on_timer(due_s)
                yield from ((due_s, sample) for sample in self._heard.drain())
            self.receiver.receive([frame], now_s)
            yield from ((now_s, sample) for sample in self._heard.drain())
