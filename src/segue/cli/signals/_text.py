"""Signals and their values as text: in tables, in plain columns, and as JSON records."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from segue.cli._output import console

if TYPE_CHECKING:
    from segue.node.remote import Reading, RemoteSignal
    from segue.vehicle.signals import SignalInfo, Value

READING_COLUMNS = ("signal", "value", "unit", "age", "source", "freshness", "type")
SIGNAL_COLUMNS = ("signal", "kind", "type", "unit", "takes")

_NOTHING = "-"
_STEPS = ((60.0, 1.0, "s"), (3600.0, 60.0, "min"), (86400.0, 3600.0, "h"), (math.inf, 86400.0, "d"))
"""Below this age, divided by this, in this unit."""
_TENTHS_BELOW_S = 10.0


def value_text(value: Value | None) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.7g}"
    if isinstance(value, tuple):
        return _one_line(json.dumps(value, ensure_ascii=False))
    return _one_line(str(value))


def _one_line(text: str) -> str:
    """Return text of others with what would move a terminal's cursor, or a column, written out."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def age_text(age_s: float | None) -> str:
    """Return an age with at most three digits."""
    if age_s is None:
        return _NOTHING
    if age_s < _TENTHS_BELOW_S:
        return f"{age_s:.1f} s"
    per, unit = next((per, unit) for below, per, unit in _STEPS if age_s < below)
    return f"{age_s / per:.0f} {unit}"


def time_text(utc_s: float | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the millisecond; None when nobody said it."""
    if utc_s is None:
        return None
    return datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="milliseconds")


def takes_text(info: SignalInfo) -> str:
    """Return which values a signal may have, as far as that is narrower than its type."""
    if info.allowed:
        return "|".join(info.allowed)
    if info.low is None and info.high is None:
        return ""
    low = "" if info.low is None else f"{info.low:g}"
    high = "" if info.high is None else f"{info.high:g}"
    return f"{low}..{high}"


def reading_row(signal: RemoteSignal, reading: Reading, utc_s: float) -> tuple[str, ...]:
    """Return a value as one row of READING_COLUMNS."""
    return (
        reading.path,
        value_text(reading.value),
        signal.info.unit,
        age_text(reading.age_s(utc_s)),
        _one_line(reading.provider or _NOTHING),
        reading.freshness or _NOTHING,
        signal.info.datatype,
    )


def reading_record(signal: RemoteSignal, reading: Reading, utc_s: float) -> dict[str, object]:
    """Return a value as a JSON record."""
    return {
        "path": reading.path,
        "value": json_value(reading.value),
        "unit": signal.info.unit,
        "datatype": signal.info.datatype,
        "source_utc_s": reading.source_utc_s,
        "age_s": reading.age_s(utc_s),
        "provider": reading.provider,
        "freshness": reading.freshness,
    }


def signal_row(signal: RemoteSignal) -> tuple[str, ...]:
    """Return a signal as one row of SIGNAL_COLUMNS."""
    info = signal.info
    return (info.path, info.entry, info.datatype, info.unit, takes_text(info))


def signal_record(signal: RemoteSignal) -> dict[str, object]:
    """Return a signal as a JSON record."""
    info = signal.info
    return {
        "path": info.path,
        "kind": info.entry,
        "datatype": info.datatype,
        "unit": info.unit,
        "min": info.low,
        "max": info.high,
        "allowed": list(info.allowed),
        "description": signal.description,
    }


def json_value(value: Value | None) -> object:
    """Return a value as JSON can hold it: what is no number is null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return [json_value(item) for item in value] if isinstance(value, tuple) else value


def print_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    dispensable: Sequence[str] = (),
    folding: Mapping[str, int] | None = None,
    shorten: bool = False,
) -> None:
    """Print a table in a terminal; elsewhere all columns with tabs between, and nothing else.

    Args:
        columns: The headings.
        rows: A text for each column.
        dispensable: Columns that a narrow terminal does without, the least missed first.
        folding: Columns whose texts may take several lines, and how narrow they may become.
        shorten: Cut the names in column `signal` rather than let lines run over.
    """
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join(row) + "\n")
        return
    from rich.table import Table  # noqa: PLC0415  only verbs that draw pay for it
    from rich.text import Text  # noqa: PLC0415

    from segue.cli.signals._fit import (  # noqa: PLC0415
        GAP,
        fitting,
        fitting_with_names,
        shortened,
        total,
        widths_of,
    )

    shown = [dict(zip(columns, row, strict=True)) for row in rows]
    narrowest = folding or {}
    widths = {
        column: min(width, narrowest.get(column, width))
        for column, width in widths_of(columns, shown).items()
    }
    room = console().width
    if shorten:
        kept, widths["signal"] = fitting_with_names(widths, room, dispensable=dispensable)
    else:
        kept = fitting(widths, room, dispensable=dispensable)
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, GAP, 0, 0))
    for column in kept:
        table.add_column(column, overflow="fold", no_wrap=column not in narrowest)
    for row in shown:
        if shorten:
            row["signal"] = shortened(row["signal"], widths["signal"])
        table.add_row(*(Text(row[column]) for column in kept))
    console(at_least=total(widths[column] for column in kept)).print(table)
