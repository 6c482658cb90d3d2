"""Who gets a connection: so many in all, so many of one address, and none that only holds on."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

MAX_CONNECTIONS = 256
"""Well below the 1,024 files a process may have open on most systems."""
MAX_CONNECTIONS_PER_ADDRESS = 32
"""A browser opens six for a page, and one for each WebSocket."""

_log = logging.getLogger(__name__)


class Gate:
    """Makes the protocols of one listening socket.

    Args:
        make: Makes the protocol of a connection that is let in.
        max_per_address: Of one remote address.
        max_all: Of all.
    """

    def __init__(
        self,
        make: Callable[[], asyncio.Protocol],
        *,
        max_per_address: int = MAX_CONNECTIONS_PER_ADDRESS,
        max_all: int = MAX_CONNECTIONS,
    ) -> None:
        self._make = make
        self._max_per_address = max_per_address
        self._max_all = max_all
        self._open: Counter[str] = Counter()

    def __call__(self) -> asyncio.Protocol:
        """Return the protocol of a connection that is about to be made."""
        return _Guarded(self, self._make)

    def enter(self, address: str) -> bool:
        """Count a connection, if there is room for it."""
        if self._open.total() >= self._max_all or self._open[address] >= self._max_per_address:
            _log.warning("a connection of %s was refused: there are too many", address)
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Take a connection out of the count."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class _Guarded(asyncio.Protocol):
    """Passes everything on to the real protocol once the connection was let in."""

    def __init__(self, gate: Gate, make: Callable[[], asyncio.Protocol]) -> None:
        self._gate = gate
        self._make = make
        self._address = ""
        self._inner: asyncio.Protocol | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._address = str((transport.get_extra_info("peername") or ("",))[0])
        if not self._gate.enter(self._address):
            if isinstance(transport, asyncio.Transport):
                transport.abort()
            return
        self._inner = self._make()
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._inner is not None:
            self._gate.leave(self._address)
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received() if self._inner is not None else None

    def pause_writing(self) -> None:
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._inner is not None:
            self._inner.resume_writing()
