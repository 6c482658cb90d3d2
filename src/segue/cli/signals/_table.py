"""The live table of `segue signals watch`: what fits the terminal, what changed last marked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from segue.cli.signals._fit import GAP, fitting_with_names, shortened, widths_of
from segue.cli.signals._news import News
from segue.cli.signals._text import READING_COLUMNS, reading_row
from segue.node.remote import Reading, RemoteSignal

_COLUMNS: Sequence[str] = ("", *READING_COLUMNS)
_DISPENSABLE = ("type", "source", "freshness", "age")
_ENOUGH_OF_A_VALUE = 24
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
        self._widths = dict.fromkeys(_COLUMNS, 0)
        """As wide as each column ever was, so that they do not jump to and fro."""
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

    def drawn(self, width: int, height: int) -> RenderableType:
        """Return the table for a terminal of that size.

        When not all lines fit, those that changed last are shown. Rows keep the order of the
        signals, so that the eye finds them again. When not all columns fit, the least missed go.
        """
        now_s = self._utc_s()
        room = max(height - _LINES_BESIDE_ROWS, 1)
        latest = sorted(self._rows.values(), key=lambda row: row.changed_s, reverse=True)[:room]
        shown = {row.reading.path for row in latest}
        rows = [self._rows[path] for path in self._signals if path in shown]
        cells = [_cells(row, now_s) for row in rows]
        columns, name_room = self._fitted(cells, width)
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, GAP, 0, 0))
        for column in columns:
            wide = name_room if column == "signal" else self._widths[column]
            table.add_column(column, no_wrap=True, width=wide)
        for row, texts in zip(rows, cells, strict=True):
            texts["signal"] = shortened(texts["signal"], name_room)
            table.add_row(*(Text(texts[column]) for column in columns), style=_style(row, now_s))
        return Group(table, Text(self._below(len(self._rows) - len(shown)), style="dim"))

    def _fitted(self, cells: Sequence[Mapping[str, str]], width: int) -> tuple[list[str], int]:
        """Return the columns to show, and how much room names get."""
        now = widths_of(_COLUMNS, cells)
        for column, wide in now.items():
            self._widths[column] = max(self._widths[column], wide)
        self._widths["value"] = min(self._widths["value"], _ENOUGH_OF_A_VALUE)
        return fitting_with_names(self._widths, width, dispensable=_DISPENSABLE)

    def _below(self, hidden: int) -> str:
        silent = len(self._signals) - len(self._rows)
        parts = (
            f"{hidden} more do not fit here" if hidden else "",
            f"{silent} have no value" if silent else "",
            *(_first_of(texts) for texts in self._notes.values()),
            "Ctrl-C ends it",
        )
        return "; ".join(part for part in parts if part) + "."


def _is_marked(row: _Row, now_s: float) -> bool:
    return now_s - row.changed_s < _MARKED_S


def _cells(row: _Row, now_s: float) -> dict[str, str]:
    mark = "•" if _is_marked(row, now_s) else " "
    texts = (mark, *reading_row(row.signal, row.reading, now_s))
    return dict(zip(_COLUMNS, texts, strict=True))


def _style(row: _Row, now_s: float) -> str:
    if _is_marked(row, now_s):
        return "bold"
    return "dim" if row.reading.freshness == "stale" else ""


def _first_of(texts: Sequence[str]) -> str:
    more = len(texts) - 1
    return f"{texts[0]} (and {more} more)" if more else texts[0]
