"""The speed profile of a calm driver."""

from __future__ import annotations

import numpy as np
import pytest

from segue.journey._route import Route
from segue.journey._speed import (
    CRUISE_MPS,
    LATERAL_MPS2,
    SPEED_CHANGE_MPS2,
    STREET_MPS,
    speed_profile,
)

METRES_PER_DEG = 111_195.0


def route_of(*points_m: tuple[float, float]) -> Route:
    """Return a route through (east, north) points near the equator [m]."""
    points = np.array(points_m)
    steps_m = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return Route(
        position_deg=points[:, ::-1] / METRES_PER_DEG,
        along_m=np.concatenate([[0.0], np.cumsum(steps_m)]),
        junction=np.full(len(points), -1),
    )


STRAIGHT = route_of((0, 0), (0, 500), (0, 40_000), (0, 40_500))


def test_speed_is_the_cruise_when_the_road_is_straight() -> None:
    """On a straight road the driver cruises, and drives at a street's speed at both ends."""
    profile = speed_profile(STRAIGHT)
    open_road = (profile.along_m > 1_500) & (profile.along_m < 39_000)
    assert profile.speed_mps[open_road] == pytest.approx(CRUISE_MPS)
    assert profile.speed_mps[[0, -1]] == pytest.approx(0.0)
    assert profile.speed_mps[profile.along_m <= 500].max() <= STREET_MPS + 1e-9


@pytest.mark.parametrize("bend_m", [0, 3_000, 10_000])
def test_speed_never_changes_faster_than_a_calm_driver_does(bend_m: float) -> None:
    """Between any two stations the change of speed needs no more than the stated acceleration."""
    profile = speed_profile(
        route_of((0, 0), (0, 500), (0, 20_000), (bend_m, 21_000), (bend_m, 40_000))
    )
    change_mps2 = np.abs(np.diff(np.square(profile.speed_mps))) / (2 * profile.step_m)
    assert change_mps2.max() <= SPEED_CHANGE_MPS2 + 1e-6


def test_bend_is_slow_when_it_is_sharp_and_fast_when_it_is_wide() -> None:
    """A bend is taken at the speed at which it pulls sideways as much as is comfortable."""

    def slowest_mps(radius_m: float) -> float:
        angles = np.linspace(0, np.pi / 2, 60)
        bend = [(radius_m - radius_m * np.cos(a), 20_000 + radius_m * np.sin(a)) for a in angles]
        line = route_of(
            (0, 0), (0, 500), *bend, (20_000, 20_000 + radius_m), (20_500, 20_000 + radius_m)
        )
        profile = speed_profile(line)
        inside = (profile.along_m > 19_000) & (profile.along_m < 22_000)
        return float(profile.speed_mps[inside].min())

    assert slowest_mps(200.0) == pytest.approx(np.sqrt(LATERAL_MPS2 * 200.0), rel=0.15)
    assert slowest_mps(2_000.0) == pytest.approx(CRUISE_MPS)


def test_duration_is_length_over_speed_when_cruising() -> None:
    """A long straight drive takes what its speed says, and a little more at the ends."""
    duration_s = speed_profile(STRAIGHT, cruise_mps=25.0).duration_s
    assert 40_500 / 25.0 < duration_s < 40_500 / 25.0 + 120


def test_profile_starts_and_ends_at_rest_when_the_route_is_short() -> None:
    """A drive round the corner never reaches the cruise."""
    profile = speed_profile(route_of((0, 0), (0, 20), (0, 100), (0, 120)))
    assert profile.speed_mps.max() < STREET_MPS
    assert np.isfinite(profile.duration_s)
