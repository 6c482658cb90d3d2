"""Which drives the suite has: its own, or those of a file `traffic.json` in the data folder."""

from __future__ import annotations

from pathlib import Path

import msgspec

from segue.bench.traffic._case import Case
from segue.bench.traffic._places import PLACES
from segue.kernel import DataUnusable

_SEEDS = 10
_MINUTES = 30.0
_FILE = "traffic.json"


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    place: str
    seed: int
    minutes: float = _MINUTES


def read_cases(data: Path) -> list[Case]:
    """Return the drives: 10 seeds of half an hour at each place, unless the folder names others.

    A place is one of Segue's, or a `.net.xml` in the folder.

    Raises:
        DataUnusable: The file is malformed, or names a place that is not there.
    """
    path = data / _FILE
    if not path.is_file():
        return [
            Case(place=place, seed=seed, minutes=_MINUTES)
            for seed in range(_SEEDS)
            for place in PLACES
        ]
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[_Row])
    except (OSError, msgspec.MsgspecError) as error:
        raise DataUnusable(f"{path}: {error}.") from error
    return [_case(path, number, row) for number, row in enumerate(rows)]


def _case(path: Path, number: int, row: _Row) -> Case:
    if row.minutes <= 0.0 or row.seed < 0:
        raise DataUnusable(f"{path}, entry {number}: minutes are above 0, and a seed not below.")
    if row.place in PLACES:
        return Case(place=row.place, seed=row.seed, minutes=row.minutes)
    network = path.parent / row.place
    if not network.is_file():
        raise DataUnusable(
            f"{path}, entry {number}: there is no place {row.place}.",
            do=f"Give {', '.join(PLACES)}, or a .net.xml beside it.",
        )
    return Case(place=str(network), seed=row.seed, minutes=row.minutes)
