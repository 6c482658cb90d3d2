"""A state on its way from one clock to another.

The only part of handoff that looks into a state, and only for the media clock: a song that plays
is stored as a position and the time at which it was there.
"""

from __future__ import annotations

import msgspec

from segue.schema.activity import MediaState


def _playing(text: str) -> MediaState | None:
    try:
        state = msgspec.json.decode(text, type=MediaState)
    except msgspec.MsgspecError:
        return None
    return state if state.playing else None


def _with(text: str, **fields: float) -> str:
    """Return the JSON text with some fields set; fields unknown to this version stay."""
    return msgspec.json.encode({**msgspec.json.decode(text), **fields}).decode()


def freeze(text: str, utc_ms: int) -> str:
    """Return the state as it is at `utc_ms` on the clock of the device that holds it.

    A song's position moves on by the time it has played, but not beyond its end. What does not
    play, and every other state, comes back unchanged.
    """
    state = _playing(text)
    if state is None or not 0 <= state.index < len(state.queue):
        return text
    played_s = max(0.0, utc_ms / 1000 - state.anchor_utc_s)
    position_s = min(state.position_s + played_s, state.queue[state.index].duration_s)
    return _with(text, position_s=position_s, anchor_utc_s=utc_ms / 1000)


def thaw(text: str, utc_ms: int) -> str:
    """Return the state as a new holder goes on with it: the same position, at its own now."""
    return text if _playing(text) is None else _with(text, anchor_utc_s=utc_ms / 1000)
