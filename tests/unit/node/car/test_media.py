"""Media in the car: presses, the player's reports, and where the song goes on after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from segue.kernel import Rejected
from segue.node.activities import Activities
from segue.node.car._media import Media
from segue.node.storage import Store
from segue.schema.activity import MediaState, Track
from segue.schema.surface import MediaControl, MediaPosition
from segue.testing import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUEUE = tuple(Track(track_id=name, title=name, duration_s=100.0) for name in "abc")
PLAY, NEXT = MediaControl(action="play"), MediaControl(action="next")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store in an empty folder."""
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def _media(store: Store, clock: FakeClock, library: tuple[Track, ...] = QUEUE) -> Media:
    activities = Activities(
        store,
        space_id="space",
        device_id="car",
        keeper_id="car",
        clock=clock,
        random_u32=lambda: 7,
        send=lambda _device, _message: False,
        listener=lambda _activity, _event: None,
    )
    return Media(activities, clock=clock, library=lambda: library)


def _at(media: Media) -> tuple[int, float]:
    """Return which track the live state is on, and its position at its anchor."""
    state = media.state()
    assert state is not None
    return state.index, state.position_s


async def test_the_first_press_on_play_plays_the_library(store: Store):
    """A car that has never played anything has something to play."""
    media = _media(store, FakeClock())
    await media.control(PLAY)
    state = media.state()
    assert state is not None
    assert (state.queue, state.index, state.playing) == (QUEUE, 0, True)


@pytest.mark.parametrize("control", [NEXT, PLAY])
async def test_a_press_without_music_is_refused(store: Store, control: MediaControl):
    """With nothing to play, every press says what to do first."""
    with pytest.raises(Rejected, match="nothing to play"):
        await _media(store, FakeClock(), ()).control(control)


async def test_a_restart_goes_on_where_the_song_was_heard(store: Store):
    """The time that the node was away is not played, and the position is the last stored one."""
    clock = FakeClock()
    media = _media(store, clock)
    await media.control(PLAY)
    clock.advance(30.0)
    stored = media.remembered()
    clock.advance(500.0)
    again = _media(store, clock)
    await again.resume(stored)
    assert _at(again) == (0, 30.0)
    clock.advance(5.0)
    assert again.remembered() == (stored or b"").replace(b"30.0", b"35.0")


async def test_the_time_away_is_not_played_when_no_position_was_stored_yet(store: Store):
    """Killed right after play, the song begins at its start and not in its middle."""
    clock = FakeClock()
    media = _media(store, clock)
    await media.control(PLAY)
    clock.advance(60.0)
    again = _media(store, clock)
    await again.resume(None)
    state = again.state()
    assert state is not None
    assert (state.position_s, state.anchor_utc_s) == (0.0, clock.utc_s())


async def test_a_paused_song_stays_where_it_was_over_a_restart(store: Store):
    """A pause is a state, exact to the press; no stored second may move it."""
    clock = FakeClock()
    media = _media(store, clock)
    await media.control(PLAY)
    clock.advance(12.5)
    stored = media.remembered()
    clock.advance(0.4)
    await media.control(MediaControl(action="pause"))
    again = _media(store, clock)
    await again.resume(stored)
    assert _at(again) == (0, pytest.approx(12.9))


async def test_a_stored_position_of_another_song_is_not_taken(store: Store):
    """Killed right after `next`, the next song begins where it was, not where the last one was."""
    clock = FakeClock()
    media = _media(store, clock)
    await media.control(PLAY)
    clock.advance(50.0)
    stored = media.remembered()
    await media.control(NEXT)
    again = _media(store, clock)
    await again.resume(stored)
    assert _at(again) == (1, 0.0)


async def test_a_player_that_stalled_is_believed(store: Store):
    """Sound that waited for a touch or a disk moves the state to where it really is."""
    clock = FakeClock()
    media = _media(store, clock)
    await media.control(PLAY)
    clock.advance(10.0)
    await media.report(MediaPosition(track_id="a", position_s=4.0))
    assert _at(media) == (0, 4.0)
    await media.report(MediaPosition(track_id="c", position_s=99.0))
    assert _at(media) == (0, 4.0)


async def test_a_small_difference_is_handed_on_but_changes_no_state(store: Store):
    """A tenth of a second is not worth a write, and is not lost when the song leaves."""
    clock = FakeClock()
    media = _media(store, clock)
    await media.control(PLAY)
    clock.advance(10.0)
    await media.report(MediaPosition(track_id="a", position_s=9.7))
    assert _at(media) == (0, 0.0)
    assert '"position_s":9.7' in (media.state_now() or "")


async def test_the_next_song_plays_without_a_screen(store: Store):
    """A car whose screen is closed goes on by the clock, a moment after a screen would have."""
    clock = FakeClock()
    media = _media(store, clock)
    await media.control(PLAY)
    clock.advance(101.0)
    await media.keep_playing()
    assert _at(media) == (0, 0.0)
    clock.advance(1.5)
    await media.keep_playing()
    assert _at(media) == (1, 0.0)


async def test_a_state_that_starts_takes_the_cars_clock(store: Store):
    """A phone's clock that is an hour off does not skip the song."""
    clock = FakeClock()
    media = _media(store, clock)
    state = MediaState(queue=QUEUE, index=1, position_s=7.0, anchor_utc_s=0.0, playing=True)
    await media.start(state)
    assert media.state() == replace(state, anchor_utc_s=clock.utc_s())
