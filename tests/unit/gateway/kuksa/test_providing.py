"""The provider's stream of kuksa.val.v2: every message of it, and what its end means."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from kuksa_rig import (
    GEAR,
    LATITUDE,
    LIGHT,
    LONGITUDE,
    SPEED,
    Kuksa,
    by_path,
    claim,
    publish,
    refused_as,
    serve,
)
from signal_broker import rights

from segue.gateway.kuksa._calls import Call
from segue.gateway.kuksa._demand import Demand
from segue.gateway.kuksa._ids import SignalIds
from segue.gateway.kuksa._limits import MAX_UNREAD
from segue.gateway.kuksa._messages import V2
from segue.gateway.kuksa._own_values import OwnValues
from segue.gateway.kuksa._provider_stream import ProviderParts, _Stream
from segue.gateway.kuksa._provider_values import ProviderValues

FRESH, STALE = 1, 2
INVALID, NOT_FOUND = 2, 3


async def _subscribe(kuksa: Kuksa, *paths: str, interval_ms: int = 0) -> Any:
    """Return a subscription whose first message has been read."""
    request = V2.SubscribeRequest(signal_paths=paths)
    request.filter.min_sample_interval.interval_ms = interval_ms
    stream = (await kuksa.v2()).Subscribe(request)
    await stream.read()
    return stream


async def _read_speed(kuksa: Kuksa) -> Any:
    request = V2.GetValueRequest(signal_id=by_path(SPEED))
    return (await (await kuksa.v2()).GetValue(request)).data_point


async def test_values_reach_subscribers_when_published(kuksa: Kuksa) -> None:
    """What a provider publishes keeps its source's time, and nothing is answered."""
    subscription = await _subscribe(kuksa, SPEED, GEAR)
    provider = await kuksa.provider(SPEED, GEAR)
    request = publish({kuksa.ids[SPEED]: {"float": 50.0}, kuksa.ids[GEAR]: {"int32": 3}})
    at = request.publish_values_request.data_points[kuksa.ids[SPEED]].timestamp
    at.seconds, at.nanos = 1_700_000_000, 250_000_000
    await provider.write(request)
    entries = (await subscription.read()).entries
    assert entries[SPEED].value.float == 50.0
    assert entries[SPEED].timestamp.ToMilliseconds() == 1_700_000_000_250
    assert entries[GEAR].value.int32 == 3
    assert entries[GEAR].timestamp.seconds > 1_700_000_000


async def test_good_values_are_taken_when_others_are_refused(kuksa: Kuksa) -> None:
    """Each refused signal is named with its code under the request's id; the rest is taken."""
    provider = await kuksa.provider(SPEED, GEAR)
    values = {
        kuksa.ids[SPEED]: {"float": 50.0},
        kuksa.ids[GEAR]: {"int32": 300},
        7: {"float": 1.0},
    }
    await provider.write(publish(values, request_id=12))
    answer = (await provider.read()).publish_values_response
    assert answer.request_id == 12
    codes = {number: error.code for number, error in answer.status.items()}
    assert codes == {kuksa.ids[GEAR]: INVALID, 7: NOT_FOUND}
    assert "from -128 to 127" in answer.status[kuksa.ids[GEAR]].message
    assert (await _read_speed(kuksa)).value.float == 50.0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
async def test_value_is_refused_when_it_is_no_number(kuksa: Kuksa, value: float) -> None:
    """NaN and infinity are no speeds."""
    provider = await kuksa.provider(SPEED)
    await provider.write(publish({kuksa.ids[SPEED]: {"float": value}}))
    status = (await provider.read()).publish_values_response.status
    assert status[kuksa.ids[SPEED]].code == INVALID


async def test_nothing_of_a_place_is_taken_when_half_of_it_is_refused(kuksa: Kuksa) -> None:
    """Latitude and longitude change together or not at all."""
    provider = await kuksa.provider(LATITUDE, LONGITUDE)
    latitude, longitude = kuksa.ids[LATITUDE], kuksa.ids[LONGITUDE]
    await provider.write(publish({latitude: {"double": 1.0}, longitude: {"double": 500.0}}))
    status = (await provider.read()).publish_values_response.status
    assert set(status) == {latitude, longitude}
    request = V2.GetValueRequest(signal_id=by_path(LATITUDE))
    assert not (await (await kuksa.v2()).GetValue(request)).data_point.HasField("value")


