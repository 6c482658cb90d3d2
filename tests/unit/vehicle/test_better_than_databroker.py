"""What users of signal brokers have asked for: each promise with the test that names it.

What needs a gatekeeper or a gateway is in `node/car/test_broker.py` and the gateways' own tests.
"""

from __future__ import annotations

import itertools
import tracemalloc

import pytest

from segue.kernel import DeviceUnavailable, LocalUseError
from segue.vehicle.signals import (
    TOGETHER,
    AlreadyClaimed,
    Filter,
    NotClaimed,
    SignalStore,
    UnfitValue,
    UnknownSignal,
    _store,
)

SPEED = "Vehicle.Speed"
DISTANCE = "Vehicle.TraveledDistance"
((LATITUDE, LONGITUDE),) = TOGETHER


def test_every_signal_can_be_read_with_or_without_a_provider():
    """Never given, given, and given by who is gone: each is an answer."""
    store = SignalStore()
    assert {store.get(info.path).freshness for info in store.catalogue} == {"never"}
    provider = store.register("can0", now_s=0.0)
    store.set(provider, SPEED, 50.0, 0.0)
    store.disconnect(provider, now_s=1.0)
    assert (store.get(SPEED).value, store.get(SPEED).freshness) == (50.0, "stale")


def test_a_subscription_says_what_it_will_never_hear_of_and_the_rest_works():
    """Unknown and unreadable paths are two lists; neither takes the others down."""
    store = SignalStore()
    heard = store.subscribe(
        [SPEED, "Vehicle.Sped", DISTANCE, "Vehicle.Nothing.**"],
        now_s=0.0,
        readable=lambda path: path != DISTANCE,
    )
    assert heard.unknown == ("Vehicle.Sped", "Vehicle.Nothing.**")
    assert heard.unreadable == (DISTANCE,)
    store.set_many(store.register("can0", now_s=0.0), {SPEED: 1.0, DISTANCE: 1}, 0.0)
    assert [sample.path for sample in heard.drain()] == [SPEED]


def test_a_minimum_interval_never_loses_the_final_value():
    """What came within the interval is delivered when it ends."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0)
    heard = store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_interval_s=1.0))
    for step in range(5):
        store.set(provider, SPEED, float(step), step * 0.1)
    assert [sample.value for sample in heard.drain()] == [0.0]
    due_s = store.next_timer_s()
    assert due_s == 1.0
    store.on_timer(due_s)
    assert [sample.value for sample in heard.drain()] == [4.0]


def test_the_shell_is_told_when_something_is_due_sooner():
    """A timer that waits for a later moment would deliver the final value late."""
    store = SignalStore()
    told: list[float | None] = []
    store.on_earlier_timer = lambda: told.append(store.next_timer_s())
    provider = store.register("can0", now_s=0.0, lease_s=9.0)
    for every_s in (5.0, 1.0, 3.0):
        store.subscribe([SPEED], now_s=0.0, wanted=Filter(min_interval_s=every_s))
    store.set(provider, SPEED, 1.0, 0.0)
    store.set(provider, SPEED, 2.0, 0.0)
    assert told == [9.0, 5.0, 1.0]


def test_a_providers_death_marks_its_values_stale_at_once_or_within_its_lease():
    """At once when its connection ends, and when its lease lapses while it hangs."""
    store = SignalStore()
    dying = store.register("dying", now_s=0.0)
    hanging = store.register("hanging", now_s=0.0, lease_s=0.5)
    store.set(dying, SPEED, 1.0, 0.0)
    store.set(hanging, DISTANCE, 1, 0.0)
    heard = store.subscribe([SPEED, DISTANCE], now_s=0.0)
    heard.drain()
    store.disconnect(dying, now_s=0.1)
    assert [(sample.path, sample.freshness) for sample in heard.drain()] == [(SPEED, "stale")]
    store.on_timer(0.5)
    assert [(sample.path, sample.freshness) for sample in heard.drain()] == [(DISTANCE, "stale")]


def test_values_keep_their_source_time():
    """One for a batch or one each; none is not now."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0)
    store.set_many(provider, {SPEED: 1.0, DISTANCE: 1}, 5.0, source_utc_s=1.5)
    assert [store.get(path).source_utc_s for path in (SPEED, DISTANCE)] == [1.5, 1.5]
    store.set_many(provider, {SPEED: 2.0, DISTANCE: 2}, 6.0, source_utc_s={SPEED: 2.5})
    assert [store.get(path).source_utc_s for path in (SPEED, DISTANCE)] == [2.5, None]


