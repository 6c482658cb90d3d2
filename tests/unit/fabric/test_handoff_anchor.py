"""A song's position on its way from one clock to another."""

from __future__ import annotations

import json

import pytest

from segue.fabric.handoff import freeze, thaw


def song(**fields: object) -> str:
    """A song of 100 s that was at 10 s at second 1000, as JSON text."""
    track = {"track_id": "t", "title": "T", "duration_s": 100.0}
    state = {
        "type": "media",
        "queue": [track],
        "index": 0,
        "position_s": 10.0,
        "anchor_utc_s": 1000.0,
        "playing": True,
    }
    return json.dumps(state | fields)


def test_position_moves_on_by_what_was_played_when_frozen() -> None:
    """30 s after the anchor the song is 30 s further."""
    frozen = json.loads(freeze(song(), 1_030_000))
    assert (frozen["position_s"], frozen["anchor_utc_s"]) == (40.0, 1030.0)


def test_position_stays_when_thawed_on_a_clock_that_is_years_ahead() -> None:
    """The new holder's clock only says when it went on, not how much was played."""
    thawed = json.loads(thaw(song(), 99_999_000_000))
    assert (thawed["position_s"], thawed["anchor_utc_s"]) == (10.0, 99_999_000.0)


def test_position_is_within_the_song_when_the_clock_jumped() -> None:
    """Neither a jump forward nor one back leaves the song."""
    assert json.loads(freeze(song(), 9_999_000_000))["position_s"] == 100.0
    assert json.loads(freeze(song(), 1_000))["position_s"] == 10.0


@pytest.mark.parametrize(
    "text",
    [
        song(playing=False),
        song(index=7),
        song(queue="no"),
        '{"type": "navigation", "playing": true}',
        '{"anything": [1, 2]}',
        "{}",
    ],
)
def test_state_is_untouched_when_it_is_not_a_song_that_plays(text: str) -> None:
    """Every other state is carried as it is, byte for byte."""
    assert freeze(text, 2_000_000) == text


def test_fields_of_a_later_version_stay_when_frozen_and_thawed() -> None:
    """What this version does not know, it does not lose."""
    text = song(equaliser={"bass": 3})
    assert json.loads(thaw(freeze(text, 1_005_000), 0))["equaliser"] == {"bass": 3}
