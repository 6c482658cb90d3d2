"""Samples as entries of a subscription's messages, each encoded once for all who subscribe to it.

A protobuf map is its entries one after another, so a message is the entries' bytes joined: with a
hundred subscribers of a signal, ninety-nine only copy. And a signal's entry changes little from one
sample to the next, so it is kept, and only what changes is written into it: five times as fast as
making each anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from segue.gateway.kuksa._datapoints import FRESHNESS, Datapoints
from segue.gateway.kuksa._values import write_time
from segue.vehicle.signals import Sample


class Entries:
    """The last entry of each signal, by path or by id.

    Args:
        datapoints: What a sample's datapoint holds.
        response: The class of the message, whose `entries` they are.
        key: Path → the key of its entry.
    """

    def __init__(
        self, datapoints: Datapoints, response: Any, key: Callable[[str], str | int]
    ) -> None:
        self.response = response
        self._datapoints = datapoints
        self._key = key
        self._last: dict[str, _Entry] = {}

    def encode(self, sample: Sample) -> bytes:
        """Return a sample's entry."""
        last = self._last.get(sample.path)
        if last is None:
            response = self.response()
            datapoint = response.entries[self._key(sample.path)]
            last = _Entry(self._datapoints, response, datapoint, sample)
            self._last[sample.path] = last
        elif last.sample is not sample:
            last.change(sample)
        return last.encoded


class _Entry:
    """One signal's entry, ready to change."""

    __slots__ = (
        "_datapoint",
        "_datapoints",
        "_field",
        "_response",
        "_timestamp",
        "_value",
        "encoded",
        "sample",
    )

    def __init__(
        self, datapoints: Datapoints, response: Any, datapoint: Any, sample: Sample
    ) -> None:
        self._datapoints = datapoints
        self._field = datapoints.field(sample.path)
        self._response = response
        self._datapoint = datapoint
        self._value = datapoint.value
        self._timestamp = datapoint.timestamp
        datapoints.fill(datapoint, sample)
        self.encoded: bytes = response.SerializeToString()
        self.sample = sample

    def change(self, sample: Sample) -> None:
        """Become another sample of the signal, which has a value: values never go away."""
        before, value = self.sample, sample.value
        if isinstance(value, tuple):
            array = getattr(self._value, self._field)
            array.SetInParent()
            array.values[:] = value
        else:
            setattr(self._value, self._field, value)
        if sample.source_utc_s is None or sample.source_utc_s != before.source_utc_s:
            write_time(self._timestamp, self._datapoints.utc_s(sample))
        if sample.freshness != before.freshness:
            self._datapoint.freshness = FRESHNESS[sample.freshness]
        if sample.provider != before.provider:
            self._datapoint.provider = sample.provider
        self.encoded = self._response.SerializeToString()
        self.sample = sample
