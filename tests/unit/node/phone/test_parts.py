"""The parts of a phone in Python: what it remembers, and music without sound."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from segue.kernel import DataUnusable
from segue.node.activities import Activities, position_s
from segue.node.phone import _player as _phone_player
from segue.node.phone._memory import PairedCar, PhoneMemory
from segue.node.phone._player import PhonePlayer
from segue.node.phone._status import activity_status, read_state
from segue.node.storage import Put, Store
from segue.schema.activity import MediaState, Track
from segue.schema.link import DeviceInfo
from segue.testing import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CAR = DeviceInfo(device_id="car", public_key=bytes(32), name="A car", kind="car")
QUEUE = (
    Track(track_id="a", title="First", duration_s=60.0, artist="Somebody"),
    Track(track_id="b", title="Second", duration_s=60.0),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database."""
    with contextlib.closing(Store.open(tmp_path)) as opened:
        yield opened


def _activities(store: Store, clock: FakeClock) -> Activities:
    return Activities(
        store,
        space_id="space",
        device_id="phone",
        keeper_id="car",
        clock=clock,
        random_u32=lambda: 7,
        send=lambda _device_id, _message: False,
        listener=lambda _activity, _event: None,
    )


def _media(activities: Activities) -> MediaState:
    state = read_state(activities.view("media"))
    assert isinstance(state, MediaState)
    return state


async def test_song_moves_on_when_it_is_live_here(store: Store) -> None:
    """The position runs by the clock, although nothing sounds; a pause holds it."""
    clock = FakeClock()
    activities = _activities(store, clock)
    player = PhonePlayer(activities, clock)
    await player.play(QUEUE)
    clock.advance(12.0)
    assert position_s(_media(activities), clock.utc_s()) == pytest.approx(12.0)
    await player.press("pause")
    clock.advance(12.0)
    assert position_s(_media(activities), clock.utc_s()) == pytest.approx(12.0)


async def test_next_song_begins_when_one_has_ended(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the end of a track the queue goes on by itself."""
    monkeypatch.setattr(_phone_player, "_CHECK_S", 0.0)
    clock = FakeClock()
    activities = _activities(store, clock)
    player = PhonePlayer(activities, clock)
    await player.play(QUEUE)
    running = asyncio.create_task(player.run())
    clock.advance(61.0)
    while _media(activities).index == 0:  # noqa: ASYNC110 (the book has no event for it)
        await asyncio.sleep(0)
    running.cancel()
    assert _media(activities).index == 1
    assert position_s(_media(activities), clock.utc_s()) == pytest.approx(0.0)


async def test_nothing_changes_when_no_music_is_live_here(store: Store) -> None:
    """A press without music is no error: closing a phone presses pause."""
    activities = _activities(store, FakeClock())
    await PhonePlayer(activities, FakeClock()).press("pause")
    assert activities.view("media").state is None


async def test_status_names_holder_and_song_when_music_is_live(store: Store) -> None:
    """A person reads which song it is and on which device."""
    clock = FakeClock()
    activities = _activities(store, clock)
    await PhonePlayer(activities, clock).play(QUEUE)
    status = activity_status(activities.view("media"), "phone", "My phone", CAR)
    assert status is not None
    assert (status.summary, status.holder_name, status.live_here) == (
        "First by Somebody",
        "My phone",
        True,
    )
    assert activity_status(activities.view("navigation"), "phone", "My phone", CAR) is None


async def test_car_is_known_again_when_the_phone_restarts(store: Store) -> None:
    """What was kept of the car is there for the next process."""
    car = PairedCar(device=CAR, space_id="space", addresses=("ws://localhost:1/link",))
    memory = PhoneMemory(store)
    assert memory.car is None
    await memory.keep_car(car)
    assert PhoneMemory(store).car == car


async def test_message_says_what_to_do_when_memory_is_broken(store: Store) -> None:
    """What cannot be read stops the phone with the file's name; it is not thrown away."""
    await store.write([Put("device", "car", b"\xc1")])
    with pytest.raises(DataUnusable) as caught:
        PhoneMemory(store)
    assert str(store.path) in caught.value.message
    assert caught.value.do
    assert store.get("device", "car") == b"\xc1"
