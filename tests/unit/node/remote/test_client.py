"""The client, against a server that knows nothing of Segue."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import grpc
import pytest
from databroker import Databroker

from segue.gateway.kuksa import V2
from segue.kernel import DeviceUnavailable, LocalUseError, Rejected
from segue.node.remote import (
    Began,
    Lost,
    ServerAddress,
    ServerGone,
    SignalClient,
    Update,
    follow,
)

SPEED, TRUNK, NEVER, SECRET = "Vehicle.Speed", "Vehicle.Trunk", "Vehicle.Never", "Vehicle.Secret"


def furnish(broker: Databroker) -> None:
    """Give it the signals of these tests."""
    broker.add(SPEED, "float", unit="km/h", min={"float": 0.0}, description="How fast.")
    broker.add(TRUNK, "boolean", "actuator")
    broker.add(NEVER, "uint8")
    broker.add(SECRET, "uint8")
    broker.give(1000.25, Vehicle__Speed={"float": 52.3}, Vehicle__Secret={"uint32": 7})


@pytest.fixture
async def broker() -> AsyncIterator[Databroker]:
    """A server that has a few signals."""
    async with Databroker() as broker:
        furnish(broker)
        yield broker


@pytest.fixture
async def client(broker: Databroker) -> AsyncIterator[SignalClient]:
    """A client of it."""
    async with SignalClient(ServerAddress(target=broker.address)) as client:
        yield client


async def test_patterns_mean_what_the_server_has_when_selected(client: SignalClient) -> None:
    """Paths, branches and globs give signals with their facts; what means nothing is named."""
    found = await client.select(["Vehicle.*", "Vehicle.Nope", "Nowhere.**"])
    assert [signal.info.path for signal in found.signals] == [SPEED, TRUNK, NEVER, SECRET]
    assert set(found.unknown) == {"Vehicle.Nope", "Nowhere.**"}
    speed = found.signals[0]
    assert (speed.info.unit, speed.info.low, speed.info.high) == ("km/h", 0.0, None)
    assert (speed.info.datatype, speed.info.entry) == ("float", "sensor")
    assert speed.description == "How fast."
    assert found.signals[1].info.entry == "actuator"


async def test_the_rest_is_read_when_one_may_not_be(
    client: SignalClient, broker: Databroker
) -> None:
    """A server that refuses a whole request for one path does not keep us from the others."""
    broker.secret.add(SECRET)
    readings, refused = await client.read([SPEED, SECRET, NEVER])
    assert [(reading.path, reading.value) for reading in readings] == [(SPEED, 52.3), (NEVER, None)]
    assert readings[0].source_utc_s == 1000.25
    assert readings[0].age_s(1002.25) == 2.0
    assert (readings[0].provider, readings[0].freshness) == (None, None)
    assert refused == {SECRET: "Permission denied."}


async def test_the_rest_is_followed_when_one_may_not_be_read(
    client: SignalClient, broker: Databroker
) -> None:
    """A subscription says what it may not read, and delivers the others."""
    broker.secret.add(SECRET)
    async with contextlib.aclosing(client.subscribe([SPEED, SECRET])) as updates:
        assert (await anext(updates)).refused == {SECRET: "Permission denied."}
        (first,) = (await anext(updates)).readings
        assert (first.path, first.value) == (SPEED, 52.3)
        coming = asyncio.ensure_future(anext(updates))
        await broker.subscribed.wait()
        broker.give(Vehicle__Speed={"float": 60.0})
        assert (await coming).readings[0].value == 60.0


async def test_server_is_gone_when_it_ends_a_subscription(
    client: SignalClient, broker: Databroker
) -> None:
    """A server that ends a subscription politely has shut down: it is to be waited for."""
    async with contextlib.aclosing(client.subscribe([SPEED])) as updates:
        await anext(updates)
        coming = asyncio.ensure_future(anext(updates))
        await broker.subscribed.wait()
        broker.end_subscriptions()
        with pytest.raises(ServerGone):
            await coming


async def test_actuators_are_asked_together_when_set(
    client: SignalClient, broker: Databroker
) -> None:
    """A request carries all its targets and the id by which it can be found again."""
    (trunk,) = (await client.select([TRUNK])).signals
    await client.actuate([(trunk, True)], "request-1")
    assert broker.actuated == [({TRUNK: V2.Value(bool=True)}, "request-1")]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.NOT_FOUND, LocalUseError),
        (grpc.StatusCode.INVALID_ARGUMENT, LocalUseError),
        (grpc.StatusCode.PERMISSION_DENIED, Rejected),
        (grpc.StatusCode.UNAUTHENTICATED, Rejected),
        (grpc.StatusCode.ABORTED, Rejected),
        (grpc.StatusCode.FAILED_PRECONDITION, Rejected),
        (grpc.StatusCode.DEADLINE_EXCEEDED, DeviceUnavailable),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, DeviceUnavailable),
    ],
)
async def test_refusal_says_who_can_act_when_an_actuator_refuses(
    client: SignalClient, broker: Databroker, code: grpc.StatusCode, kind: type[Exception]
) -> None:
    """The server's own words reach the user, as the kind of error that they are."""
    broker.refuses_actuation = (code, "The trunk is stuck")
    (trunk,) = (await client.select([TRUNK])).signals
    with pytest.raises(kind, match="The trunk is stuck"):
        await client.actuate([(trunk, True)], "request-1")


