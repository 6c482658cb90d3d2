"""Samples as datapoints of both APIs."""

from __future__ import annotations

from typing import Any

from segue.gateway.kuksa._values import wire_field, write_time, write_value
from segue.kernel import Clock
from segue.vehicle.signals import Catalogue, Sample

FRESHNESS = {"fresh": 1, "stale": 2, "never": 3}
"""`segue.Freshness`."""


class Datapoints:
    """Fills datapoints.

    Args:
        catalogue: The signals there are.
        clock: For the arrival of values whose source did not say when they were true.
    """

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._fields = {info.path: wire_field(info.datatype) for info in catalogue}
        self._clock = clock

    def field(self, path: str) -> str:
        """Return the field that a signal's values travel in."""
        return self._fields[path]

    def fill(self, datapoint: Any, sample: Sample) -> None:
        """Fill a new `kuksa.val.v2.Datapoint`."""
        datapoint.freshness = FRESHNESS[sample.freshness]
        if sample.value is not None:
            write_value(datapoint.value, self._fields[sample.path], sample.value)
            write_time(datapoint.timestamp, self.utc_s(sample))
            datapoint.provider = sample.provider

    def fill_v1(self, datapoint: Any, sample: Sample) -> None:
        """Fill a new `kuksa.val.v1.Datapoint`, which has no room for freshness."""
        if sample.value is not None:
            write_value(datapoint, self._fields[sample.path], sample.value)
            write_time(datapoint.timestamp, self.utc_s(sample))

    def utc_s(self, sample: Sample) -> float:
        """Return when a sample was true; when it came, if its source did not say."""
        if sample.source_utc_s is not None:
            return sample.source_utc_s
        return self._clock.utc_s() - (self._clock.monotonic_s() - sample.received_s)
