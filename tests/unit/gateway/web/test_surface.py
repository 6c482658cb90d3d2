"""The surface protocol: one answer a request, the newest of each topic, and no way to break it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from segue.gateway.web import Outbox, Topics
from segue.schema.link import Event, Response
from segue.schema.surface import Notice

if TYPE_CHECKING:
    from aiohttp import ClientWebSocketResponse
    from aiohttp.test_utils import TestClient

    from segue.gateway.web import Parts


async def _answer(socket: ClientWebSocketResponse) -> dict:
    while True:
        message = await socket.receive_json(timeout=5)
        if message["type"] == "response":
            return message


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost:1", "null", "http://127.0.0.1.evil.example"],
)
async def test_another_sites_page_cannot_open_the_surface(client: TestClient, origin: str):
    """Cross-site WebSocket hijacking ends at the handshake."""
    with pytest.raises(WSServerHandshakeError) as caught:
        await client.ws_connect("/surface", headers={"Origin": origin})
    assert caught.value.status == 403


async def test_the_own_page_may_open_the_surface(client: TestClient):
    """The page this server sent gets in, and gets the topics as they are."""
    origin = str(client.make_url("/")).rstrip("/")
    async with client.ws_connect("/surface", headers={"Origin": origin}) as socket:
        event = await socket.receive_json(timeout=5)
        assert (await socket.receive_json(timeout=5))["topic"] == "sound"
    assert event["type"] == "event"
    assert event["topic"] == "notice"
    assert event["data"]["text"] == "Hello."


async def test_a_request_is_answered_with_its_result(client: TestClient):
    """Parameters and results are the structs of the schema, as JSON."""
    async with client.ws_connect("/surface") as socket:
        await socket.send_json(
            {
                "type": "request",
                "request_id": 7,
                "method": "places.search",
                "params": {"query": "上海"},
            }
        )
        answer = await _answer(socket)
    assert answer["request_id"] == 7
    assert answer["result"]["places"][0]["name"] == "上海"
    assert answer["error"] is None


@pytest.mark.parametrize(
    ("frame", "code", "request_id"),
    [
        ("{", "bad_request", 0),
        ("[]", "bad_request", 0),
        ('{"type":"event","topic":"car","data":1}', "bad_request", 0),
        ('{"request_id":3,"type":"request"}', "bad_request", 3),
        ('{"a":' + "[" * 100_000, "bad_request", 0),
        (
            '{"type":"request","request_id":3,"method":"car.lock","params":{"a":'
            + "[" * 1000
            + "]" * 1000
            + "}}",
            "bad_request",
            0,
        ),
        (
            '{"type":"request","request_id":3,"method":"rm","params":{}}',
            "unknown_method",
            3,
        ),
        (
            '{"type":"request","request_id":3,"method":"trip.plan","params":{}}',
            "unknown_method",
            3,
        ),
        (
            '{"type":"request","request_id":3,"method":"places.search","params":{}}',
            "bad_params",
            3,
        ),
        (
            '{"type":"request","request_id":3,"method":"places.search","params":{"query":5}}',
            "bad_params",
            3,
        ),
        (
            '{"type":"request","request_id":3,"method":"places.search","params":{"query":"boom"}}',
            "internal",
            3,
        ),
        (
            '{"type":"request","request_id":3,"method":"car.lock","params":{"locked":true}}',
            "rejected",
            3,
        ),
    ],
)
async def test_a_bad_request_is_one_clear_error_and_the_socket_lives(
    client: TestClient, frame: str, code: str, request_id: int
):
    """Whatever a screen sends, it gets one answer that says why, and the next request works."""
    async with client.ws_connect("/surface") as socket:
        await socket.send_str(frame)
        answer = await _answer(socket)
        assert (answer["error_code"], answer["request_id"]) == (code, request_id)
        assert answer["error"]
        await socket.send_json(
            {
                "type": "request",
                "request_id": 8,
                "method": "places.search",
                "params": {"query": "a"},
            }
        )
        assert (await _answer(socket))["request_id"] == 8


async def test_a_refusal_carries_what_to_do(client: TestClient):
    """The reason and the next step of a refusal reach the screen as they are."""
    async with client.ws_connect("/surface") as socket:
        await socket.send_json(
            {"type": "request", "request_id": 1, "method": "car.lock", "params": {"locked": True}}
        )
        assert (await _answer(socket))["error"] == "A door is open. Close it first."


async def test_a_binary_frame_is_answered_with_what_is_expected(client: TestClient):
    """A frame of the wrong kind is named as such, and the socket lives."""
    async with client.ws_connect("/surface") as socket:
        await socket.send_bytes(b"\x00")
        assert "text frames" in (await _answer(socket))["error"]


async def test_a_frame_over_the_limit_ends_only_that_screen(client: TestClient):
    """An oversize frame closes its socket with 1009 and leaves the other screen alone."""
    async with client.ws_connect("/surface") as other, client.ws_connect("/surface") as socket:
        for _ in range(2):
            await socket.receive_json(timeout=5)
        await socket.send_str("x" * (1024 * 1024 + 1))
        message = await socket.receive(timeout=5)
        assert message.type is WSMsgType.CLOSE
        assert message.data == 1009
        await other.send_json(
            {
                "type": "request",
                "request_id": 1,
                "method": "places.search",
                "params": {"query": "a"},
            }
        )
        assert (await _answer(other))["request_id"] == 1


async def test_a_slow_request_does_not_hold_up_a_quick_one(client: TestClient):
    """Answers come as they are ready, named by their request."""
    async with client.ws_connect("/surface") as socket:
        for request_id, query in ((1, "slow"), (2, "quick")):
            await socket.send_json(
                {
                    "type": "request",
                    "request_id": request_id,
                    "method": "places.search",
                    "params": {"query": query},
                }
            )
        assert [(await _answer(socket))["request_id"] for _ in range(2)] == [2, 1]


async def test_every_screen_sees_a_change(client: TestClient, parts: Parts):
    """Two screens on one car show the same."""
    async with client.ws_connect("/surface") as one, client.ws_connect("/surface") as two:
        for socket in (one, two):
            for _ in range(2):
                await socket.receive_json(timeout=5)
        parts.topics.publish("notice", Notice(level="error", code="x", text="Look."))
        for socket in (one, two):
            assert (await socket.receive_json(timeout=5))["data"]["text"] == "Look."


async def _plays(socket: ClientWebSocketResponse) -> bool:
    while True:
        message = await socket.receive_json(timeout=5)
        if message.get("topic") == "sound":
            return message["data"]["here"]


async def test_one_screen_of_several_plays(client: TestClient):
    """The first plays, then the one whose player is used, then whoever is left."""
    async with client.ws_connect("/surface") as first:
        assert await _plays(first)
        async with client.ws_connect("/surface") as second:
            assert not await _plays(second)
            press = {"type": "request", "request_id": 1, "method": "media.control", "params": {}}
            await second.send_json(press)
            assert await _plays(second)
            assert not await _plays(first)
        assert await _plays(first)


async def test_a_page_without_a_player_never_plays(client: TestClient):
    """The demo's strip opens first and leaves the sound to the car's screen."""
    async with client.ws_connect("/surface?silent") as strip:
        assert not await _plays(strip)
        async with client.ws_connect("/surface") as screen:
            assert await _plays(screen)


async def test_a_screen_that_left_is_forgotten(client: TestClient, parts: Parts):
    """After the last screen closes nobody watches, so nothing is encoded for nobody."""
    async with client.ws_connect("/surface"):
        assert parts.topics.watched
    while parts.topics.watched:  # noqa: ASYNC110 (the server ends it in its own time)
        await asyncio.sleep(0.01)


async def test_a_slow_screen_gets_the_newest_of_each_topic():
    """What waits for a screen is one event a topic, however long it does not read."""
    topics = Topics()
    outbox = Outbox(2)
    topics.watch(outbox.event)
    for number in range(10_000):
        topics.publish("car", number)
        topics.publish("progress", -number)
    taken = [await outbox.take() for _ in range(2)]
    assert [(event.topic, event.data) for event in taken if isinstance(event, Event)] == [
        ("car", 9999),
        ("progress", -9999),
    ]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(outbox.take(), 0.01)


async def test_a_screen_that_does_not_read_is_not_read_either():
    """Requests are let in as fast as their answers leave, so that answers cannot pile up."""
    outbox = Outbox(2)
    for request_id in (1, 2):
        await outbox.room()
        outbox.reply(Response(request_id=request_id))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(outbox.room(), 0.01)
    await outbox.take()
    await outbox.room()


async def test_replies_go_before_events_and_in_order():
    """A waiting person is answered before the picture is refreshed."""
    outbox = Outbox(2)
    outbox.event(Event(topic="car", data=1))
    outbox.reply(Response(request_id=1))
    outbox.reply(Response(request_id=2))
    kinds = [type(await outbox.take()) for _ in range(3)]
    assert kinds == [Response, Response, Event]


def test_topics_are_replayed_in_the_order_of_the_schema():
    """The first event a screen gets says which node it talks to."""
    topics = Topics()
    topics.publish("car", 1)
    topics.publish("node", 2)
    seen: list[str] = []
    topics.watch(lambda event: seen.append(event.topic))
    assert seen == ["node", "car"]
    assert json.dumps(topics.data("car")) == "1"
