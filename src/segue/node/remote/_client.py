"""A client of kuksa.val.v2: of a running Segue car, or of any KUKSA databroker."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from segue.gateway.kuksa import V2
from segue.kernel import LocalUseError, Rejected
from segue.node.remote._address import ServerAddress
from segue.node.remote._connection import Connection
from segue.node.remote._errors import gone
from segue.node.remote._messages import point_of, reading_of, signal_of
from segue.node.remote._providing import Providing
from segue.node.remote._reading import Reading, RemoteSignal
from segue.node.remote._values import to_message
from segue.vehicle.signals import Catalogue, Value

_HELLO_WITHIN_S = 5.0
_MAX_ROOTS = 8
"""More are not asked for one by one, but as the whole tree."""
_QUEUED = 1000
"""Messages the server keeps for us when we are slow; KUKSA's databroker takes no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What patterns mean on a server."""

    signals: tuple[RemoteSignal, ...]
    unknown: tuple[str, ...]
    """Patterns that mean nothing there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What one message of a subscription said."""

    readings: tuple[Reading, ...]
    refused: Mapping[str, str]
    """Path → why nothing will come of it."""
    dropped: int
    """How many values were lost because we were slow, since the subscription began."""


class SignalClient:
    """One connection to a server. Use it as an async context manager.

    Entering it, and every method, raises:
        ServerGone: Nobody answers there, or no longer.
        SegueError: The server refused: the kind says who can act.

    Args:
        address: Where the server is, and how to get in.
    """

    def __init__(self, address: ServerAddress) -> None:
        self.target = address.target
        self.server = ""
        """What the server calls itself, and its version."""
        self._address = address

    async def __aenter__(self) -> Self:
        """Connect, and hear who is there."""
        self._connection = Connection(self._address)
        try:
            hello = V2.GetServerInfoRequest()
            info = await self._connection.ask("GetServerInfo", hello, within_s=_HELLO_WITHIN_S)
        except BaseException:
            await self._connection.close()
            raise
        self.server = f"{info.name} {info.version}".strip()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Disconnect."""
        await self._connection.close()

    async def select(self, patterns: Sequence[str]) -> Selection:
        """Return the signals that paths, branches and globs mean, in the server's order."""
        signals: dict[str, RemoteSignal] = {}
        for root in _roots(patterns):
            signals |= await self._list(root)
        catalogue = Catalogue(signal.info for signal in signals.values())
        meant = {pattern: catalogue.expand(pattern) for pattern in patterns}
        wanted = set[str]().union(*meant.values())
        return Selection(
            signals=tuple(signal for path, signal in signals.items() if path in wanted),
            unknown=tuple(pattern for pattern, paths in meant.items() if not paths),
        )

    async def _list(self, root: str) -> dict[str, RemoteSignal]:
        request = V2.ListMetadataRequest(root=root)
        try:
            answer = await self._connection.ask("ListMetadata", request)
        except LocalUseError:  # there is no such branch
            return {}
        return {entry.path: signal_of(entry) for entry in answer.metadata}

    async def read(self, paths: Sequence[str]) -> tuple[list[Reading], dict[str, str]]:
        """Return what signals are worth, and path → reason for those that may not be read.

        One that may not be read does not take the rest down, whatever the server does.
        """
        request = V2.GetValuesRequest(signal_ids=[V2.SignalID(path=path) for path in paths])
        try:
            answer = await self._connection.ask("GetValues", request)
        except (Rejected, LocalUseError):
            return await self._read_each(paths)
        pairs = zip(paths, answer.data_points, strict=True)
        return [reading_of(path, point) for path, point in pairs], {}

    async def _read_each(self, paths: Sequence[str]) -> tuple[list[Reading], dict[str, str]]:
        readings: list[Reading] = []
        refused: dict[str, str] = {}
        for path in paths:
            request = V2.GetValueRequest(signal_id=V2.SignalID(path=path))
            try:
                answer = await self._connection.ask("GetValue", request)
            except (Rejected, LocalUseError) as error:
                refused[path] = error.message
            else:
                readings.append(reading_of(path, answer.data_point))
        return readings, refused

    async def subscribe(
        self, paths: Sequence[str], *, every_s: float = 0.0
    ) -> AsyncGenerator[Update, None]:
        """Yield what signals are worth now, and then every change.

        A path that may not be read is in the first update's `refused`, and the rest goes on.

        Args:
            paths: Of signals that the server has.
            every_s: Least time between two values of one signal; 0 for all.
        """
        heard = False
        try:
            async for update in self._listen(paths, every_s):
                heard = True
                yield update
        except Rejected:
            if heard:
                raise
        # One path that may not be read takes a subscription down on KUKSA's databroker.
        _, refused = await self.read(paths)
        readable = [path for path in paths if path not in refused]
        yield Update(readings=(), refused=refused, dropped=0)
        if readable:
            async for update in self._listen(readable, every_s):
                yield update

    async def _listen(self, paths: Sequence[str], every_s: float) -> AsyncGenerator[Update, None]:
        request = V2.SubscribeRequest(signal_paths=paths, buffer_size=_QUEUED)
        if every_s > 0.0:
            request.filter.min_sample_interval.interval_ms = round(every_s * 1000)
        dropped = 0
        messages = self._connection.listen("Subscribe", request)
        async with contextlib.aclosing(messages):
            async for message in messages:
                dropped = max(dropped, message.dropped)
                yield Update(
                    readings=tuple(reading_of(*entry) for entry in message.entries.items()),
                    refused={refusal.asked: refusal.reason for refusal in message.refused},
                    dropped=dropped,
                )
        raise gone(self.target)  # a server ends no subscription while it is there

    async def actuate(self, targets: Iterable[tuple[RemoteSignal, Value]], request_id: str) -> None:
        """Have actuators take these values, all of them or none, and wait for the outcome.

        Args:
            targets: Actuators, and what each is to take.
            request_id: By which the request is in the car's audit.
        """
        request = V2.BatchActuateRequest(
            actuate_requests=[
                V2.ActuateRequest(
                    signal_id=V2.SignalID(path=signal.info.path),
                    value=to_message(value, signal.info.datatype),
                )
                for signal, value in targets
            ]
        )
        await self._connection.ask("BatchActuate", request, request_id=request_id)

    async def publish(self, signal: RemoteSignal, value: Value) -> None:
        """Give a signal's value once, as true now."""
        request = V2.PublishValueRequest(
            signal_id=V2.SignalID(path=signal.info.path),
            data_point=point_of(to_message(value, signal.info.datatype), time.time()),
        )
        await self._connection.ask("PublishValue", request)

    @contextlib.asynccontextmanager
    async def provide(self, signals: Sequence[RemoteSignal]) -> AsyncGenerator[Providing, None]:
        """Be the provider of these signals while the context lasts."""
        providing = Providing(self._connection)
        try:
            await providing.claim(signals)
            yield providing
        finally:
            providing.close()


def _roots(patterns: Iterable[str]) -> list[str]:
    """Return the branches and leaves that hold all that the patterns mean."""
    roots = {_root(pattern) for pattern in patterns}
    if len(roots) > _MAX_ROOTS:
        roots = {root.split(".", 1)[0] for root in roots}
    return ["**"] if "**" in roots else sorted(roots)


def _root(pattern: str) -> str:
    fixed = pattern.split("*", 1)[0]
    root = fixed if fixed == pattern else fixed.rpartition(".")[0]
    return root or "**"
