"""Euro NCAP's tests as the data has them: grids and sets of parameters, multiplied out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import msgspec

from segue.bench._tables import read_text
from segue.kernel import DataUnusable

_FILES = "ncap_*.json"
_SAME: Mapping[str, tuple[str, ...]] = {
    "ego_kmh": ("Ego_speed_kph",),
    "target_kmh": (
        "VRU_finalSpeed_kph",
        "Target_finalSpeed_kph",
        "Target_final_speed_kph",
        "GVT_final_speed_kph",
    ),
    "target_first_kmh": ("GVT_init_speed_kph", "Target_init_speed_kph"),
    "target_brake_mps2": ("GVT_deceleration", "Target_deceleration"),
    "headway_m": ("GVT_headway",),
    "headway_s": ("Target_time_headway",),
    "speeds_up_m": ("VRU_accelerationDist", "Target_accelerationDist"),
    "steady_m": ("VRU_steadyStateDist", "Target_steadyStateDist"),
    "overlap_percent": ("Overlap",),
    "impact_percent": ("ImpactLocation",),
    "lane_change_m": ("Trajectory_laneChangeDistance",),
    "following_m": ("GVT_followingDistance",),
    "from_right": ("ImpactSide",),
    "first_radius_m": ("Trajectory_R1",),
    "radius_m": ("Trajectory_R2",),
    "clothoid_deg": ("Trajectory_alpha",),
    "arc_deg": ("Trajectory_beta",),
    "walks_m": ("VRU_collisionDist",),
    "crosses_at_m": ("VRU_centerlineOffset",),
}
"""What the years call differently, by one name each."""


class _Entry(msgspec.Struct, frozen=True):
    """One test of a file."""

    name: str
    grid: dict[str, list[str]]
    sets: list[list[dict[str, str]]]
    cases: int


@dataclass(frozen=True, slots=True)
class NcapCase:
    """One run of one test."""

    year: int
    """Of the protocol."""
    test: str
    """The protocol's name for it, with what the data adds: `CPNA-25`, `CCRs_FCW`."""
    values: Mapping[str, str]
    """All parameters, as the data names them."""

    @property
    def family(self) -> str:
        """Return the test's name alone: `CPNA`, `CCRs`."""
        return re.split(r"[-_]", self.test)[0]

    def number(self, name: str, default: float | None = None) -> float:
        """Return a parameter by its name in `_SAME`.

        Raises:
            DataUnusable: The case has none of it and there is no default, or it is no number.
        """
        for known in _SAME[name]:
            if known not in self.values:
                continue
            try:
                return float(self.values[known])
            except ValueError as error:
                raise DataUnusable(
                    f"{self.test} of {self.year}: {known} is {self.values[known]!r}, no number."
                ) from error
        if default is None:
            raise DataUnusable(
                f"{self.test} of {self.year}: {' or '.join(_SAME[name])} is missing."
            )
        return default

    def has(self, name: str) -> bool:
        """Return whether the case has a parameter, by its name in `_SAME`."""
        return any(known in self.values for known in _SAME[name])


def read_cases(folder: Path) -> list[NcapCase]:
    """Return every case of every file of the folder, year by year.

    Raises:
        DataUnusable: There is no file, or one is malformed, or has not as many cases as it says.
    """
    files = sorted(folder.glob(_FILES))
    if not files:
        raise DataUnusable(f"{folder} has no {_FILES}.", do="Give its folder with --data.")
    return [case for file in files for case in _cases_of(file)]


def _cases_of(file: Path) -> Iterator[NcapCase]:
    year = re.search(r"\d{4}", file.stem)
    if year is None:
        raise DataUnusable(f"{file}: its name has no year.")
    try:
        entries = msgspec.json.decode(read_text(file), type=list[_Entry])
    except msgspec.MsgspecError as error:
        raise DataUnusable(f"{file}: {error}.") from error
    for entry in entries:
        cases = [NcapCase(int(year[0]), _short(entry.name), values) for values in _values(entry)]
        if len(cases) != entry.cases:
            raise DataUnusable(
                f"{file}, {entry.name}: it says {entry.cases} cases and has {len(cases)}."
            )
        yield from cases


def _values(entry: _Entry) -> Iterator[dict[str, str]]:
    columns = [[{name: value} for value in values] for name, values in entry.grid.items()]
    for parts in product(*columns, *entry.sets):
        yield {name: value for part in parts for name, value in part.items()}


def _short(name: str) -> str:
    """Return a test's name without what all names of its file have in common."""
    bare = re.sub(r"^NCAP_AEB_(C2C|VRU)_|_\d{4}$", "", name)
    return bare.removesuffix("_Variation")
