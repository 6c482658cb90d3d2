"""How `segue demo --story` shows its steps: a line each for people, an object each for programs."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Self

from segue.cli._exit_codes import ExitCode
from segue.cli._output import console, json_line

if TYPE_CHECKING:
    from segue.node.story import StepResult


def play_story(*, as_json: bool) -> int:
    """Play the story and return the exit code."""
    from segue.node.story import STEP_NAMES, play  # noqa: PLC0415  keeps --help fast

    command = (sys.executable, "-m", "segue", "car", "--kuksa-port", "0", "--viss-port", "0")
    if as_json:
        ok = asyncio.run(play(_print_json, command=command))
        return ExitCode.OK if ok else ExitCode.NO
    with _Lines(STEP_NAMES) as lines:
        ok = asyncio.run(play(lines.show, command=command))
    return ExitCode.OK if ok else ExitCode.NO


def _print_json(result: StepResult) -> None:
    json_line({"step": result.step, "ok": result.ok, "ms": result.ms, "detail": result.detail})


class _Lines:
    """A finished line for each step that is over, and a spinner on the one that is not."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._done = 0
        self._console = console()
        self._status = self._console.status("")

    def __enter__(self) -> Self:
        self._status.update(self._doing())
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def show(self, result: StepResult) -> None:
        """Print how a step went, and turn to the next."""
        from rich.text import Text  # noqa: PLC0415

        self._done += 1
        mark = ("✓", "green") if result.ok else ("✗", "red")
        count = f" [{self._done}/{len(self._names)}] "
        self._console.print(
            Text.assemble(mark, f"{count}{result.step:<14}{result.ms:>7} ms  {result.detail}")
        )
        self._status.update(self._doing())

    def _doing(self) -> str:
        return self._names[self._done] if self._done < len(self._names) else "clearing up"
