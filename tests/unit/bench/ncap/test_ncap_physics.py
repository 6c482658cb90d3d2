"""What physics allows: full braking from when a sensor can have told, and no sooner."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._layout import encounter_of
from segue.bench.ncap._physics import bound_of
from segue.bench.ncap._sensing import SENSORS
from segue.schema.drive import OwnCar
from segue.world.scenes import SensorSpec

OWN = OwnCar()
BLIND = SensorSpec(name="sensor", range_m=0.1)


def standing_car(ego_kmh: float) -> NcapCase:
    """Return CCRs with the target right ahead."""
    values = {"Ego_speed_kph": str(ego_kmh), "ImpactLocation": "50", "Target_final_speed_kph": "0"}
    return NcapCase(2026, "CCRs", values)


def child(ego_kmh: float) -> NcapCase:
    """Return CPNCO: a child walks out from behind parked cars."""
    return NcapCase(2026, "CPNCO", {"Ego_speed_kph": str(ego_kmh), "ImpactLocation": "50"})


@pytest.mark.parametrize("ego_kmh", [75.0, 90.0, 110.0])
def test_least_impact_is_that_of_the_formula_when_a_standing_car_is_seen_late(
    ego_kmh: float,
) -> None:
    """At 40 m, told 0.5 s later, braked 0.1 s later, the brake building up at its jerk."""
    speed_mps = ego_kmh / 3.6
    gap_m = 40.0 - 0.5 * OWN.length_m - speed_mps * (0.5 + OWN.brake_delay_s)
    built_s = OWN.brake_mps2 / OWN.brake_jerk_mps3
    gap_m -= speed_mps * built_s - OWN.brake_jerk_mps3 * built_s**3 / 6.0
    left_mps = speed_mps - 0.5 * OWN.brake_mps2 * built_s
    impact_mps = math.sqrt(max(left_mps**2 - 2.0 * OWN.brake_mps2 * gap_m, 0.0))
    best = bound_of(encounter_of(standing_car(ego_kmh), OWN), OWN, SENSORS["degraded"])
    assert best.impact_mps == pytest.approx(impact_mps, abs=0.6)  # a step's way and brake
    assert best.avoids == (impact_mps == 0.0)


def test_contact_can_be_avoided_when_a_sensor_sees_far() -> None:
    """The same car is no danger to one who sees 200 m."""
    best = bound_of(encounter_of(standing_car(110.0), OWN), OWN, SENSORS["perfect"])
    assert best.avoids


def test_impact_is_at_test_speed_when_nothing_is_ever_seen() -> None:
    """Who sees nothing does not brake."""
    best = bound_of(encounter_of(standing_car(50.0), OWN), OWN, BLIND)
    assert best.impact_mps == pytest.approx(50.0 / 3.6)


def test_brake_waits_for_the_danger_when_the_target_only_stands_by_before() -> None:
    """A child at the road is seen through no parked car; without one, it must first walk."""
    encounter = encounter_of(child(30.0), OWN)
    hidden = bound_of(encounter, OWN, SENSORS["perfect"])
    open_road = bound_of(replace(encounter, others=()), OWN, SENSORS["perfect"])
    assert open_road.brakes_s == encounter.danger_s
    assert hidden.brakes_s is not None
    assert hidden.brakes_s > encounter.danger_s + 0.5
