"""Actuation through kuksa.val.v2: how it ends, within which time, and under which id."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest
from kuksa_rig import INTENSITY, LATITUDE, LIGHT, LONGITUDE, SPEED, Kuksa, by_path, refused_as

from segue.gateway.kuksa._messages import V2

BRAKE = "Vehicle.Chassis.ParkingBrake.IsEngaged"
OK, INVALID = 1, 2


def asks(path: str, **value: Any) -> Any:
    """Return a request to set an actuator."""
    return V2.ActuateRequest(signal_id=by_path(path), value=V2.Value(**value))


LIGHT_ON = asks(LIGHT, bool=True)


async def _order(provider: Any) -> Any:
    message = await provider.read()
    assert message.WhichOneof("action") == "batch_actuate_stream_request"
    return message.batch_actuate_stream_request


async def _answer(
    provider: Any, path: str, *, request_id: str = "", code: int = OK, message: str = ""
) -> None:
    response = V2.BatchActuateStreamResponse(
        signal_id=by_path(path),
        request_id=request_id,
        error=V2.Error(code=code, message=message),
    )
    await provider.write(V2.OpenProviderStreamRequest(batch_actuate_stream_response=response))


async def test_outcome_carries_the_callers_id_when_it_is_done(kuksa: Kuksa) -> None:
    """The correlation id goes to the provider, and back in the answer and its metadata."""
    provider = await kuksa.actuator(LIGHT)
    call = (await kuksa.v2()).Actuate(LIGHT_ON, metadata={"segue-request-id": "lamp-7"})
    order = await _order(provider)
    assert order.request_id == "lamp-7"
    assert order.due_ms > 0
    (asked,) = order.actuate_requests
    assert (asked.signal_id.path, asked.value.bool) == (LIGHT, True)
    await _answer(provider, LIGHT, request_id="lamp-7")
    assert (await call).request_id == "lamp-7"
    assert ("segue-request-id", "lamp-7") in list(await call.trailing_metadata())


async def test_order_is_done_when_the_provider_answers_without_an_id(kuksa: Kuksa) -> None:
    """KUKSA's own message has no id: the answer is for the oldest order with that actuator."""
    provider = await kuksa.actuator(LIGHT)
    call = (await kuksa.v2()).Actuate(LIGHT_ON)
    await _order(provider)
    await _answer(provider, LIGHT)
    assert (await call).request_id


async def test_order_is_done_when_the_provider_publishes_the_value(kuksa: Kuksa) -> None:
    """A provider that never answers has done it when the value is what was asked for."""
    provider = await kuksa.actuator(LIGHT)
    v2 = await kuksa.v2()
    call = v2.Actuate(LIGHT_ON)
    await _order(provider)
    value = V2.Datapoint(value=V2.Value(bool=True))
    await v2.PublishValue(V2.PublishValueRequest(signal_id=by_path(LIGHT), data_point=value))
    assert (await call).request_id


async def test_caller_learns_why_when_the_provider_refuses(kuksa: Kuksa) -> None:
    """A provider's refusal comes back with its words and the id."""
    provider = await kuksa.actuator(LIGHT)
    call = (await kuksa.v2()).Actuate(LIGHT_ON, metadata={"segue-request-id": "lamp-8"})
    await _order(provider)
    await _answer(provider, LIGHT, code=INVALID, message="The lamp is broken.")
    with refused_as(grpc.StatusCode.FAILED_PRECONDITION) as told:
        await call
    assert told == ["The lamp is broken."]
    assert ("segue-request-id", "lamp-8") in list(await call.trailing_metadata())


async def test_outcome_comes_in_time_when_nobody_answers(kuksa: Kuksa) -> None:
    """A time-out is Segue's own answer, with the id, before the caller's deadline has passed."""
    provider = await kuksa.actuator(LIGHT)
    call = (await kuksa.v2()).Actuate(LIGHT_ON, timeout=1.0)
    await _order(provider)
    with refused_as(grpc.StatusCode.DEADLINE_EXCEEDED):
        await call
    assert "segue-request-id" in dict(await call.trailing_metadata())


async def test_caller_is_told_when_the_provider_leaves_with_the_order(kuksa: Kuksa) -> None:
    """A provider that goes takes no order with it in silence."""
    provider = await kuksa.actuator(LIGHT)
    call = (await kuksa.v2()).Actuate(LIGHT_ON)
    await _order(provider)
    provider.cancel()
    with refused_as(grpc.StatusCode.FAILED_PRECONDITION):
        await call