async def test_no_provider_is_told_apart_when_the_server_is_there(
    client: SignalClient, broker: Databroker
) -> None:
    """UNAVAILABLE of a server that answers is about its provider, not about the server."""
    broker.refuses_actuation = (grpc.StatusCode.UNAVAILABLE, "No provider")
    (trunk,) = (await client.select([TRUNK])).signals
    with pytest.raises(DeviceUnavailable, match="No provider") as caught:
        await client.actuate([(trunk, True)], "request-1")
    assert not isinstance(caught.value, ServerGone)


async def test_error_says_what_to_do_when_nobody_is_there() -> None:
    """Without a server there is one error: where nobody answers, and how to start one."""
    with pytest.raises(ServerGone, match=r"No signal server answers at 127\.0\.0\.1:1\.") as caught:
        async with SignalClient(ServerAddress(target="127.0.0.1:1")):
            pass
    assert "segue demo" in caught.value.do
    assert "--server" in caught.value.do


async def test_signal_has_one_provider_when_claimed(
    client: SignalClient, broker: Databroker
) -> None:
    """A second claim is refused with the server's reason; the first goes on, until it ends."""
    signals = (await client.select([SPEED])).signals
    async with client.provide(signals) as first:
        with pytest.raises(Rejected, match=r"Vehicle\.Speed has a provider") as caught:
            async with client.provide(signals):
                pass
        assert "nobody else gives" in caught.value.do
        await first.publish({SPEED: 30.0}, 5.5)
        await first.finish()
    assert broker.given == [
        (
            {
                SPEED: V2.Datapoint(
                    value=V2.Value(float=30.0), timestamp={"seconds": 5, "nanos": 500000000}
                )
            },
            5.5,
        )
    ]
    async with client.provide(signals):
        pass


async def test_following_goes_on_when_the_server_restarts() -> None:
    """A server that goes away is said once, waited for, and followed again."""
    async with Databroker() as broker:
        furnish(broker)
        address = ServerAddress(target=broker.address)
        events = follow(address, [SPEED, "Vehicle.Nope"])
        began = await anext(events)
        assert isinstance(began, Began)
        assert began.unknown == ("Vehicle.Nope",)
        assert isinstance(await anext(events), Update)
    assert isinstance(await anext(events), Lost)
    again = asyncio.ensure_future(anext(events))
    async with Databroker(address.target) as broker:
        furnish(broker)
        assert isinstance(await again, Began)
        update = await anext(events)
        assert isinstance(update, Update)
        assert update.readings[0].value == 52.3
        await events.aclose()


async def test_following_ends_with_an_error_when_nothing_is_there_to_follow(
    broker: Databroker,
) -> None:
    """Patterns that mean nothing at all are an error, not a silence."""
    with pytest.raises(LocalUseError, match=r"databroker 0\.6\.0 has no signal Vehicle\.Nope"):
        await anext(follow(ServerAddress(target=broker.address), ["Vehicle.Nope"]))
