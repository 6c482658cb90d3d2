"""The grids of UN R157's scenarios, as files: which cases there are, and who crashes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from segue.bench._tables import read_table
from segue.kernel import DataUnusable
from segue.kernel.units import mps_from_kmh

GridKind = Literal["cut_in", "cut_out", "following"]
_COLUMNS: Mapping[GridKind, tuple[str, ...]] = {
    "cut_in": ("cut_in_kmh", "ego_kmh", "gap_m", "lateral_mps"),
    "cut_out": ("front_gap_m", "ego_kmh", "lateral_mps"),
    "following": ("lead_decel_g", "ego_kmh"),
}
"""What tells a case; by the first, which no other has, a grid's kind is told."""
MODELS = ("cc", "reg157", "rss", "fsm")
"""The published models, by their columns: 1 where the model crashes."""


@dataclass(frozen=True, slots=True)
class GridCase:
    """One case: a row of a grid."""

    kind: GridKind
    values: Mapping[str, float]
    """By the columns that tell the case."""
    models: Mapping[str, bool]
    """Which published models crash in it, of those that were run."""

    @property
    def ego_mps(self) -> float:
        """The pilot's speed at the begin."""
        return mps_from_kmh(self.values["ego_kmh"])


@dataclass(frozen=True, slots=True)
class Grid:
    """All cases of a file."""

    name: str
    cases: tuple[GridCase, ...]


def read_grids(folder: Path) -> tuple[Grid, ...]:
    """Return the grids of a folder: every `.csv` and `.csv.gz` in it, by name.

    Raises:
        DataUnusable: There is none, or one is malformed; says file, line and column.
    """
    paths = sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")])
    if not paths:
        raise DataUnusable(
            f"There is no grid in {folder}.", do="Give the folder that holds r157 with --data."
        )
    return tuple(_read_grid(path) for path in paths)


def _read_grid(path: Path) -> Grid:
    rows = read_table(path, ("ego_kmh",))
    if not rows:
        raise DataUnusable(f"{path} has no cases.")
    kind: GridKind | None = next(
        (kind for kind, columns in _COLUMNS.items() if columns[0] in rows[0]), None
    )
    if kind is None:
        raise DataUnusable(
            f"{path}, line 1: none of the columns "
            f"{', '.join(columns[0] for columns in _COLUMNS.values())} is there, by which the kind "
            "of scenario is told."
        )
    columns = _COLUMNS[kind]
    if missing := [column for column in columns if column not in rows[0]]:
        raise DataUnusable(f"{path}, line 1: the column {missing[0]} is missing.")
    for line, row in enumerate(rows, start=2):
        if row["ego_kmh"] <= 0.0:
            raise DataUnusable(
                f"{path}, line {line}, column ego_kmh: {row['ego_kmh']} is not above 0."
            )
    return Grid(
        path.name.removesuffix(".gz").removesuffix(".csv"),
        tuple(
            GridCase(
                kind,
                {column: row[column] for column in columns},
                {model: bool(row[model]) for model in MODELS if model in row},
            )
            for row in rows
        ),
    )
