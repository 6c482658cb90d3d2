"""A road drawn with corners is one that can be driven at its limit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segue.lanes import Path
from segue.lanes._ease import eased, unpainted


def bent(angle_deg: float) -> Path:
    """200 m with one corner in the middle."""
    turn = np.radians(angle_deg)
    end = [100.0 + 100.0 * np.cos(turn), 100.0 * np.sin(turn)]
    return Path.resampled(np.array([[0.0, 0.0], [100.0, 0.0], end]))


def at(path: Path, speed_mps: float) -> NDArray[np.float64]:
    """One limit all along."""
    return np.full(len(path.points_m), speed_mps)


def painted(path: Path) -> NDArray[np.bool_]:
    """No junction anywhere."""
    return np.zeros(len(path.points_m), dtype=np.bool_)


def test_a_slight_corner_is_eased_when_the_road_is_fast() -> None:
    """3 degrees at 120 km/h: within what is comfortable, and within a foot of the drawn line."""
    path = bent(3.0)
    after = eased(path, at(path, 33.3), painted(path))
    assert np.abs(path.curvature_per_m).max() * 33.3**2 > 20.0
    assert np.abs(after.curvature_per_m).max() * 33.3**2 < 3.0
    assert np.abs(path.locate(after.points_m)[:, 1]).max() < 0.3


def test_a_sharp_corner_stays_near_its_line_when_it_is_eased() -> None:
    """A street corner is not cut, whatever the limit says."""
    path = bent(60.0)
    after = eased(path, at(path, 30.0), painted(path))
    assert np.abs(path.locate(after.points_m)[:, 1]).max() < 0.4


def test_a_sharp_corner_can_be_driven_when_it_is_in_a_junction() -> None:
    """A right angle is no tighter than a car's wheels turn, and the turn stays in the junction."""
    path = bent(90.0)
    inside = np.abs(path.s_m - 100.0) < 4.0
    after = eased(path, at(path, 8.3), unpainted(inside, 1.0))
    as_drawn = eased(path, at(path, 8.3), painted(path))
    assert np.abs(as_drawn.curvature_per_m).max() > 0.5
    assert np.abs(after.curvature_per_m).max() < 0.26
    away_m = np.abs(path.locate(after.points_m)[:, 1])
    assert away_m.max() < 1.5
    assert away_m[np.abs(path.s_m - 100.0) > 15.0].max() < 0.1


def test_the_ends_stay_when_a_road_is_eased() -> None:
    """The next road joins where this one was drawn to end."""
    path = bent(10.0)
    after = eased(path, at(path, 20.0), painted(path))
    assert np.allclose(after.points_m[[0, -1]], path.points_m[[0, -1]], atol=0.01)


def test_a_road_is_the_same_when_it_has_no_corner() -> None:
    """A straight and a circle of 50 m come back as they are, to the last bit."""
    straight = Path.resampled(np.array([[0.0, 0.0], [50.0, 20.0]]))
    angle = np.linspace(0.0, 2.0, 101)
    circle = Path(50.0 * np.column_stack((np.cos(angle), np.sin(angle))))
    for path in (straight, circle):
        assert eased(path, at(path, 30.0), painted(path)) is path