def test_a_slow_subscriber_loses_its_own_oldest_and_slows_nobody():
    """It reads how many it lost; the one beside it has them all."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0)
    slow = store.subscribe([SPEED], now_s=0.0, capacity=10)
    quick = store.subscribe([SPEED], now_s=0.0)
    for step in range(100):
        store.set(provider, SPEED, float(step), step * 0.1)
    assert [sample.value for sample in slow.drain()] == [float(step) for step in range(90, 100)]
    assert (slow.dropped, quick.dropped) == (90, 0)
    assert len(quick.drain()) == 100


def test_a_hundred_subscribers_of_a_hot_signal_need_no_more_memory_over_time():
    """What they hold is bounded by their queues, read or not."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0)
    readers = [store.subscribe([SPEED], now_s=0.0, capacity=16) for _ in range(100)]

    def drive(steps: range) -> int:
        for step in steps:
            store.set(provider, SPEED, step * 0.001, step * 0.001)
            for reader in readers[:50]:
                reader.drain()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = drive(range(2000))
        after = drive(range(2000, 6000))
    finally:
        tracemalloc.stop()
    assert after - before < 20_000


def test_subscriptions_are_refused_when_they_watch_too_much_and_end_without_a_trace(
    monkeypatch: pytest.MonkeyPatch,
):
    """All of them together are bounded, and a place that is given back can be taken."""
    store = SignalStore()
    monkeypatch.setattr(_store, "MAX_WATCHED", 3 * len(store.catalogue))
    held = [store.subscribe(["Vehicle"], now_s=0.0) for _ in range(3)]
    with pytest.raises(DeviceUnavailable, match="too many subscriptions"):
        store.subscribe(["Vehicle"], now_s=0.0)
    store.unsubscribe(held.pop())
    held.append(store.subscribe(["Vehicle"], now_s=0.0))
    for subscription in held:
        store.unsubscribe(subscription)
        store.unsubscribe(subscription)
    assert store._watched == 0
    assert not any(slot.watches for slot in store._slots.values())


def test_a_batch_is_all_or_nothing():
    """Whatever is wrong with one value, none is taken and nobody hears of any."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0, claiming="explicit")
    store.claim(provider, [SPEED], now_s=0.0)
    store.set(provider, SPEED, 1.0, 0.0)
    heard = store.subscribe(["Vehicle"], now_s=0.0)
    heard.drain()
    for bad, error in (
        ({"Vehicle.Sped": 1.0}, UnknownSignal),
        ({DISTANCE: "far"}, UnfitValue),
        ({DISTANCE: 1}, NotClaimed),
        ({LATITUDE: 1.0}, LocalUseError),
    ):
        with pytest.raises(error):
            store.set_many(provider, {SPEED: 2.0, **bad}, 1.0)
    assert store.get(SPEED).value == 1.0
    assert heard.drain() == []


def test_a_batch_arrives_in_one_piece():
    """A gateway can send what was given together in one message."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0)
    batch = {SPEED: 1.0, DISTANCE: 1, "Vehicle.IsMoving": True}
    woken: list[int] = []
    heard = store.subscribe(batch, now_s=0.0, wake=lambda: woken.append(1))
    store.set_many(provider, batch, 0.0)
    assert woken == [1]
    assert {sample.path: sample.value for sample in heard.drain()} == batch


