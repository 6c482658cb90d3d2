"""The car's process is killed in the middle of a handoff: one holder, nothing lost, either way."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from typing import TYPE_CHECKING

import pytest

from segue.kernel import SegueError
from segue.node.story import Cast
from segue.schema.activity import MediaState, Track
from segue.schema.surface import ActivitiesView, ActivityMove, PairAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NO_SIGNALS = ("--kuksa-port", "0", "--viss-port", "0")
COMMAND = (sys.executable, "-m", "segue", "car", "--at", "39.9,116.4", *NO_SIGNALS)
SOON_S = 20.0
QUEUE = tuple(Track(track_id=name, title=name, duration_s=600.0) for name in "abc")
LATEST_S = 0.06
"""A handoff between two processes takes some hundredths of a second."""


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """Return a started car and a phone that is paired with it and linked."""
    async with Cast(COMMAND, tmp_path) as made:
        await made.start_car()
        await made.screen.call("pairing.open")
        code = await made.screen.until("pairing", lambda v: v.url, within_s=SOON_S, what="a code")
        pairing = asyncio.create_task(made.phone.pair(code.url, on_check_code=lambda _code: None))
        await made.screen.until(
            "pairing", lambda v: v.waiting_device, within_s=SOON_S, what="the phone"
        )
        await made.screen.call("pairing.answer", PairAnswer(accept=True))
        await pairing
        await made.phone.meet()
        await made.phone.player.play(QUEUE)
        await made.live_on_phone("media")
        yield made


class _Epochs:
    """Who held the music under which epoch, by both accounts; two under one must never be."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._holders: dict[int, str] = {}
        self.conflicts: list[str] = []
        cast.phone.on_change = self._on_phone

    def watch_screen(self) -> None:
        """Watch the screen of the car's process that runs now."""
        self._cast.screen.on_event = self._on_car

    def _on_phone(self) -> None:
        for epoch in self._cast.phone.live_epochs().values():
            self._note(epoch, self._cast.phone.device_id)

    def _on_car(self, topic: str, data: object) -> None:
        if topic == "activities" and isinstance(data, ActivitiesView):
            for item in data.items:
                if item.live_here:
                    self._note(item.epoch, self._cast.car_id)

    def _note(self, epoch: int, device_id: str) -> None:
        if self._holders.setdefault(epoch, device_id) != device_id:
            self.conflicts.append(f"epoch {epoch} was held by both")


async def _kill_during(cast: Cast, to: str, after_s: float) -> None:
    """Begin to move the music, kill the car a moment later, and start it again."""
    moving = asyncio.create_task(
        cast.screen.call("activity.move", ActivityMove(activity="media", to=to))
    )
    await asyncio.sleep(after_s)
    await cast.car.kill()
    await asyncio.gather(moving, return_exceptions=True)
    await cast.start_car()
    await cast.phone.until(lambda: cast.phone.link.connected, within_s=SOON_S, what="a link")


async def _settled_holder(cast: Cast) -> str:
    """Return the one holder that both sides agree on, once nothing is on its way."""
    view = await cast.screen.until(
        "activities",
        lambda view: view.items and view.items[0].moving == "" and _agree(cast, view.items[0]),
        within_s=SOON_S,
        what="one holder by both accounts",
    )
    return view.items[0].holder_id


def _agree(cast: Cast, item: object) -> bool:
    on_phone = "media" in cast.phone.live_epochs()
    return item.live_here is not on_phone  # type: ignore[attr-defined]


@pytest.mark.parametrize("moment", range(3))
async def test_the_music_has_one_holder_when_the_car_is_killed_while_it_moves(
    cast: Cast, moment: int
):
    """Killed at a random moment of the way to the car, then of the way back; then it moves again.

    At no time do two devices hold it under one epoch, and queue and song are what they were.
    """
    chance = random.Random(moment)
    epochs = _Epochs(cast)
    epochs.watch_screen()
    await _kill_during(cast, cast.car_id, chance.uniform(0.0, LATEST_S))
    epochs.watch_screen()
    await _settled_holder(cast)

    await _bring_to_car(cast)
    await _kill_during(cast, cast.phone.device_id, chance.uniform(0.0, LATEST_S))
    epochs.watch_screen()
    await _settled_holder(cast)

    await _bring_to_car(cast)
    await cast.phone.until(
        lambda: "media" not in cast.phone.live_epochs(), within_s=SOON_S, what="a phone that yields"
    )
    (item,) = cast.screen.latest("activities").items
    state = item.state
    assert isinstance(state, MediaState)
    assert (state.queue, state.index, state.playing) == (QUEUE, 0, True)
    assert epochs.conflicts == []


async def _bring_to_car(cast: Cast) -> None:
    """Press the button in the car until both sides agree that the music is there.

    Right after a restart the phone may not be linked yet: then the car takes the music under the
    next epoch, and the phone yields when they meet.
    """
    async with asyncio.timeout(SOON_S):
        while await _settled_holder(cast) != cast.car_id:
            move = ActivityMove(activity="media", to=cast.car_id)
            with contextlib.suppress(SegueError):
                await cast.screen.call("activity.move", move)
            await asyncio.sleep(0.2)
