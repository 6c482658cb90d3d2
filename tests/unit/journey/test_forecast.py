"""The forecast: the plan at departure, reality with the road, and never nonsense."""

from __future__ import annotations

import pytest

from segue.journey.forecast import Departure, progress_at
from segue.schema.journey import Maneuver, Place, TripPlan

BATTERY_WH = 100_000.0
A = Place(name="A", latitude_deg=0.0, longitude_deg=0.0)
B = Place(name="B", latitude_deg=1.0, longitude_deg=1.0)
PLAN = TripPlan(
    origin=A,
    destination=B,
    car="su7-max",
    distance_m=200_000.0,
    duration_s=7_200.0,
    energy_wh=40_000.0,
    departure_soc_frac=0.8,
    arrival_soc_frac=0.4,
    arrival_soc_sigma_frac=0.04,
    reachable=True,
    geometry="",
    maneuvers=(
        Maneuver(kind="depart", at_m=0.0, latitude_deg=0.0, longitude_deg=0.0),
        Maneuver(kind="continue", at_m=50_000.0, latitude_deg=0.5, longitude_deg=0.5),
        Maneuver(kind="arrive", at_m=200_000.0, latitude_deg=1.0, longitude_deg=1.0),
    ),
)
START = Departure(progress_m=0.0, soc_frac=0.8)


def _at(progress_m: float, soc_frac: float, departure: Departure = START):
    return progress_at(
        PLAN, departure, progress_m=progress_m, soc_frac=soc_frac, battery_energy_wh=BATTERY_WH
    )


def test_the_forecast_is_the_plan_at_departure():
    """Before the first metre there is nothing better than the plan."""
    progress = _at(0.0, 0.8)
    assert progress.arrival_soc_frac == pytest.approx(PLAN.arrival_soc_frac)
    assert progress.arrival_soc_sigma_frac == PLAN.arrival_soc_sigma_frac
    assert progress.remaining_m == PLAN.distance_m
    assert progress.remaining_s == PLAN.duration_s


def test_the_forecast_stays_when_the_car_consumes_as_planned():
    """Driving exactly to plan changes neither the arrival charge nor its centre."""
    for share in (0.1, 0.5, 0.9):
        progress = _at(share * PLAN.distance_m, 0.8 - share * 0.4)
        assert progress.arrival_soc_frac == pytest.approx(0.4)


def test_the_forecast_follows_the_car_when_it_consumes_more():
    """A quarter more than planned is believed more with every kilometre."""
    expected_end = 0.8 - 0.4 * 1.25
    early = _at(5_000.0, 0.8 - 0.01 * 1.25).arrival_soc_frac
    late = _at(150_000.0, 0.8 - 0.30 * 1.25).arrival_soc_frac
    assert 0.4 > early > late > expected_end
    assert late == pytest.approx(expected_end, abs=0.01)


def test_the_uncertainty_shrinks_to_nothing_at_arrival():
    """The closer the end, the surer; at the end the charge is a fact."""
    sigmas = [_at(m, 0.8 - 0.4 * m / 200_000.0).arrival_soc_sigma_frac for m in (0, 1e5, 2e5)]
    assert sigmas[0] > sigmas[1] > sigmas[2] == 0.0
    assert _at(200_000.0, 0.41).arrival_soc_frac == pytest.approx(0.41)


def test_a_trip_taken_over_on_the_way_counts_from_there():
    """Charge used before the car took the route is not held against the road ahead."""
    progress = _at(100_000.0, 0.5, Departure(progress_m=100_000.0, soc_frac=0.5))
    assert progress.arrival_soc_frac == pytest.approx(0.3)


def test_a_charge_that_jumps_bounds_the_forecast():
    """A stop at a charger, or a faulty reading, never forecasts free or endless energy."""
    charged = _at(50_000.0, 1.0)
    assert charged.arrival_soc_frac < 1.0
    drained = _at(50_000.0, 0.0)
    assert drained.arrival_soc_frac == pytest.approx(-0.3 * 3.0)


@pytest.mark.parametrize(
    ("progress_m", "index", "in_m"),
    [(0.0, 1, 50_000.0), (49_999.0, 1, 1.0), (50_000.0, 2, 150_000.0), (200_000.0, 2, 0.0)],
)
def test_the_next_manoeuvre_is_the_first_one_ahead(progress_m: float, index: int, in_m: float):
    """What was passed is past, and the arrival stays to the end."""
    progress = _at(progress_m, 0.7)
    assert (progress.next_maneuver, progress.next_maneuver_m) == (index, in_m)


@pytest.mark.parametrize("progress_m", [-5.0, 250_000.0])
def test_progress_beyond_the_ends_is_held_to_them(progress_m: float):
    """Rounding past an end shows the end."""
    progress = _at(progress_m, 0.5)
    assert 0.0 <= progress.progress_m <= PLAN.distance_m
    assert progress.remaining_m >= 0.0
