"""Activities on a store: durable before they show, and a failed disk leaves no trace."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

import pytest

from segue.fabric.handoff import Started
from segue.kernel import DeviceUnavailable, SystemClock
from segue.node.activities import Activities
from segue.node.storage import Store
from segue.schema.activity import HandoffClaims
from segue.schema.link import SpaceVector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from segue.fabric.handoff import HandoffEvent
    from segue.schema import Message

CAR, PHONE = "c" * 22, "p" * 22


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store in an empty folder."""
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


class _World:
    """The activities of a car, with what they told and sent, and what was durable then."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.told: list[tuple[str, HandoffEvent]] = []
        self.sent: list[tuple[str, Message]] = []
        self.durable_when_sent: list[bool] = []
        self.activities = Activities(
            store,
            space_id="space",
            device_id=CAR,
            keeper_id=CAR,
            clock=SystemClock(),
            random_u32=lambda: 7,
            send=self._send,
            listener=lambda activity, event: self.told.append((activity, event)),
        )

    def _send(self, device_id: str, message: Message) -> bool:
        self.sent.append((device_id, message))
        self.durable_when_sent.append(bool(self.store.items("handoff")))
        return True

    async def start(self, state: str = '{"song":1}') -> None:
        await self.activities.do(lambda book, now: book.start("media", state, now))

    @property
    def state(self) -> str | None:
        return self.activities.view("media").state


async def test_an_activity_is_live_again_when_the_node_starts_anew(store: Store):
    """Holder, epoch and state come back from the store, and the player is told."""
    await _World(store).start()
    again = _World(store)
    view = again.activities.view("media")
    assert (view.live_here, view.epoch, view.state) == (True, 1, '{"song":1}')
    running = asyncio.create_task(again.activities.run())
    while not again.told:  # noqa: ASYNC110 (the first step tells)
        await asyncio.sleep(0.01)
    running.cancel()
    assert any(isinstance(event, Started) for _, event in again.told)


async def test_nothing_is_sent_before_it_is_durable(store: Store):
    """A linked phone hears of a start only when the store has it."""
    world = _World(store)
    await world.activities.link_up(PHONE)
    world.durable_when_sent.clear()
    world.sent.clear()
    await world.start()
    claims = [message for _, message in world.sent if isinstance(message, HandoffClaims)]
    assert len(claims) == 1
    assert all(world.durable_when_sent)


async def test_a_full_disk_leaves_everything_as_it_was(store: Store):
    """The caller gets the error, nothing is told or sent, and the old state is live."""
    world = _World(store)
    await world.start()
    await world.activities.link_up(PHONE)
    told, sent = len(world.told), len(world.sent)
    store._writer.execute("PRAGMA max_page_count = 1")
    big = json.dumps({"song": "x" * 200_000})
    with pytest.raises(DeviceUnavailable, match="is full"):
        await world.start(big)
    assert world.state == '{"song":1}'
    assert len(world.told) == told
    assert len(world.sent) == sent


async def test_the_links_are_told_again_and_work_goes_on_when_the_disk_has_room(store: Store):
    """After a failed write the phone's link still counts, without its being dialled again."""
    world = _World(store)
    await world.activities.link_up(PHONE)
    store._writer.execute("PRAGMA max_page_count = 1")
    with pytest.raises(DeviceUnavailable):
        await world.start(json.dumps({"song": "x" * 200_000}))
    store._writer.execute("PRAGMA max_page_count = 100000")
    world.sent.clear()
    await world.start()
    assert world.state == '{"song":1}'
    kinds = {type(message) for device, message in world.sent if device == PHONE}
    assert {HandoffClaims, SpaceVector} <= kinds


async def test_a_callers_cancellation_does_not_stop_a_step(store: Store):
    """A screen that leaves in the middle of its request leaves a whole step behind it."""
    world = _World(store)
    task = asyncio.create_task(world.start())
    for _ in range(3):  # until the write is on its way
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await world.activities.do(lambda _book, _now: None)
    assert any(isinstance(event, Started) for _, event in world.told)
    assert _World(store).state == '{"song":1}'


async def test_a_message_that_breaks_the_protocol_changes_nothing(
    store: Store, caplog: pytest.LogCaptureFixture
):
    """A lying peer costs one line in the log."""
    world = _World(store)
    await world.start()
    await world.activities.link_up(PHONE)
    lie = SpaceVector(space_id="another", generation=1, vector=b"\x00")
    await world.activities.receive(lie, PHONE)
    assert world.state == '{"song":1}'
    assert PHONE in caplog.text


async def test_a_step_goes_on_when_what_follows_from_it_fails(store: Store):
    """A state that a phone made up must not stop this car, now or at its next start."""
    world = _World(store)

    def fail(_activity: str, _event: HandoffEvent) -> None:
        raise ZeroDivisionError

    world.activities._listener = fail
    await world.start()
    assert world.activities.view("media").live_here
    await world.start('{"song":2}')
    assert world.state == '{"song":2}'
