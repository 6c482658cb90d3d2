"""Subscriptions: nothing wanted is lost, nothing unwanted is told, nobody slows another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.kernel import LocalUseError
from segue.vehicle.signals import Filter, Provider, SignalStore, Subscription

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.CurrentGear"


def store_with_provider() -> tuple[SignalStore, Provider]:
    """Return a store and someone who may set values."""
    store = SignalStore()
    return store, store.register("test", now_s=0.0)


def heard(subscription: Subscription) -> list[object]:
    """Return the values that wait."""
    return [sample.value for sample in subscription.drain()]


def test_a_subscriber_starts_with_what_there_is():
    """The present values come first, then the changes; signals without a value say nothing."""
    store, provider = store_with_provider()
    store.set(provider, SPEED, 10.0, 0.0)
    subscription = store.subscribe([SPEED, GEAR], now_s=1.0)
    store.set(provider, SPEED, 20.0, 2.0)
    assert heard(subscription) == [10.0, 20.0]


def test_unknown_paths_are_reported_and_the_others_work():
    """A subscription says which of its patterns mean nothing."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED, "Vehicle.Sped", "Nothing.*"], now_s=0.0)
    assert subscription.unknown == ("Vehicle.Sped", "Nothing.*")
    store.set(provider, SPEED, 20.0, 1.0)
    assert heard(subscription) == [20.0]


def test_a_branch_brings_all_below_it_once():
    """A signal that two patterns mean is told once."""
    store, provider = store_with_provider()
    subscription = store.subscribe(["Vehicle.CurrentLocation", "Vehicle.**.Latitude"], now_s=0.0)
    store.set(provider, "Vehicle.CurrentLocation.Latitude", 48.1, 1.0)
    assert heard(subscription) == [48.1]


@pytest.mark.parametrize(
    ("min_change", "expected"),
    [
        (0.0, [10.0, 10.4, 10.8, 11.2, 10.0]),
        (None, [10.0, 10.0, 10.4, 10.8, 11.2, 10.0]),
        (1.0, [10.0, 11.2, 10.0]),
    ],
)
def test_the_change_filter_compares_with_what_was_told(
    min_change: float | None, expected: list[float]
):
    """Small steps that add up are told; without a filter every update is, changed or not."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_change=min_change))
    for now_s, value in enumerate([10.0, 10.0, 10.4, 10.8, 11.2, 10.0]):
        store.set(provider, SPEED, value, float(now_s))
    assert heard(subscription) == expected


def test_the_last_value_comes_when_the_interval_ends():
    """A burst inside the interval is told as its first and its last value, the last on time."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_interval_s=1.0))
    for step in range(6):
        store.set(provider, SPEED, 10.0 + step, step / 10)
    assert heard(subscription) == [10.0]
    assert store.next_timer_s() == 1.0
    store.on_timer(0.9)
    assert heard(subscription) == []
    store.on_timer(1.0)
    assert heard(subscription) == [15.0]
    assert store.next_timer_s() is None


def test_nothing_is_told_when_a_value_is_back_before_the_interval_ends():
    """The reader already has the last value."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_interval_s=1.0))
    for now_s, value in ((0.0, 10.0), (0.2, 20.0), (0.4, 10.0)):
        store.set(provider, SPEED, value, now_s)
    store.on_timer(1.0)
    assert heard(subscription) == [10.0]


def test_the_interval_holds_when_the_timer_is_late():
    """An update after the interval is told at once, and the next one waits for its own interval."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_interval_s=1.0))
    for now_s, value in ((0.0, 10.0), (0.5, 20.0), (1.2, 30.0), (1.3, 40.0)):
        store.set(provider, SPEED, value, now_s)
    assert heard(subscription) == [10.0, 30.0]
    store.on_timer(1.3)
    assert heard(subscription) == []
    assert store.next_timer_s() == 2.2
    store.on_timer(2.2)
    assert heard(subscription) == [40.0]


def test_staleness_is_told_whatever_the_change_filter():
    """A reader hears that a value may no longer be trusted."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_change=100.0))
    store.set(provider, SPEED, 10.0, 0.0)
    store.disconnect(provider, now_s=1.0)
    assert [sample.freshness for sample in subscription.drain()] == ["fresh", "stale"]


def test_a_slow_reader_loses_its_own_oldest_and_can_count_them():
    """The queue keeps the newest; another reader of the same signal loses nothing."""
    store, provider = store_with_provider()
    slow = store.subscribe([SPEED], now_s=0.0, capacity=3)
    quick = store.subscribe([SPEED], now_s=0.0)
    for step in range(10):
        store.set(provider, SPEED, float(step), float(step))
    assert heard(slow) == [7.0, 8.0, 9.0]
    assert slow.dropped == 7
    assert len(heard(quick)) == 10
    assert quick.dropped == 0


def test_a_reader_is_woken_once_until_it_reads():
    """Wake is called when something begins to wait, not for each sample."""
    store, provider = store_with_provider()
    calls: list[None] = []
    subscription = store.subscribe([SPEED], now_s=0.0, wake=lambda: calls.append(None))
    for step in range(3):
        store.set(provider, SPEED, float(step), 0.0)
    assert len(calls) == 1
    subscription.drain()
    store.set(provider, SPEED, 9.0, 0.0)
    assert len(calls) == 2


def test_nothing_comes_after_unsubscribing():
    """An ended subscription costs nothing, not even what waited for its interval."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_interval_s=1.0))
    store.set(provider, SPEED, 1.0, 0.0)
    store.set(provider, SPEED, 2.0, 0.1)
    store.unsubscribe(subscription)
    store.unsubscribe(subscription)
    subscription.drain()
    store.set(provider, SPEED, 3.0, 2.0)
    assert store.next_timer_s() is None
    assert heard(subscription) == []


@pytest.mark.parametrize(
    "bad", [{"min_change": -1.0}, {"min_interval_s": -0.1}, {"min_interval_s": float("nan")}]
)
def test_a_filter_that_means_nothing_is_refused(bad: dict[str, float]):
    """Negative and not-a-number limits are named."""
    with pytest.raises(LocalUseError, match=next(iter(bad))):
        Filter(**bad)


def test_a_capacity_is_positive():
    """A queue that can hold nothing is refused."""
    with pytest.raises(LocalUseError, match="capacity"):
        SignalStore().subscribe([SPEED], now_s=0.0, capacity=0)


STEPS = st.lists(st.tuples(st.floats(0.0, 2.0), st.sampled_from([1.0, 2.0, 3.0])), max_size=50)


@given(steps=STEPS, interval_s=st.floats(0.0, 3.0), timers=st.booleans())
def test_every_reader_ends_with_the_last_value(
    steps: list[tuple[float, float]], interval_s: float, timers: bool
):
    """Whatever the bursts and however late the timers, the last value arrives, never too often."""
    store, provider = store_with_provider()
    subscription = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_interval_s=interval_s))
    now_s, value = 0.0, None
    heard_s: list[float] = []
    told: list[object] = []

    def read() -> None:
        for sample in subscription.drain():
            heard_s.append(now_s)
            told.append(sample.value)

    for wait_s, value in steps:
        now_s += wait_s
        if timers:
            store.on_timer(now_s)
            read()
        store.set(provider, SPEED, value, now_s)
        read()
        assert len(store._timers) <= 1
    while (due_s := store.next_timer_s()) is not None:
        now_s = max(now_s, due_s)
        store.on_timer(now_s)
        read()
    assert (told[-1] if told else None) == value
    assert all(later - earlier >= interval_s - 1e-9 for earlier, later in pairwise(heard_s))
