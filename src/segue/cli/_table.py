"""Rows of a result: a table for people, a JSON object each for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segue.cli._output import console, json_line


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        key: Of the rows' values.
        heading: What a reader sees; empty for none.
        folds_to: Narrowest that a terminal may fold its texts to; None keeps them whole.
    """

    key: str
    heading: str
    folds_to: int | None = None


def show(rows: Sequence[Mapping[str, object]], columns: Sequence[Column], *, as_json: bool) -> None:
    """Print the rows: all of each as JSON lines, or the columns as a table."""
    if as_json:
        for row in rows:
            json_line(dict(row))
        return
    from rich.markup import escape  # noqa: PLC0415  only verbs that draw pay for it
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, show_header=any(column.heading for column in columns))
    for column in columns:
        numbers = all(isinstance(row.get(column.key), int | float) for row in rows)
        # Headings fold where the terminal is narrow; what is in a row stays whole, or it may fold.
        widest = max((len(_text(row.get(column.key))) for row in rows), default=0)
        table.add_column(
            escape(column.heading),
            justify="right" if numbers else "left",
            min_width=min(widest, column.folds_to or widest),
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(escape(_text(row.get(column.key))) for column in columns))
    console().print(table, soft_wrap=False, crop=False)


def _text(value: object) -> str:
    return "-" if value is None else str(value)