def test_a_signal_has_one_giver():
    """A second claim is refused, and so is a value of who has not claimed; a claim ends."""
    store = SignalStore()
    first = store.register("first", now_s=0.0, claiming="explicit")
    second = store.register("second", now_s=0.0, claiming="explicit")
    visitor = store.register("visitor", now_s=0.0, claiming="never")
    with pytest.raises(NotClaimed, match="first"):
        store.set(first, SPEED, 1.0, 0.0)
    store.set(visitor, SPEED, 1.0, 0.0)
    store.claim(first, [SPEED], now_s=0.0)
    store.claim(first, [SPEED], now_s=0.0)
    with pytest.raises(AlreadyClaimed, match="given by first"):
        store.claim(second, [DISTANCE, SPEED], now_s=0.0)
    with pytest.raises(AlreadyClaimed):
        store.set(visitor, SPEED, 2.0, 0.0)
    with pytest.raises(NotClaimed):
        store.set(second, DISTANCE, 1, 0.0)
    store.disconnect(first, now_s=1.0)
    store.claim(second, [SPEED], now_s=0.0)


# ---------------------------------------------------------------- latitude and longitude


def test_half_a_destination_is_refused_and_says_what_goes_with_it():
    """Alone, in a batch with others, or claimed: the message names both."""
    store = SignalStore()
    provider = store.register("navigation", now_s=0.0)
    for half in (
        lambda: store.set(provider, LATITUDE, 1.0, 0.0),
        lambda: store.set_many(provider, {LONGITUDE: 1.0, SPEED: 1.0}, 0.0),
        lambda: store.claim(provider, [LATITUDE], now_s=0.0),
    ):
        with pytest.raises(LocalUseError, match=r"Latitude and .*Longitude change together"):
            half()
    assert store.get(SPEED).freshness == "never"


@pytest.mark.parametrize("min_change", [None, 0.0, 0.5])
@pytest.mark.parametrize("min_interval_s", [0.0, 0.25])
@pytest.mark.parametrize("capacity", [1, 3, 100])
def test_a_destination_is_never_heard_of_in_halves(
    min_change: float | None, min_interval_s: float, capacity: int
):
    """Whatever the filter, the interval and the queue: both, of one moment, side by side."""
    store = SignalStore()
    provider = store.register("navigation", now_s=0.0)
    heard = store.subscribe(
        ["Vehicle.Cabin.Infotainment.Navigation", SPEED],
        now_s=0.0,
        wanted=Filter(min_change=min_change, min_interval_s=min_interval_s),
        capacity=capacity,
    )
    last: dict[str, object] = {}
    seen = 0
    for step in range(60):
        now_s = step * 0.1
        # One half moves a lot, the other little or not at all.
        moved = {LATITUDE: step * 0.3, LONGITUDE: float(step // 20), SPEED: float(step)}
        store.set_many(provider, moved, now_s, source_utc_s=now_s)
        store.on_timer(now_s)
        if step % 4 == 0:
            for first, second in itertools.pairwise([*heard.drain(), None]):
                if first is not None and first.path == LATITUDE:
                    assert second is not None
                    assert second.path == LONGITUDE
                    assert first.source_utc_s == second.source_utc_s
                    last = {LATITUDE: first.value, LONGITUDE: second.value}
                    seen += 1
                elif second is not None and second.path == LONGITUDE:
                    assert first is not None
                    assert first.path == LATITUDE
    assert seen > 3 or capacity == 1
    store.on_timer(100.0)
    for sample in heard.drain():
        last[sample.path] = sample.value
    if capacity == 100:
        assert last[LONGITUDE] == 2.0


def test_a_destination_turns_stale_as_one():
    """Nobody sees a fresh latitude beside a stale longitude."""
    store = SignalStore()
    provider = store.register("navigation", now_s=0.0)
    store.set_many(provider, {LATITUDE: 1.0, LONGITUDE: 2.0}, 0.0)
    heard = store.subscribe([LATITUDE, LONGITUDE], now_s=0.0)
    heard.drain()
    store.disconnect(provider, now_s=1.0)
    assert [(sample.path, sample.freshness) for sample in heard.drain()] == [
        (LATITUDE, "stale"),
        (LONGITUDE, "stale"),
    ]
    store.unsubscribe(heard)
    other = store.register("navigation", now_s=2.0)
    store.set_many(other, {LATITUDE: 3.0, LONGITUDE: 4.0}, 2.0)
    assert heard.drain() == []
