"""The music on a phone without sound: it keeps the place in the queue as if it played."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Literal

import msgspec

from segue.kernel import DeviceUnavailable
from segue.node.activities import controlled, has_ended
from segue.node.phone._status import read_state
from segue.schema.activity import MediaState
from segue.schema.surface import MediaControl

if TYPE_CHECKING:
    from segue.fabric.handoff import ActivityBook, Moment
    from segue.kernel import Clock
    from segue.node.activities import Activities
    from segue.schema.activity import Track

_CHECK_S = 1.0


class PhonePlayer:
    """Starts, pauses and turns the records of the activity `media` while it is live here."""

    def __init__(self, activities: Activities, clock: Clock) -> None:
        self._activities = activities
        self._clock = clock

    async def play(self, queue: tuple[Track, ...]) -> None:
        """Make this queue the live music here, from the start of its first track."""
        state = MediaState(
            queue=queue, index=0, position_s=0.0, anchor_utc_s=self._clock.utc_s(), playing=True
        )
        text = msgspec.json.encode(state).decode()
        await self._activities.do(lambda book, now: book.start("media", text, now))

    async def press(self, action: Literal["play", "pause", "next"]) -> None:
        """Press a button of the player; nothing happens when the music is not live here."""
        state = self._live_state()
        if state is None:
            return
        pressed = controlled(state, MediaControl(action=action), self._clock.utc_s())
        text = msgspec.json.encode(pressed).decode()

        def update(book: ActivityBook, _now: Moment) -> None:
            book.update_state("media", text)

        await self._activities.do(update)

    async def run(self) -> None:
        """Go on to the next track when one has played to its end, until cancelled."""
        while True:
            await asyncio.sleep(_CHECK_S)
            state = self._live_state()
            if state is not None and has_ended(state, self._clock.utc_s()):
                with contextlib.suppress(DeviceUnavailable):  # a full disk: tried again
                    await self.press("next")

    def _live_state(self) -> MediaState | None:
        view = self._activities.view("media")
        state = read_state(view) if view.live_here else None
        return state if isinstance(state, MediaState) and state.queue else None
