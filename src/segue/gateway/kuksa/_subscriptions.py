"""Subscriptions of kuksa.val.v2: what waits is sent together, and what gives nothing is said."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from segue.gateway.broker import Broker
from segue.gateway.kuksa._calls import Call
from segue.gateway.kuksa._codes import refused
from segue.gateway.kuksa._datapoints import Datapoints
from segue.gateway.kuksa._demand import Demand
from segue.gateway.kuksa._entries import Entries
from segue.gateway.kuksa._ids import SignalIds
from segue.gateway.kuksa._limits import (
    MAX_ANSWER_BYTES,
    MAX_WAITING,
    check_buffer_size,
    check_count,
    check_patterns,
)
from segue.gateway.kuksa._messages import SEGUE, V2
from segue.kernel import SegueError
from segue.vehicle.access import Forbidden
from segue.vehicle.signals import Filter, Sample, Subscription, UnknownSignal

REFUSED = "segue-refused"
"""Metadata of the answer, for clients that do not know our fields: `NOT_FOUND Vehicle.Nope`."""
DROPPED = "segue-dropped"
"""Metadata at the end: how many updates a slow reader lost."""
_MAX_REFUSED_HEADERS = 32
"""More are in the message alone: metadata may have 8 KiB in all."""
_MS_PER_S = 1000.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a subscription asks for, by path or by id."""

    patterns: tuple[str, ...]
    unknown: tuple[tuple[str, SegueError], ...]
    """Ids that mean no signal, as text."""
    request: Any


class Subscriptions:
    """Serves `Subscribe` and `SubscribeById`."""

    def __init__(
        self, broker: Broker, ids: SignalIds, datapoints: Datapoints, demand: Demand
    ) -> None:
        self._broker = broker
        self._ids = ids
        self._demand = demand
        self._by_path = Entries(datapoints, V2.SubscribeResponse, lambda path: path)
        self._by_id = Entries(datapoints, V2.SubscribeByIdResponse, ids.of)

    async def by_path(self, call: Call, request: Any) -> None:
        """Serve a `SubscribeRequest`."""
        check_count(request.signal_paths, "signals")
        patterns = tuple(dict.fromkeys(request.signal_paths))
        check_patterns(patterns, self._broker.catalogue)
        await self._serve(call, self._by_path, _Asked(patterns, (), request))

    async def by_id(self, call: Call, request: Any) -> None:
        """Serve a `SubscribeByIdRequest`."""
        check_count(request.signal_ids, "signals")
        paths: dict[str, None] = {}
        unknown: list[tuple[str, SegueError]] = []
        for number in request.signal_ids:
            try:
                paths[self._ids.path(number)] = None
            except UnknownSignal as error:
                unknown.append((str(number), error))
        await self._serve(call, self._by_id, _Asked(tuple(paths), tuple(unknown), request))

    async def _serve(self, call: Call, entries: Entries, asked: _Asked) -> None:
        """Write a subscription's messages until the caller goes, or its duration is over."""
        broker, wanted = self._broker, asked.request.filter
        check_buffer_size(asked.request.buffer_size)
        interval_ms = wanted.min_sample_interval.interval_ms
        waiting = asyncio.Event()
        subscription = broker.subscribe(
            call.rights,
            asked.patterns,
            # Every update, changed or not: that a value is still the same is news, too.
            wanted=Filter(min_change=None, min_interval_s=interval_ms / _MS_PER_S),
            capacity=self._capacity(asked),
            wake=waiting.set,
        )
        stream = _Stream(call, entries, subscription)
        try:
            paths = tuple(path for watch in subscription.watches for path in watch.paths)
            refusals = (*asked.unknown, *_refusals(subscription))
            if not paths:
                raise refusals[0][1]
            with self._demand.of(paths, interval_ms):
                await stream.begin(refusals, self._without_value(call, paths))
                await _for_ms(wanted.duration_ms, stream.go_on(waiting))
        finally:
            broker.unsubscribe(subscription)
            call.context.set_trailing_metadata(((DROPPED, str(subscription.dropped)),))

    def _capacity(self, asked: _Asked) -> int | None:
        """Return how many updates may wait, from how many may of each signal."""
        if not asked.request.buffer_size:
            return None
        paths, _ = self._broker.catalogue.expand_all(asked.patterns)
        return max(1, min(asked.request.buffer_size * len(paths), MAX_WAITING))

    def _without_value(self, call: Call, paths: Iterable[str]) -> list[Sample]:
        samples = (self._broker.get(call.rights, path) for path in paths)
        return [sample for sample in samples if sample.freshness == "never"]


class _Stream:
    """One subscription's way to its reader."""

    def __init__(self, call: Call, entries: Entries, subscription: Subscription) -> None:
        self._context = call.context
        self._encode = entries.encode
        self._response = entries.response
        self._subscription = subscription
        self._told_dropped = 0

    async def begin(
        self, refusals: tuple[tuple[str, SegueError], ...], without_value: list[Sample]
    ) -> None:
        """Send what there is, what has no value yet, and what gives nothing and why."""
        if refusals:
            shown = refusals[:_MAX_REFUSED_HEADERS]
            await self._context.send_initial_metadata(
                [(REFUSED, _header(asked, error)) for asked, error in shown]
            )
        told = self._response(refused=[_refusal(asked, error) for asked, error in refusals])
        await self._write([*without_value, *self._subscription.drain()], told.SerializeToString())

    async def go_on(self, waiting: asyncio.Event) -> None:
        """Send all updates that wait, in as few messages as can hold them, until cancelled."""
        while True:
            await waiting.wait()
            waiting.clear()
            if samples := self._subscription.drain():
                await self._write(samples, self._dropped())

    async def _write(self, samples: list[Sample], first: bytes) -> None:
        write = self._context.write
        for message in self._messages(samples, first):
            await write(message)

    def _messages(self, samples: Iterable[Sample], first: bytes) -> Iterator[bytes]:
        """Join entries to messages. A map has each path once, so a second update begins another."""
        parts, size, paths = [first], len(first), set[str]()
        for sample in samples:
            entry = self._encode(sample)
            if sample.path in paths or size > MAX_ANSWER_BYTES:
                yield b"".join(parts)
                parts, size, paths = [], 0, set[str]()
            parts.append(entry)
            size += len(entry)
            paths.add(sample.path)
        yield b"".join(parts)

    def _dropped(self) -> bytes:
        dropped = self._subscription.dropped
        if dropped == self._told_dropped:
            return b""
        self._told_dropped = dropped
        told: bytes = self._response(dropped=dropped).SerializeToString()
        return told


async def _for_ms(duration_ms: int, work: Coroutine[Any, Any, None]) -> None:
    """Do it for so long, or for ever for 0."""
    duration = asyncio.timeout(duration_ms / _MS_PER_S or None)
    try:
        async with duration:
            await work
    except TimeoutError:
        if not duration.expired():
            raise


def _refusals(subscription: Subscription) -> Iterator[tuple[str, SegueError]]:
    for pattern in subscription.unknown:
        yield pattern, UnknownSignal(f"There is no signal {pattern!r}.")
    for path in subscription.unreadable:
        yield path, Forbidden(f"{path} may not be read with these rights.")


def _refusal(asked: str, error: SegueError) -> Any:
    return SEGUE.Refusal(asked=asked, code=refused(error).number, reason=str(error))


def _header(asked: str, error: SegueError) -> str:
    """Return a refusal as metadata may hold it: printable ASCII."""
    text = f"{refused(error).status.name} {asked}".encode("ascii", "replace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in text)
