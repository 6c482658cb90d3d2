"""Without braking each case does collide, where the protocol says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from segue.bench._own_box import own_box
from segue.bench.ncap._cases import NcapCase, read_cases
from segue.bench.ncap._encounter import Encounter
from segue.bench.ncap._layout import NOT_DRIVEN, encounter_of
from segue.bench.ncap._playback import play
from segue.schema.drive import HEADING, LENGTH, WIDTH, Floats, OwnCar, X, Y
from segue.world.scenes import overlapping

OWN = OwnCar(length_m=4.8, width_m=1.9)
NEAR_M = 0.05
SOON_S = 0.12
"""Six steps of the world; in a turn the corner of a target may be reached before its side."""
HIPS_M = {"CPNA": -0.06, "CPFA": -0.06, "CPNCO": -0.0405, "CPTAfs": -0.06, "CPTAfo": -0.06}
CRANK_M = {"CBNA": 0.015, "CBNAO": 0.015, "CBFA": 0.015}
"""From the target's middle forward to what the impact location is told of."""


def on_own_axes(encounter: Encounter, target: Floats) -> tuple[float, float, float]:
    """Return where a target is when it is met: ahead, to the left, heading."""
    pose = encounter.line().at(encounter.start_m + encounter.speed_mps * encounter.meets_s)[0]
    cos, sin = np.cos(pose[2]), np.sin(pose[2])
    x, y = target[X] - pose[0], target[Y] - pose[1]
    return x * cos + y * sin, y * cos - x * sin, target[HEADING] - pose[2]


def expected_left_m(case: NcapCase) -> float:
    """Return where the aimed point is, from the middle of the front to the left."""
    percent = case.values.get("ImpactLocation") or case.values.get("Overlap") or "50"
    return OWN.width_m * (float(percent) - 50.0) / 100.0


def check_place(case: NcapCase, encounter: Encounter, target: Floats) -> None:
    """Check how target and test car are to each other when they meet."""
    ahead_m, left_m, turned_rad = on_own_axes(encounter, target)
    length_m, width_m = target[LENGTH], target[WIDTH]
    reach_m = 0.5 * (
        length_m * abs(np.cos(turned_rad)) + width_m * abs(np.sin(turned_rad)) + OWN.length_m
    )
    family = case.family
    if family in {"CCFtap", "CMFtap"}:
        side_m = 0.5 * width_m if family == "CCFtap" else 0.0
        front = 0.5 * OWN.length_m - ahead_m, -left_m  # from the target's middle
        along = front[0] * np.cos(turned_rad) + front[1] * np.sin(turned_rad)
        across = front[1] * np.cos(turned_rad) - front[0] * np.sin(turned_rad)
        assert abs(across) == pytest.approx(side_m, abs=NEAR_M)
        assert -NEAR_M <= along - 0.5 * length_m <= 1.5  # its front is about to cross
        return
    if family == "CMCscp":
        assert ahead_m == pytest.approx(0.4 * OWN.length_m, abs=NEAR_M)
        assert abs(left_m) == pytest.approx(0.5 * (OWN.width_m + length_m), abs=NEAR_M)
        return
    assert ahead_m == pytest.approx(reach_m, abs=0.4 if family.startswith("CPTA") else NEAR_M)
    if family.startswith("CCR") and "Overlap" in case.values:
        covered_m = min(0.5 * OWN.width_m, left_m + 0.5 * width_m) - max(
            -0.5 * OWN.width_m, left_m - 0.5 * width_m
        )
        share = abs(float(case.values["Overlap"])) / 100.0
        assert covered_m == pytest.approx(min(share * OWN.width_m, width_m), abs=NEAR_M)
        if share < 1.0:
            assert np.sign(left_m) == np.sign(float(case.values["Overlap"]))
        return
    aim_m = HIPS_M.get(family, 0.0) + CRANK_M.get(family, 0.0)
    aim_m += 0.25 * length_m if family == "CCCscp" else 0.0
    near_m = 0.15 if family.startswith("CPTA") else NEAR_M  # not square to the walker
    assert left_m + aim_m * np.sin(turned_rad) == pytest.approx(expected_left_m(case), abs=near_m)


@pytest.mark.data
def test_contact_is_where_the_case_says_when_nobody_brakes(shared_data: Path) -> None:
    """In every case they touch at the time of meeting, not before, and where the case says."""
    cases = [
        case for case in read_cases(shared_data / "pilot" / "ncap") if case.family not in NOT_DRIVEN
    ]
    encounters = [encounter_of(case, OWN) for case in cases]
    until_s = max(encounter.meets_s for encounter in encounters) + 1.0
    played = play(encounters[0].lanes, [each.target for each in encounters], until_s)
    for row, (case, encounter) in enumerate(zip(cases, encounters, strict=True)):
        target = np.array(
            [
                np.interp(encounter.meets_s, played.times_s, played.boxes[:, row, column])
                for column in range(7)
            ]
        )
        check_place(case, encounter, target)
        times_s = played.times_s[played.times_s <= encounter.meets_s + SOON_S]
        poses = encounter.line().at(encounter.start_m + encounter.speed_mps * times_s)
        touched_s = next(
            (
                time_s
                for time_s, pose, box in zip(times_s, poses, played.boxes[:, row], strict=False)
                if overlapping(own_box(pose, encounter.speed_mps, OWN), box[None]).any()
            ),
            None,
        )
        assert touched_s is not None, case
        assert touched_s == pytest.approx(encounter.meets_s, abs=SOON_S), case
