"""How much of a table a terminal has room for: which of its columns, and how much of a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len

GAP = 2
"""Blanks between two columns."""
_ENOUGH_OF_A_NAME = 36
"""Columns go until names have this much room; with none left to go, they have less."""


def widths_of(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """Return how wide each column is, its heading included."""
    widths = {column: cell_len(column) for column in columns}
    for row in rows:
        for column in columns:
            widths[column] = max(widths[column], cell_len(row[column]))
    return widths


def total(widths: Iterable[int]) -> int:
    """Return how wide columns are together."""
    return sum(width + GAP for width in widths) - GAP


def fitting(widths: Mapping[str, int], room: int, *, dispensable: Sequence[str]) -> list[str]:
    """Return the columns that stay when others go, one after the other, until the rest fits.

    Args:
        widths: Of all columns, in their order.
        room: Of the terminal.
        dispensable: The columns that may go, first the one that is missed least.
    """
    kept = dict(widths)
    for column in dispensable:
        if total(kept.values()) <= room:
            break
        del kept[column]
    return list(kept)


def fitting_with_names(
    widths: Mapping[str, int], room: int, *, dispensable: Sequence[str]
) -> tuple[list[str], int]:
    """Return the columns that stay, and how much room is left for the names in column `signal`."""
    name = widths["signal"]
    wanted = {**widths, "signal": min(name, _ENOUGH_OF_A_NAME)}
    kept = fitting(wanted, room, dispensable=dispensable)
    spare = room - total(wanted[column] for column in kept)
    return kept, max(min(name, wanted["signal"] + spare), 1)


def shortened(path: str, room: int) -> str:
    """Return a signal's name with so many characters at most: its end, which says most, stays."""
    if len(path) <= room:
        return path
    levels = path.split(".")
    tails = ("…" + ".".join(levels[first:]) for first in range(1, len(levels)))
    return next((tail for tail in tails if len(tail) <= room), "…" + path[len(path) - room + 1 :])