@pytest.mark.parametrize(
    ("request_", "code", "says"),
    [
        (LIGHT_ON, grpc.StatusCode.UNAVAILABLE, LIGHT),
        (asks("Vehicle.Nope", bool=True), grpc.StatusCode.NOT_FOUND, "Vehicle.Nope"),
        (asks(SPEED, float=1.0), grpc.StatusCode.INVALID_ARGUMENT, SPEED),
        (asks(LIGHT, string="on"), grpc.StatusCode.INVALID_ARGUMENT, "true or false"),
        (asks(LIGHT), grpc.StatusCode.INVALID_ARGUMENT, "missing"),
        (asks(INTENSITY, uint32=101), grpc.StatusCode.INVALID_ARGUMENT, "from 1 to 100"),
        (asks(BRAKE, bool=False), grpc.StatusCode.FAILED_PRECONDITION, ""),
        (asks(LATITUDE, double=1.0), grpc.StatusCode.INVALID_ARGUMENT, LONGITUDE),
    ],
    ids=["no provider", "unknown", "sensor", "type", "nothing", "limit", "never", "half"],
)
async def test_actuation_is_refused_when_it_cannot_be(
    kuksa: Kuksa, request_: Any, code: grpc.StatusCode, says: str
) -> None:
    """The code is KUKSA's, and the text says what is wrong and what would fit."""
    with refused_as(code) as told:
        await (await kuksa.v2()).Actuate(request_)
    assert says in told[0]


async def test_actuation_is_refused_when_the_token_gives_no_right(kuksa: Kuksa) -> None:
    """Reading and actuating are different rights."""
    kuksa.admit_only({None: "read"})
    with refused_as(grpc.StatusCode.PERMISSION_DENIED):
        await (await kuksa.v2()).Actuate(LIGHT_ON)


async def test_nothing_is_done_when_one_of_a_batch_has_no_provider(kuksa: Kuksa) -> None:
    """A batch is all or nothing, whether there is somebody to do it included."""
    provider = await kuksa.actuator(LIGHT)
    v2 = await kuksa.v2()
    batch = V2.BatchActuateRequest(actuate_requests=[LIGHT_ON, asks(INTENSITY, uint32=50)])
    with refused_as(grpc.StatusCode.UNAVAILABLE) as told:
        await v2.BatchActuate(batch)
    assert INTENSITY in told[0]
    call = v2.Actuate(asks(LIGHT, bool=False), metadata={"segue-request-id": "first order"})
    assert (await _order(provider)).request_id == "first order"
    call.cancel()


async def test_batch_is_done_when_each_of_it_is(kuksa: Kuksa) -> None:
    """One order holds the whole batch, and it is done when all of it was answered."""
    provider = await kuksa.actuator(LIGHT, INTENSITY)
    batch = V2.BatchActuateRequest(actuate_requests=[LIGHT_ON, asks(INTENSITY, uint32=50)])
    call = asyncio.ensure_future((await kuksa.v2()).BatchActuate(batch))
    order = await _order(provider)
    assert {asked.signal_id.path for asked in order.actuate_requests} == {LIGHT, INTENSITY}
    await _answer(provider, LIGHT, request_id=order.request_id)
    await _answer(provider, INTENSITY, request_id=order.request_id)
    assert (await call).request_id == order.request_id


async def test_batch_is_refused_when_it_names_an_actuator_twice(kuksa: Kuksa) -> None:
    """A batch that contradicts itself is not guessed at."""
    await kuksa.actuator(LIGHT)
    batch = V2.BatchActuateRequest(actuate_requests=[LIGHT_ON, asks(LIGHT, bool=False)])
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT):
        await (await kuksa.v2()).BatchActuate(batch)


async def test_stream_is_answered_when_all_of_it_was_done(kuksa: Kuksa) -> None:
    """ActuateStream gives each order at once, in order, and answers when all are done."""
    provider = await kuksa.actuator(INTENSITY)
    call = (await kuksa.v2()).ActuateStream()
    for percent in (10, 20, 30):
        await call.write(asks(INTENSITY, uint32=percent))
    orders = [await _order(provider) for _ in range(3)]
    assert [order.actuate_requests[0].value.uint32 for order in orders] == [10, 20, 30]
    for order in orders:
        await _answer(provider, INTENSITY, request_id=order.request_id)
    await call.done_writing()
    await call


async def test_stream_ends_with_the_reason_when_one_of_it_is_refused(kuksa: Kuksa) -> None:
    """The first that fails ends the stream with its own code."""
    call = (await kuksa.v2()).ActuateStream()
    await call.write(asks(SPEED, float=1.0))
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT):
        await call


async def test_request_is_refused_when_its_id_is_in_use(kuksa: Kuksa) -> None:
    """Two requests under one id could not be told apart."""
    provider = await kuksa.actuator(LIGHT)
    v2 = await kuksa.v2()
    first = v2.Actuate(LIGHT_ON, metadata={"segue-request-id": "same"})
    await _order(provider)
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT):
        await v2.Actuate(LIGHT_ON, metadata={"segue-request-id": "same"})
    first.cancel()
