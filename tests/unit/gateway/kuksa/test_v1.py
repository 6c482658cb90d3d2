"""kuksa.val.v1: entries by view and fields, with each error beside its path."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from kuksa_rig import GEAR, LATITUDE, LIGHT, LONGITUDE, SPEED, Kuksa, refused_as, serve

from segue.gateway.kuksa._messages import V1, V2

NOWHERE = "Vehicle.Nope"
VALUE, TARGET, METADATA, DATA_TYPE, UNIT = 2, 3, 10, 11, 16
V_CURRENT, V_TARGET, V_METADATA, V_FIELDS, V_ALL = 1, 2, 3, 10, 20


def sets(path: str, **fields: Any) -> Any:
    """Return an update of a value or target, such as `value={"float": 1.0}`."""
    numbers = {"value": VALUE, "actuator_target": TARGET, "metadata": METADATA}
    entry = V1.DataEntry(path=path, **fields)
    return V1.EntryUpdate(entry=entry, fields=[numbers[name] for name in fields])


async def _get(kuksa: Kuksa, *entries: dict[str, Any]) -> Any:
    return await (await kuksa.v1()).Get(V1.GetRequest(entries=entries))


async def _set(kuksa: Kuksa, *updates: Any) -> Any:
    return await (await kuksa.v1()).Set(V1.SetRequest(updates=updates))


async def test_value_comes_back_when_it_was_set(kuksa: Kuksa) -> None:
    """What Set stores, Get reads, with the time that was given."""
    at = {"seconds": 1_700_000_000, "nanos": 5000}
    answer = await _set(kuksa, sets(SPEED, value={"float": 50.0, "timestamp": at}))
    assert not answer.HasField("error")
    (entry,) = (await _get(kuksa, {"path": SPEED, "view": V_CURRENT})).entries
    assert (entry.path, entry.value.float) == (SPEED, 50.0)
    assert entry.value.timestamp.ToNanoseconds() == 1_700_000_000_000_005_000


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ({}, {"value"}),
        ({"view": V_CURRENT}, {"value"}),
        ({"view": V_TARGET}, set[str]()),
        ({"view": V_METADATA}, {"metadata"}),
        ({"view": V_FIELDS, "fields": [UNIT]}, {"metadata"}),
        ({"view": V_ALL}, {"value", "metadata"}),
    ],
    ids=["default", "value", "target", "metadata", "fields", "all"],
)
async def test_entry_has_what_the_view_asks_for_when_read(
    kuksa: Kuksa, asked: dict[str, Any], has: set[str]
) -> None:
    """A view and fields together say what an entry holds."""
    await _set(kuksa, sets(SPEED, value={"float": 50.0}))
    (entry,) = (await _get(kuksa, {"path": SPEED, **asked})).entries
    assert {field.name for field, _ in entry.ListFields()} == {"path", *has}


async def test_metadata_have_only_the_fields_that_were_asked_for(kuksa: Kuksa) -> None:
    """One field of the metadata does not bring the others."""
    (entry,) = (await _get(kuksa, {"path": SPEED, "view": V_FIELDS, "fields": [UNIT]})).entries
    assert entry.metadata == V1.Metadata(unit="km/h")
    (entry,) = (await _get(kuksa, {"path": GEAR, "view": V_METADATA})).entries
    assert (entry.metadata.data_type, entry.metadata.entry_type) == (3, 2)
    assert entry.metadata.WhichOneof("entry_specific") == "sensor"


async def test_limits_are_in_the_field_of_the_type_when_metadata_are_read(kuksa: Kuksa) -> None:
    """Limits are signed, unsigned or floating as the signal is; a choice is a list of words."""
    paths = {
        "Vehicle.Powertrain.TractionBattery.StateOfCharge.Current": "floating_point",
        "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed": "unsigned",
        "Vehicle.Cabin.Seat.Row1.DriverSide.HeatingCooling": "signed",
        "Vehicle.Cabin.Seat.Row1.DriverSide.Massage.Status": "string",
    }
    answer = await _get(kuksa, *({"path": path, "view": V_METADATA} for path in paths))
    for entry in answer.entries:
        assert entry.metadata.value_restriction.WhichOneof("type") == paths[entry.path]


async def test_globs_and_branches_are_read_when_asked_for(kuksa: Kuksa) -> None:
    """One request may name a branch, a glob and a path."""
    answer = await _get(
        kuksa, {"path": "Vehicle.Cabin.Door"}, {"path": "**.IsLocked"}, {"path": SPEED}
    )
    paths = [entry.path for entry in answer.entries]
    assert len(paths) == len(set(paths)) > 40
    assert SPEED in paths


async def test_error_stands_beside_its_path_when_one_is_unknown(kuksa: Kuksa) -> None:
    """The rest is answered, and the first error is the answer's too."""
    answer = await _get(kuksa, {"path": SPEED}, {"path": NOWHERE})
    assert [entry.path for entry in answer.entries] == [SPEED]
    (error,) = answer.errors
    assert (error.path, error.error.code, error.error.reason) == (NOWHERE, 404, "not_found")
    assert answer.error == error.error


async def test_error_says_forbidden_when_the_token_gives_no_right(kuksa: Kuksa) -> None:
    """An unreadable entry is named with 403 and takes the others not down."""
    kuksa.admit_only({None: f"read:{GEAR}"})
    answer = await _get(kuksa, {"path": SPEED}, {"path": GEAR})
    assert [entry.path for entry in answer.entries] == [GEAR]
    assert [(error.path, error.error.code) for error in answer.errors] == [(SPEED, 403)]


