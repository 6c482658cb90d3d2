"""Euro NCAP's grids: every case of the data is there, and what is malformed is refused."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from segue.bench.ncap._cases import NcapCase, read_cases
from segue.bench.ncap._layout import NOT_DRIVEN, encounter_of
from segue.kernel import DataUnusable
from segue.schema.drive import OwnCar

ENTRY = {
    "name": "CCRs",
    "grid": {"Ego_speed_kph": ["10", "20"]},
    "sets": [[{"ImpactLocation": "50", "Target_final_speed_kph": "0"}, {"ImpactLocation": "75"}]],
    "cases": 4,
}


def written(folder: Path, entry: dict[str, object], name: str = "ncap_2026.json") -> Path:
    """Write a file of one entry and return its folder."""
    (folder / name).write_text(json.dumps([entry]))
    return folder


@pytest.mark.data
def test_every_case_is_laid_out_or_named_as_not_driven_when_all_are_read(
    shared_data: Path,
) -> None:
    """All 279 cases of 2023 and 428 of 2026 are driven, but for the 8 of reversing."""
    cases = read_cases(shared_data / "pilot" / "ncap")
    assert Counter(case.year for case in cases) == {2023: 279, 2026: 428}
    not_driven = [case for case in cases if case.family in NOT_DRIVEN]
    assert Counter(case.test for case in not_driven) == {"CPRA_Cm": 2, "CPRA_Cs": 6}
    for case in cases:
        if case not in not_driven:
            encounter = encounter_of(case, OwnCar())
            assert encounter.start_m > 0.0
            assert encounter.danger_s < encounter.meets_s


def test_cases_are_the_product_when_an_entry_has_a_grid_and_a_set(tmp_path: Path) -> None:
    """Each value of the grid goes with each combination of the set."""
    cases = read_cases(written(tmp_path, ENTRY))
    told = [(case.number("ego_kmh"), case.number("impact_percent")) for case in cases]
    assert told == [(10.0, 50.0), (10.0, 75.0), (20.0, 50.0), (20.0, 75.0)]


@pytest.mark.parametrize(
    ("entry", "name", "says"),
    [
        ({**ENTRY, "cases": 5}, "ncap_2026.json", "CCRs: it says 5 cases and has 4"),
        ({**ENTRY, "grid": [1]}, "ncap_2026.json", "ncap_2026.json"),
        (ENTRY, "ncap_latest.json", "no year"),
        (ENTRY, "other.json", "has no ncap"),
    ],
)
def test_data_is_refused_when_it_is_malformed(
    tmp_path: Path, entry: dict[str, object], name: str, says: str
) -> None:
    """What is wrong is told with its file and entry."""
    with pytest.raises(DataUnusable, match=says):
        read_cases(written(tmp_path, entry, name))


@pytest.mark.parametrize(
    ("test", "values", "says"),
    [
        ("CCRs", {"Ego_speed_kph": "fast", "ImpactLocation": "50"}, "Ego_speed_kph is 'fast'"),
        ("CCRs", {"Ego_speed_kph": "50"}, "Overlap is missing"),
        ("CXYz", {}, "No test CXYz of 2026"),
    ],
)
def test_case_is_refused_when_it_cannot_be_laid_out(
    test: str, values: dict[str, str], says: str
) -> None:
    """A parameter that is missing or no number is named, and a test that nobody knows, too."""
    with pytest.raises(DataUnusable, match=says):
        encounter_of(NcapCase(2026, test, values), OwnCar())
