"""What kuksa.val.v2 reads: values of every type, metadata, and which limit was broken."""

from __future__ import annotations

import grpc
import pytest
from kuksa_rig import GEAR, SPEED, Kuksa, by_path, refused_as

from segue.gateway.kuksa._messages import V2
from segue.vehicle.signals import UnknownSignal

NOWHERE = "Vehicle.Nope"
ONE_OF_EACH_TYPE = {
    "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": True,
    "Vehicle.CurrentLocation.Latitude": -33.5,
    SPEED: 12.5,
    GEAR: -1,
    "Vehicle.Powertrain.ElectricMotor.Speed": -12_000,
    "Vehicle.Cabin.DoorCount": 4,
    "Vehicle.Chassis.Wheelbase": 3000,
    "Vehicle.VehicleIdentification.VIN": "WP0ZZZ99ZTS392124",
    "Vehicle.Diagnostics.DTCList": ("P0101", "U0100"),
}


async def _give(kuksa: Kuksa, values: dict[str, object]) -> None:
    rights = kuksa.broker.admit(None)
    kuksa.broker.publish(rights, values, source_utc_s=1_700_000_000.123456)


@pytest.mark.parametrize("path", ONE_OF_EACH_TYPE)
async def test_value_comes_back_when_it_is_of_any_type(kuksa: Kuksa, path: str) -> None:
    """Each VSS datatype travels in its field, with the time that its source gave."""
    await _give(kuksa, {path: ONE_OF_EACH_TYPE[path]})
    v2 = await kuksa.v2()
    answer = (await v2.GetValue(V2.GetValueRequest(signal_id=by_path(path)))).data_point
    value = getattr(answer.value, answer.value.WhichOneof("typed_value"))
    assert (tuple(value.values) if hasattr(value, "values") else value) == ONE_OF_EACH_TYPE[path]
    assert answer.timestamp.ToNanoseconds() == 1_700_000_000_123_456_000


async def test_small_integers_travel_in_32_bits_when_read(kuksa: Kuksa) -> None:
    """Signed and unsigned integers of 8 and 16 bits use the fields that KUKSA's clients expect."""
    await _give(kuksa, ONE_OF_EACH_TYPE)
    v2 = await kuksa.v2()
    request = V2.GetValuesRequest(signal_ids=[by_path(GEAR), by_path("Vehicle.Cabin.DoorCount")])
    gear, doors = (await v2.GetValues(request)).data_points
    assert gear.value.WhichOneof("typed_value") == "int32"
    assert doors.value.WhichOneof("typed_value") == "uint32"


async def test_value_is_absent_when_there_was_none_yet(kuksa: Kuksa) -> None:
    """A signal without a value can be read: it has no value, and says never."""
    v2 = await kuksa.v2()
    answer = (await v2.GetValue(V2.GetValueRequest(signal_id=by_path(SPEED)))).data_point
    assert not answer.HasField("value")
    assert not answer.HasField("timestamp")
    assert answer.freshness == 3


async def test_value_says_stale_and_from_whom_when_its_provider_is_gone(kuksa: Kuksa) -> None:
    """Reading works without a provider connected, and the reader is told not to trust the value."""
    provider = kuksa.broker.provide(kuksa.broker.admit(None), "gearbox")
    provider.claim([GEAR])
    provider.publish({GEAR: 3}, source_utc_s=None)
    provider.close()
    v2 = await kuksa.v2()
    answer = (await v2.GetValue(V2.GetValueRequest(signal_id=by_path(GEAR)))).data_point
    assert (answer.value.int32, answer.freshness, answer.provider) == (3, 2, "gearbox")
    assert answer.HasField("timestamp")


async def test_values_keep_the_order_when_asked_for_by_path_and_id(kuksa: Kuksa) -> None:
    """GetValues answers in the request's order, whatever names the signals."""
    await _give(kuksa, {SPEED: 50.0, GEAR: 2})
    v2 = await kuksa.v2()
    asked = [by_path(GEAR), V2.SignalID(id=kuksa.ids[SPEED]), by_path(GEAR)]
    points = (await v2.GetValues(V2.GetValuesRequest(signal_ids=asked))).data_points
    assert [points[0].value.int32, points[1].value.float, points[2].value.int32] == [2, 50.0, 2]


