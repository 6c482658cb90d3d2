"""From what changes to what a subscriber is told: one feed for each kind of filter.

A feed takes samples and returns events; an event is a list of entries of different signals. It
knows neither the broker nor the connection.
"""

from __future__ import annotations

from typing import Protocol

from segue.gateway.viss._curve import essential
from segue.gateway.viss._errors import FILTER_INVALID, VissError
from segue.gateway.viss._filters import Change, Curvelog, Range, Timebased, Trigger
from segue.gateway.viss._paths import Addressed
from segue.gateway.viss._triggers import Trigger as ValueTrigger
from segue.gateway.viss._triggers import change_trigger, range_trigger
from segue.gateway.viss._values import data_point, true_utc_s
from segue.kernel import Clock
from segue.vehicle.signals import Catalogue, Filter, Sample

Entry = dict[str, object]
Event = list[Entry]

_EVERY_UPDATE = Filter(min_change=None)


class Feed(Protocol):
    """What is told of the samples of one subscription."""

    @property
    def wanted(self) -> Filter:
        """What to ask of the broker."""
        ...

    @property
    def period_s(self) -> float | None:
        """How often to ask for events; None for whenever there are samples."""
        ...

    def take(self, samples: list[Sample]) -> list[Event]:
        """Take what changed, oldest first; return the events that are due now."""
        ...


def feed_for(
    wanted: Trigger | None, signals: Addressed, catalogue: Catalogue, clock: Clock
) -> Feed:
    """Return the feed that a subscription's filter asks for.

    Raises:
        VissError: The filter does not fit the signals.
    """
    match wanted:
        case None:
            return _EachUpdate(clock)
        case Timebased(period_s):
            return _Periodic(period_s, signals.paths, clock)
        case Curvelog():
            _check_numeric(signals.paths, catalogue)
            return _Curves(wanted, clock)
        case Change():
            first = _first(signals)
            return _OnTrigger(
                first, change_trigger(catalogue.lookup(first), wanted), signals.paths, clock
            )
        case Range():
            first = _first(signals)
            return _OnTrigger(
                first, range_trigger(catalogue.lookup(first), wanted), signals.paths, clock
            )


def _first(signals: Addressed) -> str:
    if signals.first is None:
        raise VissError(
            FILTER_INVALID, "The first path of a change or range filter names one known signal."
        )
    return signals.first


def _check_numeric(paths: tuple[str, ...], catalogue: Catalogue) -> None:
    for path in paths:
        datatype = catalogue.lookup(path).datatype
        if datatype in ("boolean", "string") or datatype.endswith("[]"):
            raise VissError(FILTER_INVALID, f"{path} is no number: it has no curve.")


def _entry(sample: Sample, clock: Clock) -> Entry:
    return {"path": sample.path, "dp": data_point(sample, clock)}


class _EachUpdate:
    """Every update. One event holds as many signals as changed together, each once."""

    wanted = _EVERY_UPDATE
    period_s = None

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def take(self, samples: list[Sample]) -> list[Event]:
        events: list[Event] = []
        seen: set[str] = set()
        for sample in samples:
            if not events or sample.path in seen:
                events.append([])
                seen.clear()
            seen.add(sample.path)
            events[-1].append(_entry(sample, self._clock))
        return events


class _Periodic:
    """All signals that have a value, once a period, whether they changed or not."""

    def __init__(self, period_s: float, paths: tuple[str, ...], clock: Clock) -> None:
        self.wanted = Filter(min_interval_s=period_s)
        self.period_s = period_s
        self._latest: dict[str, Sample | None] = dict.fromkeys(paths)
        self._clock = clock

    def take(self, samples: list[Sample]) -> list[Event]:
        self._latest.update((sample.path, sample) for sample in samples)
        event = [_entry(sample, self._clock) for sample in self._latest.values() if sample]
        return [event] if event else []


class _OnTrigger:
    """All signals that have a value, when the first one's value triggers."""

    wanted = _EVERY_UPDATE
    period_s = None

    def __init__(
        self, first: str, trigger: ValueTrigger, paths: tuple[str, ...], clock: Clock
    ) -> None:
        self._first = first
        self._trigger = trigger
        self._latest: dict[str, Sample | None] = dict.fromkeys(paths)
        self._clock = clock

    def take(self, samples: list[Sample]) -> list[Event]:
        events: list[Event] = []
        for sample in samples:
            self._latest[sample.path] = sample
            # That a provider was lost is no value, and so no change of one.
            if sample.path != self._first or sample.value is None or sample.freshness != "fresh":
                continue
            if self._trigger.takes(sample.value):
                events.append([_entry(it, self._clock) for it in self._latest.values() if it])
        return events


class _Curves:
    """Each signal's values collected, thinned out and told when its buffer is full."""

    wanted = _EVERY_UPDATE
    period_s = None

    def __init__(self, wanted: Curvelog, clock: Clock) -> None:
        self._max_error = wanted.max_error
        self._size = wanted.buffer_size
        self._buffers: dict[str, list[Sample]] = {}
        self._clock = clock

    def take(self, samples: list[Sample]) -> list[Event]:
        events: list[Event] = []
        for sample in samples:
            buffer = self._buffers.setdefault(sample.path, [])
            buffer.append(sample)
            if len(buffer) == self._size:
                events.append([self._curve(buffer)])
                buffer.clear()
        return events

    def _curve(self, buffer: list[Sample]) -> Entry:
        times_s = [true_utc_s(sample, self._clock) for sample in buffer]
        values = [float(sample.value) for sample in buffer]  # type: ignore[arg-type]
        kept = essential(times_s, values, self._max_error)
        return {
            "path": buffer[0].path,
            "dp": [data_point(buffer[index], self._clock) for index in kept],
        }
