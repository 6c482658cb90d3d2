"""The live table of `segue signals watch`: what fits the terminal, what changed last marked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from segue.cli.signals._news import News
from segue.cli.signals._text import READING_COLUMNS, reading_row
from segue.node.remote import Reading, RemoteSignal

_MARKED_S = 1.0
"""How long a change stays marked."""
_LINES_BESIDE_ROWS = 3
"""The header, the line below the table, and the prompt's."""


@dataclass(slots=True)
class _Row:
    signal: RemoteSignal
    reading: Reading
    changed_s: float


class WatchTable:
    """The latest reading of each signal, and what else there is to say.

    Args:
        utc_s: The clock that ages are told by.
    """

    def __init__(self, utc_s: Callable[[], float] = time.time) -> None:
        self._utc_s = utc_s
        self._signals: dict[str, RemoteSignal] = {}
        self._rows: dict[str, _Row] = {}
        self._notes: dict[str, list[str]] = {}
        """Kind of event → what was said of it."""

    def know(self, signals: Iterable[RemoteSignal]) -> None:
        """Learn what the signals are whose values will come."""
        self._signals = {signal.info.path: signal for signal in signals}
        self._notes.clear()

    def show(self, readings: Iterable[Reading]) -> None:
        """Take values that came just now."""
        now_s = self._utc_s()
        for reading in readings:
            if reading.value is None or reading.path not in self._signals:
                continue
            row = self._rows.get(reading.path)
            if row is None:
                self._rows[reading.path] = _Row(self._signals[reading.path], reading, now_s)
                continue
            if (row.reading.value, row.reading.freshness) != (reading.value, reading.freshness):
                row.changed_s = now_s
            row.reading = reading

    def say(self, news: News) -> None:
        """Take what else a person should know; of a number that grows, the last."""
        if news.event == "dropped":
            self._notes.pop(news.event, None)
        self._notes.setdefault(news.event, []).append(news.text)

    def drawn(self, height: int) -> RenderableType:
        """Return the table for a terminal of that many lines.

        When not all fit, those that changed last are shown. Rows keep the order of the signals, so
        that the eye finds them again.
        """
        now_s = self._utc_s()
        room = max(height - _LINES_BESIDE_ROWS, 1)
        latest = sorted(self._rows.values(), key=lambda row: row.changed_s, reverse=True)[:room]
        shown = {row.reading.path for row in latest}
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for column in ("", *READING_COLUMNS):
            table.add_column(column, no_wrap=True)
        for path in self._signals:
            if path in shown:
                row = self._rows[path]
                marked = now_s - row.changed_s < _MARKED_S
                cells = ("•" if marked else " ", *reading_row(row.signal, row.reading, now_s))
                style = "bold" if marked else "dim" if row.reading.freshness == "stale" else ""
                table.add_row(*map(Text, cells), style=style)
        return Group(table, Text(self._below(len(self._rows) - len(shown)), style="dim"))

    def _below(self, hidden: int) -> str:
        silent = len(self._signals) - len(self._rows)
        parts = (
            f"{hidden} more do not fit here" if hidden else "",
            f"{silent} have no value" if silent else "",
            *(_first_of(texts) for texts in self._notes.values()),
            "Ctrl-C ends it",
        )
        return "; ".join(part for part in parts if part) + "."


def _first_of(texts: Sequence[str]) -> str:
    more = len(texts) - 1
    return f"{texts[0]} (and {more} more)" if more else texts[0]