async def test_stream_is_aborted_when_it_publishes_what_it_did_not_claim(kuksa: Kuksa) -> None:
    """Only the provider of a signal gives its value."""
    provider = await kuksa.provider(SPEED)
    await provider.write(publish({kuksa.ids[GEAR]: {"int32": 3}}))
    with refused_as(grpc.StatusCode.ABORTED) as told:
        await provider.read()
    assert GEAR in told[0]


@pytest.mark.parametrize("what", ["signal", "actuator"])
async def test_second_claim_is_refused_while_the_first_provider_is_connected(
    kuksa: Kuksa, what: str
) -> None:
    """A signal and an actuator have one provider, until it leaves."""
    request = claim(kuksa.ids[SPEED]) if what == "signal" else serve(LIGHT)
    v2 = await kuksa.v2()
    first, second = v2.OpenProviderStream(), v2.OpenProviderStream()
    await first.write(request)
    await first.read()
    await second.write(request)
    with refused_as(grpc.StatusCode.ALREADY_EXISTS):
        await second.read()
    first.cancel()
    await _gone(kuksa)
    third = v2.OpenProviderStream()
    await third.write(request)
    assert (await third.read()).WhichOneof("action").startswith("provide_")


async def _gone(kuksa: Kuksa) -> None:
    """Wait until the server has heard that a stream was cancelled."""
    while kuksa.broker._connected:  # noqa: ASYNC110  the broker tells nobody
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (claim(7), grpc.StatusCode.NOT_FOUND),
        (claim(), grpc.StatusCode.INVALID_ARGUMENT),
        (serve("Vehicle.Nope"), grpc.StatusCode.NOT_FOUND),
        (serve(SPEED), grpc.StatusCode.INVALID_ARGUMENT),
    ],
    ids=["unknown id", "nothing", "unknown path", "sensor"],
)
async def test_stream_ends_when_its_claim_cannot_be(
    kuksa: Kuksa, request_: Any, code: grpc.StatusCode
) -> None:
    """A claim is granted whole, or the stream ends with KUKSA's code."""
    if not request_.WhichOneof("action"):
        request_.provide_signal_request.SetInParent()
    stream = (await kuksa.v2()).OpenProviderStream()
    await stream.write(request_)
    with refused_as(code):
        await stream.read()


async def test_claim_is_refused_when_the_token_gives_no_right(kuksa: Kuksa) -> None:
    """Who may provide one signal may not provide another."""
    kuksa.admit_only({None: f"provide:{GEAR}"})
    stream = (await kuksa.v2()).OpenProviderStream()
    await stream.write(claim(kuksa.ids[SPEED]))
    with refused_as(grpc.StatusCode.PERMISSION_DENIED):
        await stream.read()


async def test_values_turn_stale_when_the_stream_ends(kuksa: Kuksa) -> None:
    """When a provider goes, its values are stale at once and those of others stay fresh."""
    provider, other = await kuksa.provider(SPEED), await kuksa.provider(GEAR)
    subscription = await _subscribe(kuksa, SPEED)
    await provider.write(publish({kuksa.ids[SPEED]: {"float": 50.0}}))
    assert (await subscription.read()).entries[SPEED].freshness == FRESH
    provider.cancel()
    assert (await subscription.read()).entries[SPEED].freshness == STALE
    other.cancel()


async def test_stream_ends_when_a_publisher_closes_its_side(kuksa: Kuksa) -> None:
    """A provider that only publishes and says that it is done is done."""
    provider = await kuksa.provider(SPEED)
    await provider.done_writing()
    assert await provider.read() is grpc.aio.EOF
    assert await provider.code() is grpc.StatusCode.OK


async def test_orders_still_come_when_the_provider_closed_its_side(kuksa: Kuksa) -> None:
    """kuksa-client closes its side after one message, and goes on carrying out orders."""
    provider = await kuksa.actuator(LIGHT)
    await provider.done_writing()
    light = V2.ActuateRequest(signal_id=by_path(LIGHT), value=V2.Value(bool=True))
    call = (await kuksa.v2()).Actuate(light)
    assert (await provider.read()).WhichOneof("action") == "batch_actuate_stream_request"
    call.cancel()


async def test_values_turn_stale_when_a_provider_breaks_its_promise(kuksa: Kuksa) -> None:
    """A provider that promised to speak every 50 ms and hangs has stale values after that."""
    provider = await kuksa.provider(SPEED, segue_lease_ms="50")
    subscription = await _subscribe(kuksa, SPEED)
    await provider.write(publish({kuksa.ids[SPEED]: {"float": 50.0}}))
    assert (await subscription.read()).entries[SPEED].freshness == FRESH
    assert (await subscription.read()).entries[SPEED].freshness == STALE


