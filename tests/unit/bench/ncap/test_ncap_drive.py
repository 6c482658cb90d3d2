"""Cases driven in the world: as laid out when nothing is seen, and avoided when it is."""

from __future__ import annotations

import numpy as np
import pytest

from segue.bench import SuiteResult
from segue.bench.ncap import _suite as suite
from segue.bench.ncap import run
from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._drive import CAR, drive
from segue.bench.ncap._false_braking import Traffic, _Counter, drives_of
from segue.bench.ncap._free_traffic import SCENES
from segue.bench.ncap._judged import Run, judge
from segue.bench.ncap._layout import encounter_of
from segue.bench.ncap._plain_brake import PlainBrake
from segue.bench.peers import IdmPlanner
from segue.pilot.plan import SeguePlanner
from segue.vehicle.plant import load_car
from segue.world.own_car import own_car_of
from segue.world.scenes import SensorSpec

BLIND = SensorSpec(name="sensor", range_m=0.1)
TURN = {
    "Trajectory_R1": "1500",
    "Trajectory_R2": "11.75",
    "Trajectory_alpha": "20.93",
    "Trajectory_beta": "48.14",
}
REAR = {"ImpactLocation": "75", "Target_init_speed_kph": "20", "Target_final_speed_kph": "20"}
BRAKES = {
    "ImpactLocation": "50",
    "Target_init_speed_kph": "40",
    "Target_final_speed_kph": "2",
    "Target_time_headway": "1",
    "Target_deceleration": "4",
}
ACROSS = {"Target_final_speed_kph": "30", "ImpactSide": "-1"}
AHEAD = {
    "ImpactLocation": "50",
    "Target_final_speed_kph": "15",
    "Target_steadyStateDist": "10",
    "Target_accelerationDist": "3.5",
}
CHANGE = {"Trajectory_laneChangeDistance": "44", "GVT_followingDistance": "13.9"}
WALK = {"VRU_centerlineOffset": "9.5", "VRU_collisionDist": "6"}
CASES = [
    NcapCase(2026, test, {"Ego_speed_kph": ego_kmh, **values})
    for test, ego_kmh, values in (
        ("CCRm", "40", REAR),
        ("CMRb", "40", BRAKES),
        ("CBLA", "40", AHEAD),
        ("CPNA", "40", {"ImpactLocation": "25"}),
        ("CPFA", "40", {}),
        ("CPNCO", "30", {}),
        ("CBNA", "40", {}),
        ("CBNAO", "30", {}),
        ("CBFA", "40", {}),
        ("CCCscp", "30", ACROSS),
        ("CMCscp", "30", ACROSS),
        ("CCFhos", "50", {}),
        ("CCFhol", "50", CHANGE),
        ("CCFtap", "15", {**TURN, "Target_final_speed_kph": "30"}),
        ("CPTAfo", "15", {**TURN, **WALK}),
    )
]
DRIVEN = ("CCRm", "CMRb", "CPNCO", "CBNA", "CMCscp")


def names(case: NcapCase) -> str:
    """Return what a case is called in the tests' output."""
    return case.test


@pytest.mark.parametrize("case", CASES, ids=names)
def test_car_hits_the_target_when_it_sees_nothing(case: NcapCase) -> None:
    """In the world it meets the target when the layout says, at its test speed."""
    car = load_car(CAR)
    encounter = encounter_of(case, own_car_of(car))
    went = drive(encounter, BLIND, IdmPlanner, car)
    slows = "Trajectory_R1" in case.values  # tyres in a bend
    assert went.impact_mps == pytest.approx(encounter.speed_mps, abs=0.3 if slows else 0.05)
    assert len(went.speeds_mps) * 0.02 == pytest.approx(encounter.meets_s, abs=0.25)


@pytest.mark.parametrize("case", [case for case in CASES if case.test in DRIVEN], ids=names)
def test_pilot_avoids_the_target_when_sensors_are_poor(case: NcapCase) -> None:
    """With 40 m of sight, told half a second late, it touches nothing while it moves."""
    judged = judge(Run(case, "degraded"), SeguePlanner)
    assert judged.best.avoids
    assert judged.went.passed
    assert not judged.missed


