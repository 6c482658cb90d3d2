"""Reading physical parameters from a TOML file, each with its limits and its source."""

from __future__ import annotations

import math
import tomllib
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
        low: Smallest believable value.
        high: Largest believable value.
        required: A file without it is refused.
    """

    name: str
    low: float
    high: float
    required: bool = True


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the file holds.

    Raises:
        DataUnusable: The file cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataUnusable(f"{path.name} cannot be read: {error}.") from error


def checked_values(
    raw: dict[str, Any], parameters: tuple[Parameter, ...], *, where: str
) -> dict[str, float]:
    """Return parameter name → value, for those that `raw` has.

    Raises:
        DataUnusable: One is missing, unknown, out of its range, or names no source.
    """
    known = {parameter.name: parameter for parameter in parameters}
    if unknown := sorted(set(raw) - set(known)):
        raise DataUnusable(f"{where}: {', '.join(unknown)} is not a parameter of it.")
    if missing := [name for name, row in known.items() if row.required and name not in raw]:
        raise DataUnusable(f"{where}: {', '.join(missing)} is missing.")
    return {name: _checked(known[name], entry, where=where) for name, entry in raw.items()}


def checked_choice(raw: dict[str, Any], name: str, choices: tuple[str, ...], *, where: str) -> str:
    """Return the word that `raw` has under that name.

    Raises:
        DataUnusable: It is missing, is none of the choices, or names no source.
    """
    entry = raw.get(name)
    table = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    value = table.get("value")
    if value not in choices:
        raise DataUnusable(f"{where}: {name} must be one of {', '.join(choices)}.")
    if not str(table.get("source") or ""):
        raise DataUnusable(f"{where}: {name} names no source.")
    return str(value)


def _checked(parameter: Parameter, entry: Any, *, where: str) -> float:
    table = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    value = table.get("value")
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise DataUnusable(f"{where}: {parameter.name} needs a number as its value.")
    if not parameter.low <= value <= parameter.high:
        raise DataUnusable(
            f"{where}: {parameter.name} is {value}; "
            f"it must lie from {parameter.low:g} to {parameter.high:g}."
        )
    if not str(table.get("source") or ""):
        raise DataUnusable(f"{where}: {parameter.name} names no source.")
    return float(value)
