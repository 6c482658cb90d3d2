"""The phones' feed: the newest of each topic, twice a second, and only what is theirs to know."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from segue.gateway.web import Topics
from segue.node.car import _phone_feed
from segue.node.car._phone_feed import PhoneFeed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from segue.schema.link import Event

Sent = list[tuple[str, str, object]]


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Topics, PhoneFeed, Sent]]:
    """Return topics, a running feed with a short interval, and what it sent."""
    monkeypatch.setattr(_phone_feed, "_INTERVAL_S", 0.02)
    topics, sent = Topics(), []

    def send(device_id: str, event: Event) -> bool:
        sent.append((device_id, event.topic, event.data))
        return True

    feed = PhoneFeed(topics, send)
    running = asyncio.create_task(feed.run())
    yield topics, feed, sent
    running.cancel()


async def test_a_phone_gets_the_state_at_once_and_then_the_newest(
    world: tuple[Topics, PhoneFeed, Sent],
):
    """However often the car changes, a phone is sent a topic once an interval."""
    topics, feed, sent = world
    topics.publish("car", 0)
    topics.publish("pairing", "secret")
    feed.join("a")
    assert sent == [("a", "car", 0)]
    for number in range(100):
        topics.publish("car", number)
    await asyncio.sleep(0.1)
    assert sent[-1] == ("a", "car", 99)
    assert len(sent) <= 4


async def test_the_pairing_code_never_reaches_a_phone(world: tuple[Topics, PhoneFeed, Sent]):
    """What only the car's screen may show stays in the car."""
    topics, feed, sent = world
    feed.join("a")
    for topic in ("pairing", "people", "node"):
        topics.publish(topic, "private")
    topics.publish("car", 1)
    await asyncio.sleep(0.1)
    assert {topic for _, topic, _ in sent} == {"car"}


async def test_a_phone_that_left_gets_nothing(world: tuple[Topics, PhoneFeed, Sent]):
    """After the last phone left nobody watches; the next one starts afresh."""
    topics, feed, sent = world
    feed.join("a")
    feed.leave("a")
    assert not topics.watched
    topics.publish("car", 1)
    await asyncio.sleep(0.05)
    assert sent == []
    feed.join("b")
    assert sent == [("b", "car", 1)]