@pytest.mark.parametrize(
    ("signal_id", "code", "says"),
    [
        (V2.SignalID(path=NOWHERE), grpc.StatusCode.NOT_FOUND, NOWHERE),
        (V2.SignalID(id=7), grpc.StatusCode.NOT_FOUND, "7"),
        (V2.SignalID(path="Vehicle"), grpc.StatusCode.NOT_FOUND, "Vehicle"),
        (V2.SignalID(), grpc.StatusCode.INVALID_ARGUMENT, "neither"),
        (V2.SignalID(path=""), grpc.StatusCode.INVALID_ARGUMENT, "empty"),
        (V2.SignalID(path="V" * 1001), grpc.StatusCode.INVALID_ARGUMENT, "1000"),
    ],
    ids=["path", "id", "branch", "nothing", "empty", "long"],
)
async def test_read_is_refused_when_it_names_no_signal(
    kuksa: Kuksa, signal_id: object, code: grpc.StatusCode, says: str
) -> None:
    """The code is the one that KUKSA documents, and the text says what or which limit."""
    v2 = await kuksa.v2()
    with refused_as(code) as told:
        await v2.GetValue(V2.GetValueRequest(signal_id=signal_id))
    assert says in told[0]


async def test_reading_is_refused_when_the_token_gives_no_right(kuksa: Kuksa) -> None:
    """No token where one is needed, a bad one, and one without the right are told apart."""
    kuksa.admit_only({None: "", "reader": f"read:{GEAR}"})
    request = V2.GetValueRequest(signal_id=by_path(SPEED))
    with refused_as(grpc.StatusCode.PERMISSION_DENIED):
        await (await kuksa.v2(authorization="Bearer reader")).GetValue(request)
    with refused_as(grpc.StatusCode.UNAUTHENTICATED):
        await (await kuksa.v2(authorization="Bearer stolen")).GetValue(request)
    request = V2.GetValueRequest(signal_id=by_path(GEAR))
    await (await kuksa.v2(authorization="Bearer reader")).GetValue(request)


async def test_metadata_say_type_unit_and_limits_when_listed(kuksa: Kuksa) -> None:
    """ListMetadata gives what VSS says, in each signal's own type."""
    v2 = await kuksa.v2()
    root = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Current"
    (found,) = (await v2.ListMetadata(V2.ListMetadataRequest(root=root))).metadata
    assert (found.path, found.id, found.unit) == (root, kuksa.ids[root], "percent")
    assert (found.data_type, found.entry_type) == (11, 2)
    assert (found.min.float, found.max.float) == (0.0, 100.0)


async def test_metadata_are_of_one_branch_when_the_root_is_a_branch_or_glob(kuksa: Kuksa) -> None:
    """The root may be a branch or a glob, and the filter keeps what it means, too."""
    v2 = await kuksa.v2()

    async def listed(root: str, filter: str = "") -> set[str]:  # noqa: A002  the field's name
        request = V2.ListMetadataRequest(root=root, filter=filter)
        return {found.path for found in (await v2.ListMetadata(request)).metadata}

    doors = await listed("Vehicle.Cabin.Door")
    assert doors
    assert all(path.startswith("Vehicle.Cabin.Door.") for path in doors)
    assert await listed("Vehicle.Cabin.Door.**") == doors
    locks = {path for path in doors if path.endswith(".IsLocked")}
    assert await listed("Vehicle.Cabin.Door", "**.IsLocked") == locks
    assert await listed("Vehicle", "Vehicle.Cabin.Door") == doors
    assert await listed("Vehicle.Cabin.Door", "Vehicle.Speed") == set()
    with refused_as(grpc.StatusCode.NOT_FOUND):
        await listed(NOWHERE)
    with refused_as(grpc.StatusCode.INVALID_ARGUMENT) as told:
        await listed("*.*.*.*.*.*.*.*.*")
    assert "8" in told[0]


async def test_ids_find_their_signals_when_looked_up(kuksa: Kuksa) -> None:
    """Every id of the metadata is positive in 32 bits and leads back to its path."""
    v2 = await kuksa.v2()
    listed = (await v2.ListMetadata(V2.ListMetadataRequest(root="Vehicle"))).metadata
    assert len({found.id for found in listed}) == len(listed) == len(kuksa.broker.catalogue)
    assert all(kuksa.broker.catalogue.by_id(found.id).path == found.path for found in listed)
    with pytest.raises(UnknownSignal):
        kuksa.broker.catalogue.by_id(7)


async def test_server_says_who_it_is_when_asked(kuksa: Kuksa) -> None:
    """GetServerInfo names this server and its version."""
    answer = await (await kuksa.v2()).GetServerInfo(V2.GetServerInfoRequest())
    assert (answer.name, answer.version) == ("segue", "1.2.3")
