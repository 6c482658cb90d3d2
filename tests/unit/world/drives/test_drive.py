"""A scenario driven by the pilot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from short_drives import NOISY_RADAR, following, walled

from segue.pilot.plan import SeguePlanner
from segue.pilot.scene import Scene
from segue.pilot.supervise import Engaged, Ready, least_time_gap_s
from segue.schema.drive import LENGTH, NoPlan, OwnCar, Plan, X
from segue.world.drives import ScenarioDrive, drive_scenario
from segue.world.scenes import DriverMoment, load_scenario


class KnowsNothing:
    """A planner that never has a plan."""

    def __init__(self, own_car: OwnCar) -> None:
        del own_car

    def plan(self, scene: Scene) -> Plan | NoPlan:
        """Return none."""
        return NoPlan(made_s=scene.time_s, reason="I do not know.")


def test_report_says_how_it_went_when_a_scenario_was_driven(tmp_path: Path) -> None:
    """Time, way, what was felt and how long decisions took are those of the drive."""
    report = drive_scenario(load_scenario(following(tmp_path)), 1, SeguePlanner)
    assert report.passed
    assert report.duration_s == pytest.approx(2.0)
    assert report.distance_m == pytest.approx(40.0, abs=3.0)
    assert 0.0 <= report.ride.brake_mps2 < 3.0
    assert report.cycle_ms.p50 is not None
    assert report.cycle_ms.p99 is not None
    assert 0.0 < report.cycle_ms.p50 <= report.cycle_ms.p99


def test_steps_are_the_same_when_it_is_driven_twice(tmp_path: Path) -> None:
    """Scenario, seed and planner decide every command; another seed makes other noise."""
    scenario = load_scenario(following(tmp_path, more=NOISY_RADAR))

    def seen_and_done(seed: int) -> list[object]:
        drive = ScenarioDrive(scenario, seed, SeguePlanner)
        outputs = [drive.step().output for _ in range(60)]
        return [(out.objects.boxes.tobytes(), out.command) for out in outputs]

    assert seen_and_done(1) == seen_and_done(1)
    assert seen_and_done(1) != seen_and_done(2)


def test_report_says_what_was_hit_when_nobody_could_stop(tmp_path: Path) -> None:
    """A collision ends the drive, and is a failure that names what was hit; the guard braked."""
    report = drive_scenario(load_scenario(walled(tmp_path)), 1, SeguePlanner)
    assert not report.passed
    assert report.collision is not None
    assert report.collision.name == "wall"
    assert report.failures[0].startswith("Hit wall at")
    assert report.duration_s < 2.0
    assert sum(report.guard_s.values()) > 0.1


def test_drive_ends_in_a_stop_when_the_planner_has_no_plan(tmp_path: Path) -> None:
    """One's own planner takes the place of Segue's; without a plan it is handed back."""
    scenario = load_scenario(following(tmp_path, duration_s=4.0))
    report = drive_scenario(scenario, 1, KnowsNothing)
    assert report.ride.brake_mps2 > 1.0
    assert [event for event in report.events if "I do not know." in event.why]


@pytest.mark.parametrize(
    ("engages_s", "begins_as"), [(None, Engaged), (0.0, Engaged), (1.0, Ready)]
)
def test_pilot_drives_from_the_first_step_unless_the_driver_engages_later(
    tmp_path: Path, engages_s: float | None, begins_as: type
) -> None:
    """A scenario begins with assistance on, unless its driver engages it later."""
    scenario = load_scenario(following(tmp_path))
    driver = () if engages_s is None else (DriverMoment(at_s=engages_s, button="engage"),)
    scenario = msgspec.structs.replace(scenario, driver=driver)
    drive = ScenarioDrive(scenario, 1, SeguePlanner)
    first = drive.step().output.directive
    assert isinstance(first.state, begins_as)
    while not drive.over:
        last = drive.step().output.directive
    assert isinstance(last.state, Engaged)


def test_regulations_gap_is_kept_when_a_steady_car_is_followed(tmp_path: Path) -> None:
    """That of UN R157, 5.2.3.3, all the way, though the driver wants 1 s; and not much more."""
    scenario = load_scenario(following(tmp_path, duration_s=20.0))
    close = msgspec.structs.replace(scenario, wishes=replace(scenario.wishes, time_gap_s=1.0))
    drive = ScenarioDrive(close, 1, SeguePlanner)
    more_m: list[float] = []
    while not drive.over:
        truth = drive.step().truth
        ego, lead = truth.ego, truth.objects.boxes[0]
        gap_m = lead[X] - ego.x_m - 0.5 * (lead[LENGTH] + drive.start.own_car.length_m)
        more_m.append(gap_m - max(2.0, ego.speed_mps * least_time_gap_s(ego.speed_mps)))
    assert min(more_m) >= 0.0
    assert more_m[-1] < 6.0
