"""A road drawn with corners is one that can be driven at its limit."""

from __future__ import annotations

import numpy as np

from segue.lanes import Path
from segue.lanes._ease import eased


def bent(angle_deg: float) -> Path:
    """200 m with one corner in the middle."""
    turn = np.radians(angle_deg)
    end = [100.0 + 100.0 * np.cos(turn), 100.0 * np.sin(turn)]
    return Path.resampled(np.array([[0.0, 0.0], [100.0, 0.0], end]))


def test_a_slight_corner_is_eased_when_the_road_is_fast() -> None:
    """3 degrees at 120 km/h: within what is comfortable, and within a foot of the drawn line."""
    path = bent(3.0)
    speed_mps = np.full(len(path.points_m), 33.3)
    after = eased(path, speed_mps)
    assert np.abs(path.curvature_per_m).max() * 33.3**2 > 20.0
    assert np.abs(after.curvature_per_m).max() * 33.3**2 < 3.0
    assert np.abs(path.locate(after.points_m)[:, 1]).max() < 0.3


def test_a_sharp_corner_stays_near_its_line_when_it_is_eased() -> None:
    """A street corner is not cut, whatever the limit says."""
    path = bent(60.0)
    after = eased(path, np.full(len(path.points_m), 30.0))
    assert np.abs(path.locate(after.points_m)[:, 1]).max() < 0.4


def test_the_ends_stay_when_a_road_is_eased() -> None:
    """The next road joins where this one was drawn to end."""
    path = bent(10.0)
    after = eased(path, np.full(len(path.points_m), 20.0))
    assert np.allclose(after.points_m[[0, -1]], path.points_m[[0, -1]], atol=0.01)


def test_a_road_is_the_same_when_it_has_no_corner() -> None:
    """A straight and a circle of 50 m come back as they are, to the last bit."""
    straight = Path.resampled(np.array([[0.0, 0.0], [50.0, 20.0]]))
    angle = np.linspace(0.0, 2.0, 101)
    circle = Path(50.0 * np.column_stack((np.cos(angle), np.sin(angle))))
    for path in (straight, circle):
        assert eased(path, np.full(len(path.points_m), 30.0)) is path
