"""Subscriptions: what is told, when, and that one subscriber's trouble is nobody else's."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest
from viss_car import DOOR, GOOD, HOUR_S, LIMITED, MOVING, SPEED, VissCar

from segue.gateway.viss import MAX_SUBSCRIPTIONS
from segue.gateway.viss._service import Service
from segue.gateway.viss._subscriptions import Subscriptions

NOW = "2025-11-24T16:00:00.000Z"


def at(value: str, ts: str = NOW, freshness: str = "fresh") -> dict[str, str]:
    """Return a data point."""
    return {"value": value, "ts": ts, "freshness": freshness}


async def test_every_update_is_told_when_there_is_no_filter(talk: Any, car: VissCar) -> None:
    """The value there is first, then each that the vehicle supplies, also an equal one."""
    answer = await talk.ask("subscribe", path=SPEED)
    assert answer == {"action": "subscribe", "requestId": "1", "subscriptionId": "1", "ts": NOW}
    assert await talk.hear() == {
        "action": "subscription",
        "subscriptionId": "1",
        "data": {"path": SPEED, "dp": at("50.5", "2025-11-24T16:00:00.250Z")},
        "ts": NOW,
    }
    for _ in range(2):
        car.set(SPEED, 51.0)
        assert (await talk.hear())["data"]["dp"]["value"] == "51.0"


async def test_source_is_told_to_be_lost_when_it_goes(talk: Any, car: VissCar) -> None:
    """The last value comes again, stale and with the time when it was true."""
    await talk.ask("subscribe", path=SPEED)
    await talk.hear()
    car.clock.advance(5.0)
    car.provider.close()
    event = await talk.hear()
    assert event["data"]["dp"] == at("50.5", "2025-11-24T16:00:00.250Z", "stale")
    assert event["ts"] == "2025-11-24T16:00:05.000Z"


async def test_the_rest_works_when_paths_are_unknown_or_unreadable(talk: Any) -> None:
    """Both are listed in the answer, and the others' values come."""
    answer = await talk.ask(
        "subscribe",
        path="Vehicle",
        filter={"type": "paths", "parameter": ["Speed", "Sped", "IsMoving"]},
        authorization=LIMITED,
    )
    assert answer["unknown"] == ["Vehicle.Sped"]
    assert answer["unreadable"] == [MOVING]
    assert (await talk.hear())["data"][0]["path"] == SPEED


async def test_all_values_come_once_a_period_when_timebased(talk: Any, car: VissCar) -> None:
    """Changed or not, in one event, with the newest value of each."""
    await talk.ask(
        "subscribe",
        path="Vehicle",
        filter=[
            {"type": "paths", "parameter": ["Speed", "IsMoving"]},
            {"type": "timebased", "parameter": {"period": "10"}},
        ],
    )
    first = await talk.hear()
    assert [entry["path"] for entry in first["data"]] == [SPEED, MOVING]
    for value in range(60):
        car.set(SPEED, float(value))
    car.advance(1.0)
    while (event := await talk.hear())["data"][0]["dp"]["value"] != "59.0":
        assert event["data"][0]["dp"]["value"] in ("50.5", "0.0")
    assert (await talk.hear())["data"][0]["dp"]["value"] == "59.0"


async def test_first_path_alone_triggers_when_there_are_several(talk: Any, car: VissCar) -> None:
    """A change filter looks at the first signal; the event has all of them."""
    await talk.ask(
        "subscribe",
        path="Vehicle",
        filter=[
            {"type": "paths", "parameter": ["IsMoving", "Speed"]},
            {"type": "change", "parameter": {"logic-op": "lt", "diff": "0"}},
        ],
    )
    car.set(SPEED, 0.0)
    car.set(MOVING, value=False)
    assert (await talk.hear())["data"] == [
        {"path": MOVING, "dp": at("false")},
        {"path": SPEED, "dp": at("0.0")},
    ]


async def test_value_is_told_when_it_is_in_the_range(talk: Any, car: VissCar) -> None:
    """Those outside of it are not."""
    await talk.ask(
        "subscribe",
        path=SPEED,
        filter={"type": "range", "parameter": {"boundary-op": "gt", "boundary": "100"}},
    )
    for value in (60.0, 101.0, 80.0, 120.0):
        car.set(SPEED, value)
    heard = [(await talk.hear())["data"]["dp"]["value"] for _ in range(2)]
    assert heard == ["101.0", "120.0"]


async def test_curve_is_told_when_the_buffer_is_full(talk: Any, car: VissCar) -> None:
    """Its corners, as a list of data points."""
    await talk.ask(
        "subscribe",
        path=SPEED,
        filter={"type": "curvelog", "parameter": {"maxerr": "0.1", "bufsize": "5"}},
    )
    start_s = 1_764_000_001.25
    for index, value in enumerate((51.5, 52.5, 51.5, 50.5)):
        car.set(SPEED, value, start_s + index)
    event = await talk.hear()
    assert [point["value"] for point in event["data"]["dp"]] == ["50.5", "52.5", "50.5"]


