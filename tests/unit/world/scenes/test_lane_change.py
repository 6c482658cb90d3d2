"""When a driver of traffic changes lanes, case by case."""

from __future__ import annotations

import numpy as np
import pytest

from segue.schema.drive import Kind
from segue.world.scenes.actors._idm import styles_of
from segue.world.scenes.actors._lane_change import Beside, worth_changing


def decides(
    *others: tuple[float, float],
    accel_mps2: float = -1.0,
    to_the_right: bool = False,
    follower_accel_mps2: float = 0.0,
) -> bool:
    """Whether one at 25 m/s changes, with others so far ahead and so fast on the lane beside."""
    at_m, speed_mps = np.array(others).reshape(-1, 2).T
    return worth_changing(
        Beside(
            at_m,
            np.full(len(at_m), 2.25),
            speed_mps,
            np.full(len(at_m), follower_accel_mps2),
            speed_mps,
            styles_of([Kind.CAR] * len(at_m)),
        ),
        style=styles_of([Kind.CAR]),
        half_m=2.25,
        speed_mps=25.0,
        accel_mps2=accel_mps2,
        free_mps2=0.3,
        to_the_right=to_the_right,
    )


@pytest.mark.parametrize(
    ("others", "changes"),
    [
        ((), True),
        (((80.0, 27.0),), True),
        (((20.0, 20.0),), False),  # it would have to brake hard
        (((-15.0, 35.0),), False),  # the other would have to
        (((-120.0, 25.0),), True),
        (((5.0, 25.0),), False),  # there is no room
        (((-5.0, 25.0),), False),
        (((90.0, 27.0), (-15.0, 35.0)), False),
        (((-150.0, 25.0), (-15.0, 35.0)), False),  # the nearest behind counts
    ],
)
def test_a_driver_changes_when_the_lane_beside_is_better_and_safe(
    others: tuple[tuple[float, float], ...], changes: bool
) -> None:
    """A slow car ahead on its own lane: it gains, if nobody must brake hard for it."""
    assert decides(*others) == changes


@pytest.mark.parametrize("other", [(40.0, 20.0), (-30.0, 31.0)])
def test_a_driver_stays_when_changing_would_make_anybody_brake_hard(
    other: tuple[float, float],
) -> None:
    """However much it would gain."""
    assert decides(accel_mps2=-8.0)
    assert not decides(other, accel_mps2=-8.0)


def test_a_driver_stays_when_what_it_gains_is_less_than_others_lose() -> None:
    """Politeness: the same gain, once with nobody behind and once with one who would slow down."""
    assert decides(accel_mps2=-0.4)
    assert not decides((-30.0, 26.0), accel_mps2=-0.4, follower_accel_mps2=1.0)


def test_a_driver_keeps_right_when_both_lanes_are_as_good() -> None:
    """To the right without a gain, to the left only for one."""
    assert decides(accel_mps2=0.3, to_the_right=True)
    assert not decides(accel_mps2=0.3, to_the_right=False)
