"""Places told by a line along the road, and back again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from segue.kernel import LocalUseError
from segue.lanes import Path
from segue.lanes.build import arc, clothoid, straight, trace

Floats = NDArray[np.float64]

S_CURVE = trace(
    [
        straight(60.0),
        clothoid(40.0, from_radius_m=math.inf, to_radius_m=80.0),
        arc(70.0, 80.0),
        clothoid(40.0, from_radius_m=80.0, to_radius_m=-120.0),
        arc(50.0, -120.0),
    ]
)[:, :2]


def nearest_of_all(path: Path, places_m: Floats) -> Floats:
    """Squared distance to the nearest point of every segment, the slow way."""
    starts, ends = path.points_m[:-1], path.points_m[1:]
    steps = ends - starts
    share = np.einsum("psk,sk->ps", places_m[:, None] - starts, steps) / (steps**2).sum(axis=1)
    low, high = np.zeros(len(steps)), np.ones(len(steps))
    low[0], high[-1] = -np.inf, np.inf
    on = starts + np.clip(share, low, high)[:, :, None] * steps
    return ((places_m[:, None] - on) ** 2).sum(axis=2).min(axis=1)


@given(st.lists(st.tuples(st.floats(0.0, 250.0), st.floats(-6.0, 6.0)), min_size=1, max_size=40))
def test_a_place_is_told_as_it_was_given_when_it_is_near_the_path(
    places: list[tuple[float, float]],
) -> None:
    """Along and to the left, there and back: within what a line of chords can say."""
    path = Path(S_CURVE)
    s_m, d_m = np.array(places).T
    told = path.locate(path.at(s_m, d_m)[:, :2])
    assert told[:, 0] == pytest.approx(s_m, abs=0.12)
    assert told[:, 1] == pytest.approx(d_m, abs=0.03)


@given(st.floats(-80.0, -0.1) | st.floats(0.1, 80.0), st.floats(-20.0, 20.0))
def test_the_path_goes_straight_on_when_a_place_is_beyond_its_ends(
    beyond_m: float, left_m: float
) -> None:
    """Before its begin s is negative, and after its end larger than its length."""
    path = Path(np.array([[0.0, 0.0], [50.0, 0.0], [100.0, 0.0]]))
    s_m = beyond_m if beyond_m < 0.0 else 100.0 + beyond_m
    told = path.locate(path.at(s_m, left_m)[:, :2])[0]
    assert told == pytest.approx([s_m, left_m, 0.0], abs=1e-9)


@given(
    st.integers(2, 400),
    st.integers(0, 1000),
    st.integers(1, 30),
    st.floats(0.01, 100.0),
)
def test_the_nearest_point_is_found_when_only_some_segments_are_looked_at(
    points: int, seed: int, places: int, spread_m: float
) -> None:
    """Lines of any shape, that cross themselves too: as near as a look at each segment."""
    random = np.random.default_rng(seed)
    heading = np.cumsum(random.normal(0.0, 0.4, points))
    steps = np.column_stack((np.cos(heading), np.sin(heading)))
    path = Path(np.cumsum(steps * random.uniform(0.1, 5.0, (points, 1)), axis=0))
    near = path.points_m[random.integers(0, points, places)]
    near = near + random.normal(0.0, spread_m, (places, 2))
    away2 = path.locate(near)[:, 1] ** 2
    assert away2 == pytest.approx(nearest_of_all(path, near), rel=1e-9, abs=1e-9)


def test_a_place_that_is_none_is_told_as_none_when_others_are_asked_with_it() -> None:
    """One bad value spoils no other."""
    path = Path(trace([straight(3000.0)])[:, :2])
    told = path.locate(np.array([[100.0, 1.0], [np.nan, 0.0], [200.0, -2.0]]))
    assert told[[0, 2], :2] == pytest.approx(np.array([[100.0, 1.0], [200.0, -2.0]]))
    assert np.isnan(told[1, :2]).all()


def test_a_place_is_told_the_same_when_it_is_asked_alone() -> None:
    """One place and many go two ways through a long line; a run replays bit for bit by either."""
    random = np.random.default_rng(3)
    heading = np.cumsum(random.normal(0.0, 0.05, 2500))
    path = Path(np.cumsum(np.column_stack((np.cos(heading), np.sin(heading))), axis=0))
    near = path.points_m[random.integers(0, 2500, 200)] + random.normal(0.0, 30.0, (200, 2))
    near[0] = np.nan
    alone = np.concatenate([path.locate(place[None]) for place in near])
    assert np.array_equal(path.locate(near), alone, equal_nan=True)


def test_curvature_is_that_of_the_arc_when_points_lie_on_one() -> None:
    """Positive to the left."""
    path = Path(trace([arc(60.0, 80.0)])[:, :2])
    assert path.curvature_at(np.linspace(5.0, 55.0, 20)) == pytest.approx(1.0 / 80.0, rel=1e-3)
    right = Path(trace([arc(60.0, -80.0)])[:, :2])
    assert right.curvature_at(30.0) == pytest.approx(-1.0 / 80.0, rel=1e-3)


@pytest.mark.parametrize(
    "points",
    [
        np.zeros((1, 2)),
        np.zeros((3, 3)),
        np.array([[0.0, 0.0], [0.0, 0.0]]),
        np.array([[0.0, 0.0], [np.nan, 1.0]]),
    ],
)
def test_a_line_is_refused_when_it_is_none(points: Floats) -> None:
    """Too few points, not two columns, a point twice, a value that is no number."""
    with pytest.raises(LocalUseError):
        Path(points)