_PROVIDER = """
import asyncio, sys
import grpc
from kuksa_rig import Api, claim, publish

async def provide(port, number):
    api = Api(grpc.aio.insecure_channel(f"127.0.0.1:{port}"), "kuksa.val.v2.VAL", {})
    stream = api.OpenProviderStream()
    await stream.write(claim(number))
    await stream.read()
    await stream.write(publish({number: {"float": 50.0}}))
    print("given", flush=True)
    await asyncio.Event().wait()

asyncio.run(provide(*map(int, sys.argv[1:])))
"""


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL], ids=["stopped", "killed"])
async def test_values_turn_stale_when_the_providers_process_stops(
    kuksa: Kuksa, how: signal.Signals
) -> None:
    """A process that is killed, or that hangs with its connection open, is found out."""
    subscription = await _subscribe(kuksa, SPEED)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _PROVIDER, str(kuksa.port), str(kuksa.ids[SPEED])),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"given\n"
        assert (await subscription.read()).entries[SPEED].freshness == FRESH
        process.send_signal(how)
        async with asyncio.timeout(30):  # without a proof of life it would be a minute
            assert (await subscription.read()).entries[SPEED].freshness == STALE
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.mark.parametrize("lease", ["0", "-5", "soon"])
async def test_stream_is_refused_when_its_lease_makes_no_sense(kuksa: Kuksa, lease: str) -> None:
    """A promise that cannot be kept is told back."""
    stream = (await kuksa.v2()).OpenProviderStream(metadata={"segue-lease-ms": lease})
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT):
        await stream.read()


async def test_provider_is_asked_when_its_signal_has_no_value_yet(kuksa: Kuksa) -> None:
    """Reading a signal that nobody has heard asks its provider, and gives its answer."""
    provider = await kuksa.provider(SPEED)
    reading = asyncio.ensure_future(_read_speed(kuksa))
    question = (await provider.read()).get_provider_value_request
    assert list(question.signal_ids) == [kuksa.ids[SPEED]]
    answer = V2.OpenProviderStreamRequest()
    response = answer.get_provider_value_response
    response.request_id = question.request_id
    response.entries[kuksa.ids[SPEED]].value.float = 33.0
    await provider.write(answer)
    assert (await reading).value.float == 33.0


async def test_reading_works_when_the_provider_does_not_answer(kuksa: Kuksa) -> None:
    """A silent provider holds a reader up for a moment, once."""
    provider = await kuksa.provider(SPEED)
    assert not (await _read_speed(kuksa)).HasField("value")
    assert (await provider.read()).WhichOneof("action") == "get_provider_value_request"
    assert not (await _read_speed(kuksa)).HasField("value")
    await provider.write(publish({7: {"float": 1.0}}))
    assert (await provider.read()).WhichOneof("action") == "publish_values_response"


async def test_provider_is_told_the_least_interval_when_subscribers_want_less(
    kuksa: Kuksa,
) -> None:
    """A provider need not give a signal more often than anybody wants it."""
    provider = await kuksa.provider(SPEED)
    slow = await _subscribe(kuksa, SPEED, interval_ms=500)

    async def told() -> int:
        update = (await provider.read()).update_filter_request
        return update.filters_update[kuksa.ids[SPEED]].min_sample_interval.interval_ms

    assert await told() == 500
    fast = await _subscribe(kuksa, SPEED, interval_ms=100)
    assert await told() == 100
    fast.cancel()
    assert await told() == 500
    slow.cancel()
    assert await told() == 0


async def test_provider_is_told_of_filters_when_it_comes_after_the_subscribers(
    kuksa: Kuksa,
) -> None:
    """A provider that comes back goes on with the interval that is wanted."""
    await _subscribe(kuksa, SPEED, interval_ms=200)
    provider = await kuksa.provider(SPEED)
    update = (await provider.read()).update_filter_request
    assert update.filters_update[kuksa.ids[SPEED]].min_sample_interval.interval_ms == 200


