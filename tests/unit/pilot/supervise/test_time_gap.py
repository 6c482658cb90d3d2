"""The time gaps that are asked for are those of UN R157."""

from __future__ import annotations

import math

import pytest
from supervising import Run

from segue.pilot.supervise import least_time_gap_s


@pytest.mark.parametrize(
    ("speed_kmh", "time_gap_s"),
    [(7.2, 1.0), (10.0, 1.1), (20.0, 1.2), (30.0, 1.3), (40.0, 1.4), (50.0, 1.5), (60.0, 1.6)],
)
def test_gap_is_the_regulations_when_the_speed_is_in_its_table(speed_kmh: float, time_gap_s: float):
    """As 5.2.3.3 has them."""
    assert least_time_gap_s(speed_kmh / 3.6) == pytest.approx(time_gap_s, abs=0.001)


def test_gap_is_between_the_rows_when_the_speed_is():
    """45 km/h: half way from 1.4 to 1.5 s."""
    assert least_time_gap_s(45.0 / 3.6) == pytest.approx(1.45, abs=0.001)


@pytest.mark.parametrize("speed_mps", [0.0, 0.5, 1.9, -3.0, -math.inf])
def test_shortest_is_asked_for_when_the_car_hardly_moves(speed_mps: float):
    """At standstill and rolling back, too."""
    assert least_time_gap_s(speed_mps) == 1.0


def test_longest_is_asked_for_when_the_speed_is_beyond_the_table_or_no_number():
    """Faster than 60 km/h, and unknown."""
    assert least_time_gap_s(40.0) == 1.6
    assert least_time_gap_s(math.inf) == 1.6
    assert least_time_gap_s(math.nan) == 1.6


def test_planner_is_given_the_regulations_gap_when_the_drivers_is_shorter():
    """1.2 s are for town; on the motorway it is 1.6 s again."""
    run = Run().engage()
    for _ in range(3):
        run.step(button="gap")
    assert run.supervisor.state.drive.time_gap_s == 1.2  # type: ignore[union-attr]
    assert run.last.time_gap_s == 1.6
    run.speed_mps = 5.56
    assert run.step().time_gap_s == pytest.approx(1.2)
