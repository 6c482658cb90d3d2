"""Giving a recording's values to a server again, as their provider, at their own pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass

from segue.kernel import LocalUseError
from segue.node.recording._reader import Recorded
from segue.node.remote import Providing, RemoteSignal, SignalClient
from segue.vehicle.signals import UnfitValue, Value, checker


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Values that were true together."""

    time_s: float
    """Where they are in the recording, UTC; never before the moment that came before."""
    true_at_utc_s: float
    """When they were true by their source's clock, as recorded."""
    values: Mapping[str, Value]


def moments(recorded: Iterable[Recorded]) -> Iterator[Moment]:
    """Put together what was true at one time. Nothing is left out, and the order stays.

    But for what is there again only because its provider went away: that is no new value.
    """
    values: dict[str, Value] = {}
    time_s = true_at_utc_s = float("-inf")
    for item in recorded:
        if item.stale:
            continue
        if values and (item.path in values or item.true_at_utc_s != true_at_utc_s):
            yield Moment(time_s=time_s, true_at_utc_s=true_at_utc_s, values=values)
            values = {}
        time_s = max(time_s, item.time_s)
        true_at_utc_s = item.true_at_utc_s
        values[item.path] = item.value
    if values:
        yield Moment(time_s=time_s, true_at_utc_s=true_at_utc_s, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Which of a recording's signals a server takes."""

    signals: tuple[RemoteSignal, ...]
    misfits: Mapping[str, str]
    """Path → why it is left out."""


async def fit(client: SignalClient, units: Mapping[str, str]) -> Fit:
    """Return which recorded signals a server has, in the same unit.

    Args:
        client: Of the server.
        units: Path → unit, as recorded.

    Raises:
        LocalUseError: None of them fits.
        SegueError: As `SignalClient` raises it.
    """
    selection = await client.select(tuple(units))
    misfits = dict.fromkeys(selection.unknown, "the server has no such signal")
    signals: list[RemoteSignal] = []
    for signal in selection.signals:
        recorded, wanted = units[signal.info.path], signal.info.unit
        if recorded == wanted:
            signals.append(signal)
        else:
            misfits[signal.info.path] = f"recorded in {recorded or 'no unit'}, not in {wanted}"
    if not signals:
        path, why = next(iter(misfits.items()))
        raise LocalUseError(f"Nothing of the recording fits the server: {path}: {why}.")
    return Fit(signals=tuple(signals), misfits=misfits)


async def pace(recorded: Iterable[Moment], speed: float) -> AsyncIterator[Moment]:
    """Yield moments with the recording's own spacing, `speed` times as fast."""
    begun_s = first_s = None
    for moment in recorded:
        if begun_s is None or first_s is None:
            begun_s, first_s = time.monotonic(), moment.time_s
        due_s = begun_s + (moment.time_s - first_s) / speed
        await asyncio.sleep(max(due_s - time.monotonic(), 0.0))
        yield moment


class Player:
    """Publishes moments of a recording, and counts.

    Args:
        providing: Has claimed the signals.
        signals: What they are on the server.
        keep_times: Give the times of the recording, instead of now.
    """

    def __init__(
        self, providing: Providing, signals: Iterable[RemoteSignal], *, keep_times: bool
    ) -> None:
        self._providing = providing
        self._checks = {signal.info.path: checker(signal.info) for signal in signals}
        self._keep_times = keep_times
        self.published = 0
        self.unfit: dict[str, str] = {}
        """Path → why a value of it was left out."""

    async def play(self, moment: Moment) -> None:
        """Publish what of a moment fits the server's signals.

        Raises:
            As `Providing.publish`.
        """
        fitting: dict[str, Value] = {}
        for path, value in moment.values.items():
            check = self._checks.get(path)
            if check is None:
                continue
            try:
                fitting[path] = check(value)
            except UnfitValue as error:
                self.unfit[path] = error.message
        if fitting:
            at_utc_s = moment.true_at_utc_s if self._keep_times else time.time()
            await self._providing.publish(fitting, at_utc_s)
            self.published += len(fitting)
