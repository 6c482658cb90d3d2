"""Subscriptions of kuksa.val.v2: what is sent first and later, what is lost, what is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest
from kuksa_rig import GEAR, LATITUDE, LONGITUDE, SPEED, Kuksa, refused_as

from segue.gateway.kuksa._messages import V1, V2
from segue.vehicle.access import Rights, Unauthenticated, parse_scope

NOWHERE = "Vehicle.Nope"
HOT = 30_000
"""Updates that are more than gRPC's buffers and a small queue can hold."""


class Giver:
    """A provider inside the process."""

    def __init__(self, kuksa: Kuksa, *paths: str) -> None:
        self._provider = kuksa.broker.provide(kuksa.broker.admit(None), "giver")
        self._provider.claim(paths)

    def give(self, **values: object) -> None:
        """Give SPEED and GEAR by short names."""
        names = {"speed": SPEED, "gear": GEAR, "latitude": LATITUDE, "longitude": LONGITUDE}
        self._provider.publish({names[n]: value for n, value in values.items()}, source_utc_s=1e9)

    def leave(self) -> None:
        """Disconnect."""
        self._provider.close()


async def _subscribe(kuksa: Kuksa, *paths: str, **request: Any) -> tuple[Any, Any]:
    """Return a subscription and its first message."""
    v2 = await kuksa.v2()
    stream = v2.Subscribe(V2.SubscribeRequest(signal_paths=paths, **request))
    return stream, await stream.read()


async def test_all_values_come_first_when_subscribed(kuksa: Kuksa) -> None:
    """The first message has every signal, and those without a value say so."""
    Giver(kuksa, SPEED).give(speed=50.0)
    _, first = await _subscribe(kuksa, SPEED, GEAR)
    assert set(first.entries) == {SPEED, GEAR}
    assert first.entries[SPEED].value.float == 50.0
    assert not first.entries[GEAR].HasField("value")
    assert not first.refused


async def test_update_is_sent_when_the_value_is_the_same_again(kuksa: Kuksa) -> None:
    """Each update counts: that a value still holds is news, too."""
    giver = Giver(kuksa, SPEED)
    giver.give(speed=50.0)
    stream, _ = await _subscribe(kuksa, SPEED)
    giver.give(speed=50.0)
    assert (await stream.read()).entries[SPEED].value.float == 50.0


async def test_branch_and_glob_are_heard_of_when_subscribed(kuksa: Kuksa) -> None:
    """A path may be a branch or a glob; each signal is there once."""
    _, first = await _subscribe(kuksa, "Vehicle.Cabin.Door", "**.IsLocked", SPEED)
    assert SPEED in first.entries
    assert "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen" in first.entries
    assert "Vehicle.Body.Trunk.Rear.IsLocked" in first.entries


async def test_rest_works_and_refusals_are_said_when_some_paths_give_nothing(kuksa: Kuksa) -> None:
    """An unknown and an unreadable path take nothing down, and are named with their code."""
    kuksa.admit_only({None: f"read:{GEAR}"})
    v2 = await kuksa.v2()
    stream = v2.Subscribe(V2.SubscribeRequest(signal_paths=[GEAR, SPEED, NOWHERE]))
    first = await stream.read()
    assert set(first.entries) == {GEAR}
    assert {(refusal.asked, refusal.code) for refusal in first.refused} == {
        (SPEED, 7),
        (NOWHERE, 5),
    }
    told = [value for name, value in await stream.initial_metadata() if name == "segue-refused"]
    assert sorted(told) == [f"NOT_FOUND {NOWHERE}", f"PERMISSION_DENIED {SPEED}"]


@pytest.mark.parametrize(
    ("request_", "code", "says"),
    [
        ({"signal_paths": [NOWHERE]}, grpc.StatusCode.NOT_FOUND, NOWHERE),
        ({"signal_paths": []}, grpc.StatusCode.INVALID_ARGUMENT, "at least one"),
        ({"signal_paths": [SPEED] * 10_001}, grpc.StatusCode.INVALID_ARGUMENT, "10000"),
        ({"signal_paths": ["V" * 1001]}, grpc.StatusCode.INVALID_ARGUMENT, "1000"),
        (
            {"signal_paths": [SPEED], "buffer_size": 1001},
            grpc.StatusCode.INVALID_ARGUMENT,
            "buffer_size is 1001; it may be 1000",
        ),
    ],
    ids=["nothing readable", "empty", "many", "long", "buffer"],
)
async def test_subscription_is_refused_when_nothing_of_it_can_be(
    kuksa: Kuksa, request_: dict[str, Any], code: grpc.StatusCode, says: str
) -> None:
    """The code is KUKSA's, and the text says what or which limit."""
    with refused_as(code) as told:
        await _subscribe(kuksa, *request_.pop("signal_paths"), **request_)
    assert says in told[0]


async def test_subscription_is_refused_when_nothing_of_it_may_be_read(kuksa: Kuksa) -> None:
    """Without a right to any of it there is no stream that stays silent."""
    kuksa.admit_only({None: f"read:{GEAR}"})
    with refused_as(grpc.StatusCode.PERMISSION_DENIED):
        await _subscribe(kuksa, SPEED)


async def test_request_is_refused_when_it_names_very_many_patterns(kuksa: Kuksa) -> None:
    """Each pattern is looked for among all signals: thousands would hold everybody up."""
    globs = [f"Vehicle.**.*{number}*.**" for number in range(65)]
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT) as told:
        await _subscribe(kuksa, SPEED, *globs)
    assert "65 branches and globs; it may name 64" in told[0]
    entries = [V1.EntryRequest(path="Vehicle", view=1)] * 65
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT):
        await (await kuksa.v1()).Get(V1.GetRequest(entries=entries))
    await _subscribe(kuksa, *[f"Vehicle.Unknown{number}" for number in range(65)], SPEED)


