"""Entries that are kept and changed say what entries made anew would say."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool
from kuksa_rig import SPEED

from segue.gateway.kuksa._datapoints import Datapoints
from segue.gateway.kuksa._entries import Entries
from segue.gateway.kuksa._messages import FILES, V2
from segue.testing import FakeClock
from segue.vehicle.signals import Freshness, Sample, Value, vss_catalogue

DTCS = "Vehicle.Diagnostics.DTCList"
NAME = "Vehicle.VehicleIdentification.VIN"


def _entries() -> Entries:
    return Entries(Datapoints(vss_catalogue(), FakeClock()), V2.SubscribeResponse, str)


def _sample(
    path: str, value: Value | None, freshness: Freshness = "fresh", at: float | None = 1e9
) -> Sample:
    return Sample(path, value, at, 0.0, "" if value is None else "someone", freshness)


@pytest.mark.parametrize(
    "samples",
    [
        [_sample(SPEED, None, "never", None), _sample(SPEED, 5.0), _sample(SPEED, 0.0)],
        [_sample(SPEED, 5.0), _sample(SPEED, 5.0, "stale"), _sample(SPEED, 6.0, at=2e9)],
        [_sample(SPEED, 5.0, at=None), _sample(SPEED, 6.0), _sample(SPEED, 7.0, at=None)],
        [_sample(DTCS, None, "never", None), _sample(DTCS, ("P0", "P1")), _sample(DTCS, ())],
        [_sample(NAME, "a"), _sample(NAME, ""), _sample(NAME, "b", "stale")],
    ],
    ids=["first value", "stale", "times", "list", "text"],
)
def test_entry_is_as_if_made_anew_when_it_changed(samples: list[Sample]) -> None:
    """Nothing of an earlier sample is left in a later one's entry."""
    entries = _entries()
    for sample in samples:
        kept = V2.SubscribeResponse.FromString(entries.encode(sample))
        anew = V2.SubscribeResponse.FromString(_entries().encode(sample))
        assert kept == anew
        assert _value(kept.entries[sample.path]) == sample.value


def _value(datapoint: Any) -> Any:
    field = datapoint.value.WhichOneof("typed_value")
    if field is None:
        return None
    value = getattr(datapoint.value, field)
    return tuple(value.values) if field.endswith("_array") else value


def test_entry_is_made_once_when_many_subscribers_hear_of_it() -> None:
    """A sample's second subscriber gets the same bytes, not a copy."""
    entries, sample = _entries(), _sample(SPEED, 5.0)
    assert entries.encode(sample) is entries.encode(sample)


def test_messages_do_not_clash_when_others_have_the_same_names() -> None:
    """Our descriptors are not in protobuf's default pool, where kuksa-client puts its own."""
    for number, ours in enumerate(FILES):
        theirs = descriptor_pb2.FileDescriptorProto(
            name=ours.name, package=ours.package, syntax="proto3"
        )
        theirs.message_type.add(name=f"NotOurs{number}")
        descriptor_pool.Default().Add(theirs)
