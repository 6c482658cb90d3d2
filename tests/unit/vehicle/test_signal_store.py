"""The store: batches, providers that go away, and what is read of their values."""

from __future__ import annotations

import pytest

from segue.kernel import DeviceUnavailable, LocalUseError
from segue.vehicle.signals import SignalStore

SPEED = "Vehicle.Speed"
LATITUDE = "Vehicle.CurrentLocation.Latitude"
LONGITUDE = "Vehicle.CurrentLocation.Longitude"


def test_a_value_says_where_it_is_from():
    """A sample has the value, both times, and its provider."""
    store = SignalStore()
    provider = store.register("can0", now_s=1.0)
    store.set(provider, SPEED, 50.0, 2.0, source_utc_s=1_700_000_000.5)
    sample = store.get(SPEED)
    assert (sample.value, sample.provider, sample.freshness) == (50.0, "can0", "fresh")
    assert (sample.source_utc_s, sample.received_s) == (1_700_000_000.5, 2.0)


def test_a_signal_can_be_read_when_nothing_was_ever_set():
    """Reading needs no provider: the sample says that there was never a value."""
    sample = SignalStore().get(SPEED)
    assert (sample.value, sample.freshness) == (None, "never")


def test_an_unknown_path_is_refused_everywhere_when_named_alone():
    """Reading or setting one signal that does not exist names it."""
    store = SignalStore()
    with pytest.raises(LocalUseError, match=r"Vehicle\.Sped"):
        store.get("Vehicle.Sped")
    with pytest.raises(LocalUseError, match=r"Vehicle\.Sped"):
        store.set(store.register("test", now_s=0.0), "Vehicle.Sped", 1.0, 0.0)


def test_many_patterns_report_the_unknown_ones_and_mean_the_rest():
    """One unknown path does not take the others down."""
    patterns = [SPEED, "Vehicle.Sped", "Vehicle.CurrentLocation.L*"]
    paths, unknown = SignalStore().catalogue.expand_all(patterns)
    assert list(paths) == [SPEED, LATITUDE, LONGITUDE]
    assert tuple(unknown) == ("Vehicle.Sped",)


@pytest.mark.parametrize("bad", [{LONGITUDE: 181.0}, {"Vehicle.Sped": 1.0}])
def test_a_batch_is_all_or_nothing_when_one_value_does_not_fit(bad: dict[str, object]):
    """Nothing of a batch is kept or told when any part of it is wrong."""
    store = SignalStore()
    provider = store.register("test", now_s=0.0)
    subscription = store.subscribe([LATITUDE], now_s=0.0)
    with pytest.raises(LocalUseError):
        store.set_many(provider, {LATITUDE: 31.2, **bad}, 1.0)
    assert store.get(LATITUDE).freshness == "never"
    assert subscription.drain() == []


def test_a_batch_has_one_time():
    """Values that belong together, such as a position, change together."""
    store = SignalStore()
    store.set_many(store.register("gnss", now_s=0.0), {LATITUDE: 31.2, LONGITUDE: 121.5}, 3.0, 9.0)
    assert store.get(LATITUDE).received_s == store.get(LONGITUDE).received_s == 3.0
    assert store.get(LATITUDE).source_utc_s == store.get(LONGITUDE).source_utc_s == 9.0


def test_values_turn_stale_at_once_when_their_provider_disconnects():
    """The value and its times stay readable; only its freshness changes, and readers hear of it."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0)
    store.set(provider, SPEED, 50.0, 1.0)
    subscription = store.subscribe([SPEED], now_s=1.0)
    subscription.drain()
    store.disconnect(provider, now_s=2.0)
    sample = store.get(SPEED)
    assert (sample.value, sample.freshness, sample.received_s) == (50.0, "stale", 1.0)
    assert subscription.drain() == [sample]


def test_values_turn_stale_when_a_lease_lapses():
    """A provider that hangs is found out by its lease, at the time the store asked to be called."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0, lease_s=0.5)
    store.set(provider, SPEED, 50.0, 1.0)
    assert store.next_timer_s() == 1.5
    store.on_timer(1.4)
    assert store.get(SPEED).freshness == "fresh"
    store.on_timer(1.5)
    assert store.get(SPEED).freshness == "stale"
    assert store.next_timer_s() is None


def test_a_heartbeat_keeps_values_fresh():
    """A provider whose values do not change stays trusted as long as it says that it lives."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0, lease_s=0.5)
    store.set(provider, SPEED, 50.0, 0.0)
    store.heartbeat(provider, now_s=0.4)
    store.on_timer(0.8)
    assert store.get(SPEED).freshness == "fresh"


def test_only_the_values_of_the_lost_provider_turn_stale():
    """What another provider gave since, under the same path or another, is not touched."""
    store = SignalStore()
    lost = store.register("lost", now_s=0.0, claiming="never")
    kept = store.register("kept", now_s=0.0)
    store.set(lost, SPEED, 50.0, 1.0)
    store.set(lost, LATITUDE, 1.0, 1.0)
    store.set(kept, LATITUDE, 2.0, 2.0)
    store.disconnect(lost, now_s=3.0)
    assert store.get(SPEED).freshness == "stale"
    assert store.get(LATITUDE).freshness == "fresh"


def test_a_lost_provider_must_register_again():
    """A provider whose lease lapsed is refused until it is back under a new lease."""
    store = SignalStore()
    provider = store.register("can0", now_s=0.0, lease_s=0.5)
    store.on_timer(0.6)
    for late in (
        lambda: store.set(provider, SPEED, 1.0, 0.7),
        lambda: store.set_many(provider, {SPEED: 1.0}, 0.7),
        lambda: store.heartbeat(provider, now_s=0.7),
    ):
        with pytest.raises(DeviceUnavailable, match="can0"):
            late()
    store.disconnect(provider, now_s=0.7)
    store.set(store.register("can0", now_s=0.8), SPEED, 2.0, 0.8)
    assert store.get(SPEED).value == 2.0


def test_a_name_is_used_once_at_a_time():
    """Two providers of one name would not be told apart."""
    store = SignalStore()
    store.register("can0", now_s=0.0)
    with pytest.raises(LocalUseError, match="can0"):
        store.register("can0", now_s=0.0)


@pytest.mark.parametrize("lease_s", [0.0, -1.0, float("nan")])
def test_a_lease_is_positive(lease_s: float):
    """A lease that could never be kept is refused."""
    with pytest.raises(LocalUseError, match="lease"):
        SignalStore().register("can0", now_s=0.0, lease_s=lease_s)


def test_only_named_values_turn_stale_when_their_provider_knows_them_no_longer():
    """A provider can take back one value; its others, and those of others, stay fresh."""
    store = SignalStore()
    can0 = store.register("can0", now_s=0.0)
    gnss = store.register("gnss", now_s=0.0)
    store.set_many(can0, {SPEED: 50.0, LATITUDE: 1.0}, 0.0)
    store.set(gnss, LONGITUDE, 2.0, 0.0)
    subscription = store.subscribe([SPEED], now_s=0.0)
    subscription.drain()
    store.expire(can0, [SPEED, LONGITUDE], now_s=0.1)
    assert [sample.freshness for sample in subscription.drain()] == ["stale"]
    assert store.get(LATITUDE).freshness == store.get(LONGITUDE).freshness == "fresh"
    store.set(can0, SPEED, 51.0, 0.2)
    assert store.get(SPEED).freshness == "fresh"