def test_plain_brake_brakes_late_and_fully_when_a_car_stands_ahead() -> None:
    """It begins 1.2 s before, with all that the tyres hold, and stops to a standstill."""
    values = {"Ego_speed_kph": "40", "ImpactLocation": "50", "Target_final_speed_kph": "0"}
    judged = judge(Run(NcapCase(2026, "CCRs", values), "perfect"), PlainBrake)
    went = judged.went
    assert went.brakes_s is not None
    assert went.meets_s - went.brakes_s == pytest.approx(1.0, abs=0.3)
    assert went.brake_mps2 == pytest.approx(own_car_of(load_car(CAR)).brake_mps2, rel=0.05)
    assert went.speeds_mps[-1] == pytest.approx(0.0, abs=0.1)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> SuiteResult:
    """A run of one case and one of reversing, by IDM, without traffic."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "ncap").mkdir()
    (folder / "ncap" / "ncap_2026.json").write_text(
        '[{"name": "CCRs", "grid": {"Ego_speed_kph": ["20"], "ImpactLocation": ["50"],'
        ' "Target_final_speed_kph": ["0"]}, "sets": [], "cases": 1},'
        ' {"name": "CPRA_Cm", "grid": {"Ego_speed_kph": ["4"]}, "sets": [], "cases": 1}]'
    )
    return run(
        folder, IdmPlanner, jobs=1, sample=1, progress=lambda _what, _done, _total: None, km=0.0
    )


def test_reversing_is_told_apart_when_a_suite_is_run(result: SuiteResult) -> None:
    """What was not driven has a row of its own, with its name, and counts nowhere as passed."""
    assert result.cases == 2
    assert result.figures["not_driven"] == 1
    (row,) = (part for part in result.parts if "CPRA_Cm" in part.name)
    assert (row.cases, row.figures) == (0, {"not_driven": 1})
    assert result.figures["passed_perfect"] == result.figures["passed_degraded"] == 1
    assert "idm" not in result.peers
    assert "plain_brake" in result.peers


@pytest.mark.parametrize("place", SCENES)
def test_traffic_can_begin_when_drawn_by_any_seed(place: str) -> None:
    """Nobody begins in another's place, and the same seed gives the same traffic."""
    for seed in range(8):
        scene = SCENES[place](seed)
        assert scene.actors == SCENES[place](seed).actors
        assert scene.sensors == SCENES[place](seed).sensors
        assert all(sensor.dropouts and sensor.ghosts_per_s for sensor in scene.sensors)


def test_way_is_split_into_minutes_when_kilometres_are_wished() -> None:
    """Half of them on motorways, half on streets; none of none."""
    places = [place for place, _ in drives_of(100.0)]
    assert places.count("motorway") * 29.0 * 60.0 == pytest.approx(50e3, rel=0.05)
    assert places.count("street") * 12.5 * 60.0 == pytest.approx(50e3, rel=0.05)
    assert drives_of(0.0) == []


def test_braking_is_counted_once_when_it_goes_on_without_cause() -> None:
    """A brake with a cause does not count, and one that swings counts once until it is over."""
    counter = _Counter(3.0)
    for brake_mps2, caused in (
        (3.5, True),
        (0.0, False),
        (3.5, False),
        (2.0, False),
        (3.5, False),
        (0.0, False),
        (3.5, False),
    ):
        counter.note(brake_mps2, caused=caused)
    assert counter.count == 2


def test_false_braking_is_summed_when_minutes_are_driven() -> None:
    """Kilometres and brakes add up over the minutes."""
    minutes = [Traffic("street", seed, 0.7, seed, 2 * seed, crashed=False) for seed in range(3)]
    figures = suite.traffic_figures(minutes)
    assert figures["km"] == pytest.approx(2.1)
    assert figures["false_brakes_over_3_mps2"] == np.sum(range(3))
