"""The media activity in the car: what its player does, and where the song is, second by second.

A screen is the loudspeaker; this is what it follows. A car without a screen plays on by the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from segue.kernel import Clock, Rejected
from segue.node.activities import (
    Activities,
    at_position,
    controlled,
    current_track,
    has_ended,
    position_s,
)
from segue.schema.activity import MediaState, Track
from segue.schema.surface import MediaControl, MediaPosition

ACTIVITY = "media"
_STALLED_S = 1.0
"""A player this far from the clock has stalled, or was moved: then the state changes."""
_HEARD_FOR_S = 3.0
"""How long a player's report is better than the clock."""
_NEXT_AFTER_S = 2.0
"""A screen moves on at the end of a song by itself; without one the car does, this much later."""


class _StoredPosition(msgspec.Struct, frozen=True, kw_only=True):
    epoch: int
    track_id: str
    position_s: float


@dataclass(frozen=True, slots=True)
class _Heard:
    track_id: str
    position_s: float
    utc_s: float


class Media:
    """Plays the media activity while it is live here.

    Args:
        library: The tracks there are, for a first press on play.
    """

    def __init__(
        self, activities: Activities, *, clock: Clock, library: Callable[[], tuple[Track, ...]]
    ) -> None:
        self._activities = activities
        self._clock = clock
        self._library = library
        self._heard: _Heard | None = None

    def state(self) -> MediaState | None:
        """Return the state that is live here; None when it is live elsewhere or nowhere."""
        view = self._activities.view(ACTIVITY)
        return decode_media(view.state) if view.live_here else None

    async def resume(self, stored: bytes | None) -> None:
        """Go on after a restart from where the song was last heard."""
        state = self.state()
        if state is None or not state.playing:
            return
        now_s = self._clock.utc_s()
        resumed = replace(state, anchor_utc_s=now_s)
        if stored is not None:
            position = msgspec.json.decode(stored, type=_StoredPosition)
            if position.epoch == self._activities.view(ACTIVITY).epoch:
                resumed = at_position(resumed, position.track_id, position.position_s, now_s)
        await self._update(resumed)

    async def control(self, control: MediaControl) -> None:
        """Do what a press on the player asks.

        Raises:
            Rejected: The music is live elsewhere, or there is none.
        """
        view = self._activities.view(ACTIVITY)
        now_s = self._clock.utc_s()
        state = self._now(now_s)
        if state is not None:
            await self._update(controlled(state, control, now_s))
        elif view.holder_id:
            raise Rejected("The music is live on another device.", do="Bring it here first.")
        elif control.action == "play" and self._library():
            first = MediaState(
                queue=self._library(), index=0, position_s=0.0, anchor_utc_s=now_s, playing=True
            )
            await self.start(first)
        else:
            raise Rejected("There is nothing to play.", do="Choose a song first.")

    async def start(self, state: MediaState) -> None:
        """Start or replace the music, live here."""
        text = _text(replace(state, anchor_utc_s=self._clock.utc_s()))
        await self._activities.do(lambda book, now: book.start(ACTIVITY, text, now))

    async def report(self, position: MediaPosition) -> None:
        """Take a player's word for where the song really is."""
        state = self.state()
        now_s = self._clock.utc_s()
        track = current_track(state) if state else None
        if state is None or track is None or track.track_id != position.track_id:
            return
        self._heard = _Heard(position.track_id, position.position_s, now_s)
        if abs(position.position_s - position_s(state, now_s)) > _STALLED_S:
            await self._update(at_position(state, track.track_id, position.position_s, now_s))

    async def keep_playing(self) -> None:
        """Go on to the next song when one has ended and no screen did."""
        state = self.state()
        now_s = self._clock.utc_s()
        if state is not None and has_ended(state, now_s - _NEXT_AFTER_S):
            await self._update(controlled(state, MediaControl(action="next"), now_s))

    def state_now(self) -> str | None:
        """Return the state as it sounds now, to hand on; None when it is not live here."""
        state = self._now(self._clock.utc_s())
        return None if state is None else _text(state)

    def remembered(self) -> bytes | None:
        """Return what a restart must know: where the song is."""
        now_s = self._clock.utc_s()
        state = self._now(now_s)
        track = current_track(state) if state else None
        if state is None or track is None or not state.playing:
            return None
        return msgspec.json.encode(
            _StoredPosition(
                epoch=self._activities.view(ACTIVITY).epoch,
                track_id=track.track_id,
                position_s=round(position_s(state, now_s), 3),
            )
        )

    def _now(self, now_s: float) -> MediaState | None:
        """Return the live state, corrected by what a player said a moment ago."""
        state, heard = self.state(), self._heard
        if state is None or heard is None or not state.playing:
            return state
        age_s = now_s - heard.utc_s
        if not 0.0 <= age_s <= _HEARD_FOR_S or heard.utc_s < state.anchor_utc_s:
            return state
        return at_position(state, heard.track_id, heard.position_s + age_s, now_s)

    async def _update(self, state: MediaState) -> None:
        text = _text(state)
        await self._activities.do(lambda book, _now: _updated(book.update_state(ACTIVITY, text)))


def decode_media(text: str | None) -> MediaState | None:
    """Return the media state in JSON text; None when there is none or it is not one."""
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=MediaState)
    except msgspec.MsgspecError:
        return None


def _text(state: MediaState) -> str:
    return msgspec.json.encode(state).decode()


def _updated(live: bool) -> None:
    if not live:
        raise Rejected("The music has just moved to another device.")
