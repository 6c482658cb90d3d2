"""What a linked phone may do to the car: come near, ask, and nothing that is the car's own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from segue.gateway.web import Methods
from segue.kernel import SystemClock
from segue.node.car._people import People
from segue.node.car._phone_links import _MAX_OPEN_REQUESTS, PhoneLinks
from segue.node.storage import Store
from segue.schema.activity import HandoffPull
from segue.schema.link import DeviceInfo, LinkUp, Ping, Presence, Request, Response
from segue.schema.surface import Empty

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from segue.schema import Message

PHONE = DeviceInfo(device_id="p" * 22, public_key=b"k" * 32, name="Ada's phone", kind="phone")
UP = LinkUp(boot_id="b")


class _Noted:
    """Stands in for the activities and the feed: notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.book = self

    async def link_up(self, device_id: str) -> None:
        self.heard.append(("up", device_id))

    async def link_down(self, device_id: str) -> None:
        self.heard.append(("down", device_id))

    async def receive(self, message: Message, sender: str) -> None:
        self.heard.append((message, sender))

    def join(self, device_id: str) -> None:
        self.heard.append(("join", device_id))

    def leave(self, device_id: str) -> None:
        self.heard.append(("leave", device_id))


class _World:
    def __init__(self, people: People) -> None:
        self.people = people
        self.activities = _Noted()
        self.feed = _Noted()
        self.sent: list[Message] = []
        self.answered = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.locking = 0
        self.looks = 0
        self.links = PhoneLinks(
            people=people,
            activities=self.activities,  # type: ignore[arg-type]
            feed=self.feed,  # type: ignore[arg-type]
            methods=Methods({"car.lock": self._lock, "activity.end": self._lock}),
            send=self._send,
            came_or_went=self._look,
        )

    async def _lock(self, _params: object) -> Empty:
        self.locking += 1
        await self.may_answer.wait()
        return Empty()

    def _send(self, _device_id: str, message: Message) -> bool:
        self.sent.append(message)
        self.answered.set()
        return True

    def _look(self) -> None:
        self.looks += 1


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[_World]:
    """Return a car whose one phone is paired and linked."""
    store = Store.open(tmp_path)
    made = _World(People(store, SystemClock(), lambda _view: None))
    await made.people.add(PHONE)
    await made.links.link_up(PHONE, UP)
    yield made
    store.close()


def _lock(number: int = 1, method: str = "car.lock") -> Request:
    params = {"locked": True} if method == "car.lock" else {"activity": "media"}
    return Request(request_id=number, method=method, params=params)


async def test_a_phone_that_links_gets_the_topics_and_syncs(world: _World):
    """Everybody who must know is told, and the rules look once."""
    assert world.activities.heard == [("up", PHONE.device_id)]
    assert world.feed.heard == [("join", PHONE.device_id)]
    assert [device.device_id for device in world.people.linked_devices()] == [PHONE.device_id]
    assert world.looks == 1


async def test_near_and_gone_reach_the_rules(world: _World):
    """The rules look each time a phone comes near, goes away or is lost."""
    await world.links.link_message(PHONE.device_id, Presence(near=True))
    assert [device.device_id for device in world.people.near()] == [PHONE.device_id]
    await world.links.link_message(PHONE.device_id, Presence(near=False))
    assert list(world.people.near()) == []
    await world.links.link_down(PHONE.device_id, "shutdown")
    assert world.looks == 4
    assert world.feed.heard[-1] == ("leave", PHONE.device_id)
    assert world.activities.heard[-1] == ("down", PHONE.device_id)
    assert list(world.people.linked_devices()) == []


async def test_what_is_about_activities_goes_there_with_its_sender(world: _World):
    """The sender is the link's device, whatever the message says."""
    pull = HandoffPull(activity="media", transfer_id="t", action_utc_ms=0)
    await world.links.link_message(PHONE.device_id, pull)
    assert world.activities.heard[-1] == (pull, PHONE.device_id)


async def test_a_message_a_car_has_no_use_for_changes_nothing(world: _World):
    """A later version's message is noted in the log and no more."""
    await world.links.link_message(PHONE.device_id, Ping(nonce=1))
    assert len(world.activities.heard) == 1
    assert world.sent == []


async def test_a_phone_may_not_do_what_is_only_for_the_cars_screen(world: _World):
    """The car answers with a refusal, and does not do it."""
    await world.links.link_message(PHONE.device_id, _lock(7, "activity.end"))
    await world.answered.wait()
    (answer,) = world.sent
    assert isinstance(answer, Response)
    assert (answer.request_id, answer.error_code) == (7, "not_allowed")
    assert world.locking == 0


async def test_a_slow_answer_does_not_hold_up_the_link(world: _World):
    """While one request is carried out, presence still counts."""
    await world.links.link_message(PHONE.device_id, _lock(1))
    await world.links.link_message(PHONE.device_id, Presence(near=True))
    assert [device.device_id for device in world.people.near()] == [PHONE.device_id]
    world.may_answer.set()
    await world.answered.wait()
    (answer,) = world.sent
    assert isinstance(answer, Response)
    assert (answer.request_id, answer.error) == (1, None)


async def test_the_link_waits_when_too_many_requests_are_open(world: _World):
    """A phone that asks without end is slowed down, not given memory without end."""
    for number in range(_MAX_OPEN_REQUESTS):
        await world.links.link_message(PHONE.device_id, _lock(number))
    one_more = asyncio.create_task(world.links.link_message(PHONE.device_id, _lock(99)))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not one_more.done()
    assert world.locking == _MAX_OPEN_REQUESTS
    world.may_answer.set()
    await one_more
