"""What a node would be asked about after `kill -9`: written every second, where it has changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from segue.kernel import DeviceUnavailable
from segue.node.storage._store import Namespace, Put, Store

_INTERVAL_S = 0.8
"""A song's position must come back within a second, the time of the write included."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """One value and where it is kept.

    Args:
        value: The bytes now; None while there is nothing to keep, which leaves what is there.
    """

    namespace: Namespace
    key: str
    value: Callable[[], bytes | None]


class Memory:
    """Writes what changed, in one commit."""

    def __init__(self, store: Store, rows: Sequence[Remembered]) -> None:
        self._store = store
        self._rows = rows
        self._written: dict[Remembered, bytes] = {}

    async def save(self) -> None:
        """Write what changed; a failed disk is on the screen already and is tried again."""
        now = {row: value for row in self._rows if (value := row.value()) is not None}
        changed = {row: value for row, value in now.items() if self._written.get(row) != value}
        if not changed:
            return
        with contextlib.suppress(DeviceUnavailable):
            await self._store.write(
                [Put(row.namespace, row.key, value) for row, value in changed.items()]
            )
            self._written |= changed

    async def run(self) -> None:
        """Save every second until cancelled."""
        while True:
            await self.save()
            await asyncio.sleep(_INTERVAL_S)