async def test_nothing_listens_when_nothing_may_be_read(talk: Any, car: VissCar) -> None:
    """A subscribe that is refused leaves nothing behind."""
    answer = await talk.ask("subscribe", path=MOVING, authorization=LIMITED)
    assert answer["error"]["reason"] == "user_forbidden"
    assert not car.watched(MOVING)


async def test_nothing_comes_any_more_when_unsubscribed(talk: Any, car: VissCar) -> None:
    """The answer names the subscription; another one goes on."""
    await talk.ask("subscribe", path=SPEED)
    await talk.hear()
    await talk.ask("subscribe", path=DOOR)
    await talk.hear()
    answer = await talk.ask("unsubscribe", subscriptionId="1")
    assert answer == {"action": "unsubscribe", "requestId": "1", "subscriptionId": "1", "ts": NOW}
    car.set(SPEED, 1.0)
    car.set(DOOR, value=True)
    assert (await talk.hear())["subscriptionId"] == "2"
    assert (await talk.ask("unsubscribe", subscriptionId="1"))["error"]["number"] == 404


async def test_subscription_ends_with_an_error_when_its_token_expires(
    talk: Any, car: VissCar
) -> None:
    """An error event with 401 token_expired, and then nothing; the connection goes on."""
    await talk.ask("subscribe", path=SPEED, authorization=GOOD)
    await talk.hear()
    car.clock.advance(HOUR_S)
    car.set(SPEED, 1.0)
    event = await talk.hear()
    assert event["subscriptionId"] == "1"
    assert event["error"]["reason"] == "token_expired"
    car.set(SPEED, 2.0)
    assert (await talk.ask("get", path=SPEED))["data"]["dp"]["value"] == "2.0"
    assert not car.watched(SPEED)


async def test_idle_subscription_ends_when_its_token_expires(talk: Any, car: VissCar) -> None:
    """Though nothing of it changes: a stream that gives nothing still holds a right."""
    await talk.ask("subscribe", path="Vehicle.Height", authorization=GOOD)
    car.clock.advance(HOUR_S)
    assert (await talk.hear())["error"]["reason"] == "token_expired"
    assert not car.watched("Vehicle.Height")


async def test_broker_holds_nothing_when_the_client_has_left(talk: Any, car: VissCar) -> None:
    """A connection that ends ends its subscriptions."""
    await talk.ask("subscribe", path="Vehicle")
    assert car.watched(SPEED)
    await talk.socket.close()
    async with asyncio.timeout(10):
        while car.watched(SPEED):  # noqa: ASYNC110  the server is in this loop
            await asyncio.sleep(0)


async def test_one_subscription_too_many_is_refused(talk: Any) -> None:
    """With 429; the others stay."""
    for _ in range(MAX_SUBSCRIPTIONS):
        assert "subscriptionId" in await talk.ask("subscribe", path="Vehicle.Height")
    refusal = await talk.ask("subscribe", path="Vehicle.Height")
    assert refusal["error"]["reason"] == "too_many_requests"
    await talk.ask("unsubscribe", subscriptionId="1")
    assert "subscriptionId" in await talk.ask("subscribe", path="Vehicle.Height")


class Reader:
    """A client that reads only while it is let."""

    def __init__(self) -> None:
        self.reads = asyncio.Event()
        self.heard: list[dict[str, Any]] = []

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        self.heard.append(message)


@pytest.fixture
async def readers(car: VissCar) -> AsyncIterator[tuple[Reader, Reader]]:
    """A client that does not read, and one that does; both want the speed."""
    service = Service(car.broker, car.clock)
    slow, quick = Reader(), Reader()
    quick.reads.set()
    ids = itertools.count(1)
    both = [Subscriptions(service, ids, reader.send) for reader in (slow, quick)]
    for subscriptions in both:
        subscriptions.start(car.broker.admit(None), SPEED, None)
    yield slow, quick
    for subscriptions in both:
        await subscriptions.close()


async def _let_run() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_slow_reader_loses_its_own_oldest_and_is_told_how_many(
    car: VissCar, readers: tuple[Reader, Reader]
) -> None:
    """And a quick one loses none."""
    slow, quick = readers
    for value in range(3000):
        car.set(SPEED, float(value % 250))
        if value % 100 == 0:
            await _let_run()
    await _let_run()
    assert len(quick.heard) == 3001
    assert not any("dropped" in event for event in quick.heard)
    slow.reads.set()
    await asyncio.sleep(0.05)
    dropped = sum(event.get("dropped", 0) for event in slow.heard)
    assert dropped > 1900
    assert len(slow.heard) + dropped == 3001
    assert slow.heard[-1]["data"] == quick.heard[-1]["data"]
