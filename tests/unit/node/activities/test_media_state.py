"""The song's state: every press leads where a listener expects, and positions stay in the song."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from segue.kernel import Rejected
from segue.node.activities import at_position, controlled, has_ended, position_s
from segue.schema.activity import MediaState, Track
from segue.schema.surface import MediaControl

QUEUE = tuple(Track(track_id=name, title=name, duration_s=100.0) for name in "abc")
PLAYING = MediaState(queue=QUEUE, index=0, position_s=10.0, anchor_utc_s=1000.0, playing=True)


@pytest.mark.parametrize(
    ("action", "utc_s", "index", "at_s", "playing"),
    [
        ("pause", 1005.0, 0, 15.0, False),
        ("play", 1005.0, 0, 15.0, True),
        ("next", 1005.0, 1, 0.0, True),
        ("previous", 1005.0, 0, 0.0, True),
        ("previous", 993.0, 0, 0.0, True),
    ],
)
def test_a_press_leads_where_it_should(
    action: str, utc_s: float, index: int, at_s: float, playing: bool
):
    """Each button, from ten seconds into the first song."""
    after = controlled(PLAYING, MediaControl(action=action), utc_s)
    assert (after.index, after.position_s, after.playing) == (index, at_s, playing)
    assert after.anchor_utc_s == utc_s


def test_the_queue_goes_round_both_ways():
    """After the last comes the first, and before the first the last."""
    early = replace(PLAYING, position_s=1.0)
    assert controlled(early, MediaControl(action="previous"), 1000.0).index == 2
    last = replace(PLAYING, index=2)
    assert controlled(last, MediaControl(action="next"), 1000.0).index == 0


def test_a_paused_song_stays_where_it_is():
    """Time passes and a paused song does not."""
    paused = controlled(PLAYING, MediaControl(action="pause"), 1005.0)
    assert position_s(paused, 2000.0) == 15.0
    assert not has_ended(paused, 2000.0)


def test_a_song_ends_at_its_end():
    """A playing song stops counting at its length, and says that it is over."""
    assert not has_ended(PLAYING, 1089.9)
    assert has_ended(PLAYING, 1090.0)
    assert position_s(PLAYING, 5000.0) == 100.0


def test_a_clock_set_back_does_not_rewind_the_song():
    """A holder whose clock jumps back keeps at least the position it had."""
    assert position_s(PLAYING, 900.0) == 10.0


@pytest.mark.parametrize(("wanted_s", "at_s"), [(50.0, 50.0), (-1.0, 0.0), (1e9, 100.0)])
def test_a_seek_stays_in_the_song(wanted_s: float, at_s: float):
    """A seek beyond an end goes to that end."""
    after = controlled(PLAYING, MediaControl(action="seek", position_s=wanted_s), 1000.0)
    assert after.position_s == at_s


def test_a_report_about_another_song_changes_nothing():
    """A player that is one song behind does not move the next one."""
    assert at_position(PLAYING, "b", 50.0, 1000.0) == PLAYING
    assert at_position(PLAYING, "a", 50.0, 1000.0).position_s == 50.0


@pytest.mark.parametrize(
    ("state", "control"),
    [
        (replace(PLAYING, queue=()), MediaControl(action="play")),
        (replace(PLAYING, index=7), MediaControl(action="next")),
        (PLAYING, MediaControl(action="seek")),
    ],
)
def test_a_press_that_means_nothing_is_refused(state: MediaState, control: MediaControl):
    """An empty queue, an index that points nowhere, a seek to nowhere."""
    with pytest.raises(Rejected):
        controlled(state, control, 1000.0)
