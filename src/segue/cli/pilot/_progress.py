"""How far a long run is, as bars on standard error."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self, TextIO

import typer


class Bars(AbstractContextManager["Bars"]):
    """Draws a bar for each kind of work, one after the other; it is called to say how far it is."""

    def __init__(self, to: TextIO, *, quiet: bool) -> None:
        self._to, self._quiet = to, quiet
        self._what = ""
        self._bar: Any = None  # typer keeps the type of its bars to itself

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` of `what` are done."""
        if self._quiet:
            return
        if what != self._what:
            self._finish()
            self._what = what
            self._bar = typer.progressbar(
                length=total, label=what, file=self._to, show_pos=True, width=24
            )
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._finish()

    def _finish(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        self._bar = None
