"""What a press on the player does to the state of the song: values in, values out.

The screens' `features/media/position.ts` follows the same rules.
"""

from __future__ import annotations

from msgspec.structs import replace

from segue.kernel import Rejected
from segue.schema.activity import MediaState, Track
from segue.schema.surface import MediaControl

RESTART_AFTER_S = 3.0
"""`previous` goes back to the start of a song that has played for longer than this."""


def current_track(state: MediaState) -> Track | None:
    """Return the track the state is on; None when its index points nowhere."""
    return state.queue[state.index] if 0 <= state.index < len(state.queue) else None


def position_s(state: MediaState, utc_s: float) -> float:
    """Return where in the track the holder is now, within the track."""
    track = current_track(state)
    if track is None:
        return 0.0
    run_s = max(utc_s - state.anchor_utc_s, 0.0) if state.playing else 0.0
    return min(max(state.position_s + run_s, 0.0), track.duration_s)


def has_ended(state: MediaState, utc_s: float) -> bool:
    """Return whether the track has played to its end."""
    track = current_track(state)
    return state.playing and track is not None and position_s(state, utc_s) >= track.duration_s


def at_position(state: MediaState, track_id: str, heard_s: float, utc_s: float) -> MediaState:
    """Return the state with the position that its player reports.

    A report about another track is about the past and changes nothing.
    """
    track = current_track(state)
    if track is None or track.track_id != track_id:
        return state
    bounded_s = min(max(heard_s, 0.0), track.duration_s)
    return replace(state, position_s=bounded_s, anchor_utc_s=utc_s)


def controlled(state: MediaState, control: MediaControl, utc_s: float) -> MediaState:
    """Return the state after a press.

    Raises:
        Rejected: There is nothing in the queue, or a seek names no place.
    """
    if current_track(state) is None:
        raise Rejected("There is nothing to play.", do="Choose a song first.")
    here_s = position_s(state, utc_s)
    match control.action:
        case "play":
            return replace(state, playing=True, position_s=here_s, anchor_utc_s=utc_s)
        case "pause":
            return replace(state, playing=False, position_s=here_s, anchor_utc_s=utc_s)
        case "next":
            return _on_track(state, state.index + 1, utc_s)
        case "previous":
            back = 0 if here_s > RESTART_AFTER_S else 1
            return _on_track(state, state.index - back, utc_s)
        case "seek":
            if control.position_s is None:
                raise Rejected("A seek needs a position.")
            track = state.queue[state.index]
            return at_position(state, track.track_id, control.position_s, utc_s)


def _on_track(state: MediaState, index: int, utc_s: float) -> MediaState:
    """Return the state at the start of a track; the queue goes round."""
    return replace(state, index=index % len(state.queue), position_s=0.0, anchor_utc_s=utc_s)