@pytest.mark.parametrize(
    ("update", "code"),
    [
        (sets(NOWHERE, value={"float": 1.0}), 404),
        (sets(GEAR, value={"int32": 300}), 400),
        (sets(GEAR, value={"string": "D"}), 400),
        (sets(GEAR, value={}), 400),
        (sets(GEAR, metadata={"unit": "km"}), 400),
        (sets(LATITUDE, value={"double": 1.0}), 400),
        (sets(SPEED, actuator_target={"float": 1.0}), 400),
        (sets(LIGHT, actuator_target={"bool": True}), 503),
    ],
    ids=["unknown", "limit", "type", "nothing", "metadata", "half", "sensor", "no provider"],
)
async def test_nothing_is_set_when_one_update_is_refused(
    kuksa: Kuksa, update: Any, code: int
) -> None:
    """Values are set all or none, and each refusal has its code."""
    answer = await _set(kuksa, update)
    assert answer.error.code == code
    assert [(error.path, error.error.code) for error in answer.errors] == [
        (update.entry.path, code)
    ]
    if update.entry.HasField("value"):
        await _set(kuksa, sets(SPEED, value={"float": 1.0}), update)
        (entry,) = (await _get(kuksa, {"path": SPEED})).entries
        assert not entry.HasField("value")


async def test_place_is_set_when_both_halves_are(kuksa: Kuksa) -> None:
    """v1 sets latitude and longitude in one request."""
    answer = await _set(
        kuksa, sets(LATITUDE, value={"double": 1.0}), sets(LONGITUDE, value={"double": 2.0})
    )
    assert not answer.errors


async def test_target_is_carried_out_when_set(kuksa: Kuksa) -> None:
    """A target goes to its provider, its outcome comes back, and the target can be read."""
    provider = await kuksa.actuator(LIGHT)
    call = (await kuksa.v1()).Set(
        V1.SetRequest(updates=[sets(LIGHT, actuator_target={"bool": True})])
    )
    order = (await provider.read()).batch_actuate_stream_request
    response = V2.BatchActuateStreamResponse(
        signal_id=order.actuate_requests[0].signal_id, request_id=order.request_id
    )
    await provider.write(V2.OpenProviderStreamRequest(batch_actuate_stream_response=response))
    assert not (await call).errors
    (entry,) = (await _get(kuksa, {"path": LIGHT, "view": V_TARGET})).entries
    assert entry.actuator_target.bool is True


async def test_subscriber_hears_values_and_targets_when_they_change(kuksa: Kuksa) -> None:
    """The first message has all entries, the next what changes."""
    v1 = await kuksa.v1()
    asked = [
        V1.SubscribeEntry(path=SPEED, view=V_CURRENT, fields=[VALUE]),
        V1.SubscribeEntry(path=LIGHT, view=V_TARGET, fields=[TARGET]),
        V1.SubscribeEntry(path=GEAR, view=V_METADATA, fields=[METADATA]),
    ]
    stream = v1.Subscribe(V1.SubscribeRequest(entries=asked))
    first = {update.entry.path: update for update in (await stream.read()).updates}
    assert set(first) == {SPEED, LIGHT, GEAR}
    assert first[GEAR].entry.metadata.data_type == 3
    await _set(kuksa, sets(SPEED, value={"float": 9.0}))
    (update,) = (await stream.read()).updates
    assert (update.entry.path, update.entry.value.float) == (SPEED, 9.0)
    assert list(update.fields) == [VALUE]
    provider = (await kuksa.v2()).OpenProviderStream()
    await provider.write(serve(LIGHT))
    await provider.read()
    call = v1.Set(V1.SetRequest(updates=[sets(LIGHT, actuator_target={"bool": True})]))
    (update,) = (await stream.read()).updates
    assert (update.entry.path, update.entry.actuator_target.bool) == (LIGHT, True)
    call.cancel()


async def test_subscription_is_refused_when_a_path_is_unknown(kuksa: Kuksa) -> None:
    """v1 has no room to name what is missing beside what works."""
    stream = (await kuksa.v1()).Subscribe(V1.SubscribeRequest(entries=[{"path": NOWHERE}]))
    with refused_as(grpc.StatusCode.NOT_FOUND):
        await stream.read()


async def test_each_update_is_answered_when_streamed(kuksa: Kuksa) -> None:
    """StreamedUpdate answers every request in turn."""
    stream = (await kuksa.v1()).StreamedUpdate()
    for path in (SPEED, NOWHERE):
        update = sets(path, value={"float": 4.0})
        await stream.write(V1.StreamedUpdateRequest(updates=[update]))
    assert not (await stream.read()).errors
    assert (await stream.read()).errors[0].error.code == 404


@pytest.mark.parametrize("view", [4, 99])
async def test_read_is_refused_when_there_is_no_such_view(kuksa: Kuksa, view: int) -> None:
    """An unknown view is not guessed at."""
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT):
        await _get(kuksa, {"path": SPEED, "view": view})


async def test_server_says_who_it_is_when_asked(kuksa: Kuksa) -> None:
    """GetServerInfo names this server and its version; kuksa-client asks first of all."""
    answer = await (await kuksa.v1()).GetServerInfo(V1.GetServerInfoRequest())
    assert (answer.name, answer.version) == ("segue", "1.2.3")
