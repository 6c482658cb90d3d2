"""The drive process, as the node sees it."""

from __future__ import annotations

import asyncio
import contextlib
import sys

import msgspec

from segue.kernel import DeviceUnavailable
from segue.kernel.frames import next_body
from segue.node.assist._wire import (
    Advance,
    Answer,
    Begin,
    Moved,
    Over,
    Question,
    Ready,
    Seat,
    Start,
    decode_answer,
    frame,
)

PILOT_PACKAGES = ("numba", "piqp")
"""What the extra `pilot` installs, and the process needs."""
_COMMAND = (sys.executable, "-m", "segue.node.assist.drive")
_LOADS_S = 120.0
"""The very first time all of the pilot is compiled; then it takes 3 s."""
FIRST_S = 60.0
"""The first step may compile what loading did not."""
HANGS_S = 2.0
"""Without an answer. A step takes 0.01 s; estimated."""


class DriveProcess:
    """A world with our car in it, and the pilot that drives it.

    Args:
        command: Starts the process.
        hangs_s: Without an answer for so long it is taken to hang.
        first_s: As above, for the first answer to `advance`.
    """

    def __init__(
        self,
        *,
        command: tuple[str, ...] = _COMMAND,
        hangs_s: float = HANGS_S,
        first_s: float = FIRST_S,
    ) -> None:
        self._command, self._hangs_s, self._first_s = command, hangs_s, first_s
        self._process: asyncio.subprocess.Process | None = None
        self._has_moved = False

    @property
    def process_id(self) -> int | None:
        """The process's id; None before it is begun."""
        return self._process.pid if self._process else None

    async def begin(self, begin: Begin) -> Over | None:
        """Start the process; return once its pilot is loaded, or why there will be no drive.

        Raises:
            DeviceUnavailable: It ended, or takes too long.
        """
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal is the node's to handle
        )
        answer = await self._ask(begin, _LOADS_S)
        return answer if isinstance(answer, Over) else None

    def start(self, start: Start) -> None:
        """Put the car on the road."""
        self._send(start)

    async def advance(self, for_s: float, seat: Seat) -> Moved | Over:
        """Let time pass, and return how it is then.

        Raises:
            DeviceUnavailable: The process ended or hangs.
        """
        answer = await self._ask(
            Advance(for_s=for_s, seat=seat), self._hangs_s if self._has_moved else self._first_s
        )
        self._has_moved = True
        if isinstance(answer, Ready):
            raise DeviceUnavailable("The pilot's process broke off.")
        return answer

    async def close(self) -> None:
        """End the process. Again is no error."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def _send(self, question: Question) -> None:
        if self._process is None or self._process.stdin is None:
            raise DeviceUnavailable("The pilot's process was not begun.")
        self._process.stdin.write(frame(question))

    async def _ask(self, question: Question, within_s: float) -> Answer:
        self._send(question)
        if self._process is None or self._process.stdout is None:
            raise DeviceUnavailable("The pilot's process was not begun.")
        try:
            async with asyncio.timeout(within_s):
                return decode_answer(await next_body(self._process.stdout))
        except TimeoutError as error:
            raise DeviceUnavailable(
                f"The pilot's process did not answer for {within_s:g} s."
            ) from error
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise DeviceUnavailable("The pilot's process ended.") from error
        except msgspec.MsgspecError as error:
            raise DeviceUnavailable("The pilot's process broke off.") from error
