"""Asking a connected provider for values that nobody has heard yet.

Reading never depends on it: a provider has a moment to answer, and one that does not answer in that
moment is not asked again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from segue.vehicle.signals import Sample

_ANSWER_WITHIN_S = 0.25

Ask = Callable[[int, Sequence[str]], None]
"""Takes a request id and the paths to ask a provider for."""


class ProviderValues:
    """The providers that may be asked, and the questions that are open."""

    def __init__(self) -> None:
        self._asks: dict[str, Ask] = {}
        self._open: dict[int, asyncio.Future[None]] = {}
        self._count = 0

    def listen(self, paths: Iterable[str], ask: Ask) -> None:
        """Ask this provider for values of these signals."""
        self._asks.update(dict.fromkeys(paths, ask))

    def leave(self, ask: Ask) -> None:
        """Ask this provider no more."""
        self._asks = {path: other for path, other in self._asks.items() if other != ask}

    def answered(self, request_id: int) -> None:
        """Take that a provider's answer has been published."""
        answer = self._open.get(request_id)
        if answer is not None and not answer.done():
            answer.set_result(None)

    async def fetch(self, samples: Iterable[Sample], *, within_s: float | None) -> bool:
        """Ask for what has no value yet; return whether there may be news of it."""
        wanted: dict[Ask, list[str]] = {}
        for sample in samples:
            if sample.freshness == "never" and (ask := self._asks.get(sample.path)) is not None:
                wanted.setdefault(ask, []).append(sample.path)
        if not wanted:
            return False
        patience_s = _ANSWER_WITHIN_S if within_s is None else min(_ANSWER_WITHIN_S, within_s / 2)
        await asyncio.gather(
            *(self._question(ask, paths, patience_s) for ask, paths in wanted.items())
        )
        return True

    async def _question(self, ask: Ask, paths: Sequence[str], patience_s: float) -> None:
        self._count += 1
        request_id = self._count
        answer = self._open[request_id] = asyncio.get_running_loop().create_future()
        try:
            ask(request_id, paths)
            async with asyncio.timeout(patience_s):
                await answer
        except TimeoutError:
            self.leave(ask)
        finally:
            del self._open[request_id]