async def test_stream_goes_on_when_the_provider_reports_errors(kuksa: Kuksa) -> None:
    """Errors that a provider reports are logged and end nothing."""
    provider = await kuksa.provider(SPEED)
    for request in (
        V2.OpenProviderStreamRequest(provider_error_indication={"provider_error": 1}),
        V2.OpenProviderStreamRequest(update_filter_response={"filter_error": 1}),
        V2.OpenProviderStreamRequest(),
        publish({kuksa.ids[SPEED]: {"float": 5.0}}),
    ):
        await provider.write(request)
    subscription = await _subscribe(kuksa, SPEED)
    await provider.write(publish({kuksa.ids[SPEED]: {"float": 6.0}}))
    assert (await subscription.read()).entries[SPEED].freshness == FRESH


async def test_value_is_refused_when_a_provider_has_its_signal(kuksa: Kuksa) -> None:
    """PublishValue does not speak over a connected provider."""
    await kuksa.provider(SPEED)
    value = V2.Datapoint(value=V2.Value(float=1.0))
    request = V2.PublishValueRequest(signal_id=by_path(SPEED), data_point=value)
    with refused_as(grpc.StatusCode.ALREADY_EXISTS):
        await (await kuksa.v2()).PublishValue(request)


async def test_value_is_refused_when_the_right_is_another_tokens(kuksa: Kuksa) -> None:
    """A token that may only read gives nothing through the stream of the same subject's other."""
    tokens = {"giver": "provide", "reader": "read"}
    known = {token: rights(scope, "one owner") for token, scope in tokens.items()}
    kuksa.broker.admit = lambda token: known[token or ""]  # type: ignore[method-assign]
    giver = (await kuksa.v2(authorization="Bearer giver")).OpenProviderStream()
    await giver.write(serve(LIGHT))
    await giver.read()
    request = V2.PublishValueRequest(signal_id=by_path(LIGHT))
    request.data_point.value.bool = True
    with refused_as(grpc.StatusCode.PERMISSION_DENIED):
        await (await kuksa.v2(authorization="Bearer reader")).PublishValue(request)
    await (await kuksa.v2(authorization="Bearer giver")).PublishValue(request)
    assert kuksa.broker.signals.get(LIGHT).value is True


class _Unread:
    """The server's side of a call whose client reads nothing."""

    def invocation_metadata(self) -> tuple[tuple[str, str], ...]:
        return ()

    async def write(self, _message: object) -> None:
        await asyncio.Event().wait()


async def test_provider_is_not_read_when_it_does_not_read(kuksa: Kuksa) -> None:
    """Its answers do not pile up: what it sends waits until it has read them."""
    taken: list[int] = []

    async def requests() -> AsyncIterator[Any]:
        yield claim(kuksa.ids[SPEED])
        for number in range(100):
            taken.append(number)
            yield publish({kuksa.ids[SPEED]: {"string": "no number"}})

    stream = _Stream(_parts(kuksa), Call(_Unread(), rights("provide")))
    running = asyncio.create_task(stream.run(requests()))
    for _ in range(50):
        await asyncio.sleep(0)
    assert 0 < len(taken) < 20
    running.cancel()


async def test_stream_ends_when_orders_pile_up_unread(kuksa: Kuksa) -> None:
    """What others make wait for a provider is bounded, too."""

    async def requests() -> AsyncIterator[Any]:
        yield claim(kuksa.ids[SPEED])
        await asyncio.Event().wait()

    parts = _parts(kuksa)
    stream = _Stream(parts, Call(_Unread(), rights("provide")))
    running = asyncio.create_task(stream.run(requests()))
    await asyncio.sleep(0.01)
    for interval_ms in range(1, MAX_UNREAD):
        with parts.demand.of([SPEED], interval_ms):
            pass
    with pytest.raises(ExceptionGroup) as ended:
        await running
    assert "unread" in str(ended.value.exceptions[0])


def _parts(kuksa: Kuksa) -> ProviderParts:
    return ProviderParts(
        broker=kuksa.broker,
        ids=SignalIds(kuksa.broker.catalogue),
        clock=kuksa.broker.clock,
        demand=Demand(),
        provider_values=ProviderValues(),
        own_values=OwnValues(kuksa.broker),
    )


async def test_value_is_refused_when_its_time_is_none(kuksa: Kuksa) -> None:
    """A time outside protobuf's range is not stored."""
    value = V2.Datapoint(value=V2.Value(float=1.0), timestamp={"seconds": 10**15})
    request = V2.PublishValueRequest(signal_id=by_path(SPEED), data_point=value)
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT) as told:
        await (await kuksa.v2()).PublishValue(request)
    assert "9999" in told[0]
