"""The story's car: a real `segue car` process, which can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from typing import TYPE_CHECKING

from segue.kernel import DeviceUnavailable
from segue.node.serving import SurfaceClient

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_STOP_TIMEOUT_S = 10.0
_LOG_LINES = 5


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class CarProcess:
    """A car node in its own process on its own folder and port.

    Args:
        command: The words that run a car node, before its options.
        folder: The car's data folder; the log lies beside it.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self.port = free_port()
        self._log = folder.with_suffix(".log")
        self._arguments = (*command, "--data", str(folder), "--port", str(self.port))
        self._process: asyncio.subprocess.Process | None = None
        self._exits = contextlib.AsyncExitStack()

    async def start(self) -> SurfaceClient:
        """Start it and return its screen once it answers.

        Raises:
            DeviceUnavailable: It ended or did not answer in time; the message has its last words.
        """
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is the story's to handle
            )
        ended = asyncio.create_task(self._process.wait())
        screen = SurfaceClient(self.port)
        connected = asyncio.create_task(self._exits.enter_async_context(screen))
        try:
            await asyncio.wait({ended, connected}, return_when=asyncio.FIRST_COMPLETED)
            if connected.done():
                return connected.result()
            raise DeviceUnavailable(f"The car node ended at once. {self._last_words()}")
        finally:
            for task in (ended, connected):
                task.cancel()

    async def kill(self) -> None:
        """End it as a power cut would: SIGKILL, no goodbye."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as Ctrl-C does; does nothing when it is not running."""
        await self._end(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await self._exits.aclose()

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return " | ".join(lines[-_LOG_LINES:])