async def test_ids_are_the_keys_when_subscribed_by_id(kuksa: Kuksa) -> None:
    """SubscribeById answers with ids, and names an unknown one."""
    Giver(kuksa, SPEED).give(speed=50.0)
    v2 = await kuksa.v2()
    number = kuksa.ids[SPEED]
    stream = v2.SubscribeById(V2.SubscribeByIdRequest(signal_ids=[number, 7]))
    first = await stream.read()
    assert set(first.entries) == {number}
    assert first.entries[number].value.float == 50.0
    assert [(refusal.asked, refusal.code) for refusal in first.refused] == [("7", 5)]
    with refused_as(grpc.StatusCode.NOT_FOUND):
        await v2.SubscribeById(V2.SubscribeByIdRequest(signal_ids=[7])).read()


async def test_last_value_is_not_lost_when_it_came_within_the_interval(kuksa: Kuksa) -> None:
    """A least interval holds values back and then delivers the last."""
    giver = Giver(kuksa, SPEED)
    giver.give(speed=1.0)
    stream, first = await _subscribe(
        kuksa, SPEED, filter=V2.Filter(min_sample_interval=V2.SampleInterval(interval_ms=100))
    )
    assert first.entries[SPEED].value.float == 1.0
    for speed in (2.0, 3.0, 4.0):
        giver.give(speed=speed)
    assert (await stream.read()).entries[SPEED].value.float == 4.0


async def test_subscription_ends_when_its_duration_is_over(kuksa: Kuksa) -> None:
    """The filter's duration ends the stream without an error."""
    stream, _ = await _subscribe(kuksa, SPEED, filter=V2.Filter(duration_ms=50))
    assert await stream.read() is grpc.aio.EOF
    assert await stream.code() is grpc.StatusCode.OK


async def test_each_update_is_sent_when_many_wait_for_one_signal(kuksa: Kuksa) -> None:
    """What waits is sent together, but a message's map holds a signal once: no update is lost."""
    giver = Giver(kuksa, SPEED, GEAR)
    stream, _ = await _subscribe(kuksa, SPEED, GEAR)
    giver.give(speed=1.0, gear=1)
    giver.give(speed=2.0)
    giver.give(speed=3.0, gear=3)
    got = [await stream.read() for _ in range(3)]
    assert [message.entries[SPEED].value.float for message in got] == [1.0, 2.0, 3.0]
    assert [sorted(message.entries) for message in got] == [[GEAR, SPEED], [SPEED], [GEAR, SPEED]]


async def test_oldest_updates_are_lost_and_counted_when_the_reader_is_slow(kuksa: Kuksa) -> None:
    """A slow reader loses its own oldest, reads how many, and ends with the newest value."""
    giver = Giver(kuksa, SPEED)
    giver.give(speed=0.0)
    stream, _ = await _subscribe(kuksa, SPEED, buffer_size=10)
    other, _ = await _subscribe(kuksa, SPEED, buffer_size=1000)
    for number in range(1, HOT + 1):
        giver.give(speed=float(number))
        if number % 500 == 0:
            for _ in range(500):
                await other.read()
    got, dropped, last = 0, 0, 0.0
    while last < HOT:
        message = await stream.read()
        assert message.entries[SPEED].value.float > last
        last = message.entries[SPEED].value.float
        got += 1
        dropped = message.dropped or dropped
    assert dropped > 0
    assert got + dropped == HOT


async def test_halves_of_a_destination_come_together_when_it_changes(kuksa: Kuksa) -> None:
    """Latitude and longitude of the destination are always in one message."""
    giver = Giver(kuksa, LATITUDE, LONGITUDE)
    stream, _ = await _subscribe(kuksa, LATITUDE, LONGITUDE)
    for place in (1.0, 2.0):
        giver.give(latitude=place, longitude=-place)
    for place in (1.0, 2.0):
        entries = (await stream.read()).entries
        assert entries[LATITUDE].value.double == -entries[LONGITUDE].value.double == place


async def test_value_turns_stale_when_its_provider_leaves(kuksa: Kuksa) -> None:
    """A subscriber hears that a value is not to be trusted any more."""
    giver = Giver(kuksa, SPEED)
    giver.give(speed=50.0)
    stream, first = await _subscribe(kuksa, SPEED)
    assert first.entries[SPEED].freshness == 1
    giver.leave()
    assert (await stream.read()).entries[SPEED].freshness == 2


async def test_subscription_ends_when_the_token_is_revoked(kuksa: Kuksa) -> None:
    """A stream that goes on ends once its token no longer counts, though nothing is sent."""
    revoked: list[bool] = []

    def check() -> None:
        if revoked:
            raise Unauthenticated("The token was revoked.")

    held = Rights("reader", parse_scope("read"), check=check)
    kuksa.broker.admit = lambda _token: held  # type: ignore[method-assign]
    stream, _ = await _subscribe(kuksa, SPEED)
    revoked.append(True)
    with refused_as(grpc.StatusCode.UNAUTHENTICATED):
        await stream.read()


async def test_broker_is_left_clean_when_subscribers_go(kuksa: Kuksa) -> None:
    """A cancelled subscription is ended in the broker."""
    ended = asyncio.Event()
    unsubscribe = kuksa.broker.unsubscribe

    def watched(subscription: Any) -> None:
        unsubscribe(subscription)
        ended.set()

    kuksa.broker.unsubscribe = watched  # type: ignore[method-assign]
    stream, _ = await _subscribe(kuksa, SPEED)
    stream.cancel()
    await ended.wait()
