"""The signal store in one process: set a value and have a subscriber notified.

python benchmarks/signals.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

from _report import report
from segue.vehicle.signals import Provider, SignalStore

_RUNS = 7
_VALUES = 200_000
_BATCH = 100
_SUBSCRIBERS = 100
_GOAL_PER_S = 500_000
_SPEED = "Vehicle.Speed"


def _rate_per_s(values: int, work: Callable[[], None]) -> float:
    start_s = time.perf_counter()
    work()
    return values / (time.perf_counter() - start_s)


def _one_at_a_time() -> float:
    store, provider = _store()
    store.subscribe([_SPEED], now_s=0.0)

    def work() -> None:
        for step in range(_VALUES):
            store.set(provider, _SPEED, step * 0.001, step * 0.001)

    return _rate_per_s(_VALUES, work)


def _in_batches() -> float:
    store, provider = _store()
    paths = [info.path for info in store.catalogue if info.datatype == "float" and not info.low]
    store.subscribe(paths, now_s=0.0)

    def work() -> None:
        for step in range(_VALUES // _BATCH):
            store.set_many(provider, dict.fromkeys(paths[:_BATCH], step % 50 + 0.5), step * 0.001)

    return _rate_per_s(_VALUES, work)


def _many_subscribers() -> float:
    store, provider = _store()
    for _ in range(_SUBSCRIBERS):
        store.subscribe([_SPEED], now_s=0.0)

    def work() -> None:
        for step in range(_VALUES // _SUBSCRIBERS):
            store.set(provider, _SPEED, step * 0.001, step * 0.001)

    return _rate_per_s(_VALUES, work)


def _store() -> tuple[SignalStore, Provider]:
    store = SignalStore()
    return store, store.register("benchmark", now_s=0.0)


def main() -> None:
    """Print the rates."""
    for name, measure, note in (
        ("signals: set + notify, one at a time", _one_at_a_time, "one subscriber, any change"),
        ("signals: set + notify, batches of 100", _in_batches, "one subscriber, any change"),
        ("signals: notify 100 subscribers of one signal", _many_subscribers, "deliveries"),
    ):
        rates = [measure() for _ in range(_RUNS)]
        met = min(rates) >= _GOAL_PER_S
        report(name, rates, "per s", goal=f"≥ {_GOAL_PER_S:,}", met=met, note=note)


if __name__ == "__main__":
    main()
