"""Reading physical parameters from a TOML file, each with its unit, its limits and its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from segue.kernel import DataUnusable

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number a file may hold, and the range in which it is believable.

    Args:
        name: The table's name in the file; ends in its SI unit.
        unit: As a reader would write it; empty for a plain ratio.
        low: Smallest believable value.
        high: Largest believable value.
        required: A file without it is refused.
    """

    name: str
    unit: str
    low: float
    high: float
    required: bool = True

    @property
    def wanted(self) -> str:
        """What the file may say."""
        unit = f" {self.unit}" if self.unit else ""
        return f"a number from {self.low:.10g} to {self.high:.10g}{unit}"

    def takes(self, value: Any) -> bool:
        """Return whether the file may say that."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Choice:
    """One word a file may hold.

    Args:
        name: The table's name in the file.
        words: What it may be.
        required: A file without it is refused.
    """

    name: str
    words: tuple[str, ...]
    required: bool = True

    @property
    def wanted(self) -> str:
        """What the file may say."""
        return f"one of {', '.join(self.words)}"

    def takes(self, value: Any) -> bool:
        """Return whether the file may say that."""
        return value in self.words


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the file holds.

    Raises:
        DataUnusable: The file cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataUnusable(f"{path.name} cannot be read: {error}.") from error


def stated_values(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of each table of a file, None where it has none; else the entry itself."""
    return {
        name: entry if not isinstance(entry, dict) else _table(entry).get("value")
        for name, entry in raw.items()
    }


def source_problems(raw: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the sources of a file's tables: each must name one."""
    problems: list[str] = []
    for name, entry in raw.items():
        if not isinstance(entry, dict):
            problems.append(f"{name} must be a table: [{name}] with a value and a source")
        elif not str(_table(entry).get("source") or ""):
            problems.append(f"{name} names no source")
    return problems


def value_problems(values: Mapping[str, Any], rows: tuple[Parameter | Choice, ...]) -> list[str]:
    """Return what is missing, unknown or not believable, each with what it may be."""
    known = {row.name: row for row in rows}
    problems = [f"{name} is not a parameter of it" for name in sorted(set(values) - set(known))]
    for name, row in known.items():
        if name not in values:
            if row.required:
                problems.append(f"{name} is missing; it must be {row.wanted}")
        elif not row.takes(values[name]):
            said = "no number" if values[name] is None else repr(values[name])
            problems.append(f"{name} is {said}; it must be {row.wanted}")
    return problems


def refuse(problems: Sequence[str], *, where: str) -> None:
    """Say all problems at once, if there are any.

    Raises:
        DataUnusable: There are.
    """
    if problems:
        raise DataUnusable(f"{where}: {'; '.join(problems)}.")


def _table(entry: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
