"""Tables of numbers as the suites' data has them: CSV, as it is or compressed."""

from __future__ import annotations

import csv
import gzip
import math
import zlib
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from segue.kernel import DataUnusable

Row = dict[str, float]


def read_table(path: Path, needed: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV file (`.csv` or `.csv.gz`) as numbers by the columns' names.

    Raises:
        DataUnusable: The file cannot be read, a column of `needed` is missing, or a value is no
            finite number; says file, line and column.
    """
    lines = csv.reader(StringIO(read_text(path)))
    names = next(lines, list[str]())
    if missing := [name for name in needed if name not in names]:
        raise DataUnusable(f"{path}, line 1: the column {missing[0]} is missing.")
    return [dict(zip(names, values, strict=True)) for values in _numbers(path, names, lines)]


def read_text(path: Path) -> str:
    """Return the text of a file, uncompressed if its name ends in `.gz`.

    Raises:
        DataUnusable: It cannot be read.
    """
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except FileNotFoundError as error:
        raise DataUnusable(f"{path} is not there.", do="Give its folder with --data.") from error
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataUnusable(f"{path} cannot be read: {error}.") from error


def _numbers(path: Path, names: list[str], lines: Iterator[list[str]]) -> Iterator[list[float]]:
    for number, line in enumerate(lines, start=2):
        if len(line) != len(names):
            raise DataUnusable(
                f"{path}, line {number}: {len(line)} values stand under {len(names)} columns."
            )
        yield [
            _number(value, f"{path}, line {number}, column {name}")
            for name, value in zip(names, line, strict=True)
        ]


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataUnusable(f"{where}: {text!r} is no number.")
    return value
