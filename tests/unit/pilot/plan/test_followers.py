"""What is weighed for who drives behind."""

from __future__ import annotations

import numpy as np

from segue.pilot.plan._around import Around, S, V
from segue.pilot.plan._followers import followers_worth
from segue.pilot.plan._parameters import Parameters
from segue.pilot.plan._traffic import FRONT, LEFT, REAR, RIGHT, SPEED
from segue.schema.drive import FUTURE_STEP_S, FUTURE_STEPS, Floats

PAR = Parameters()
TIME_S = FUTURE_STEP_S * np.arange(FUTURE_STEPS)


def worth(
    brake_mps2: float, gap_m: float, *, accel_mps2: float = 0.0, reacts: bool = True
) -> float:
    """Return what it costs to brake from 10 m/s with somebody as fast so far behind."""
    lasts_s = np.minimum(TIME_S, 10.0 / brake_mps2 if brake_mps2 > 0.0 else np.inf)
    states: Floats = np.zeros((FUTURE_STEPS, 4))
    states[:, S] = 100.0 + (10.0 - 0.5 * brake_mps2 * lasts_s) * lasts_s
    states[:, V] = 10.0 - brake_mps2 * lasts_s
    boxes = np.zeros((1, FUTURE_STEPS, 5))
    boxes[0, :, FRONT] = 97.65 - gap_m
    boxes[0, :, REAR] = 92.65 - gap_m
    boxes[0, :, RIGHT], boxes[0, :, LEFT], boxes[0, :, SPEED] = -0.9, 0.9, 10.0
    around = Around(
        limits=np.full(300, 30.0),
        room_left=np.full(300, 5.0),
        room_right=np.full(300, 5.0),
        grid_m=1.0,
        red_m=np.inf,
        boxes=boxes,
        probability=np.ones(1),
        accel_mps2=np.array([accel_mps2]),
        behind=np.array([True]),
        reacts=np.array([reacts]),
        half_length_m=2.35,
        half_width_m=0.95,
    )
    return followers_worth(states, around, PAR)


def test_braking_costs_more_when_who_follows_is_near_or_speeds_up() -> None:
    """It reacts late, so near behind it has to brake harder than the car, or cannot at all."""
    assert worth(0.0, 15.0) == 0.0
    assert 0.0 < worth(2.0, 30.0) < worth(2.0, 15.0) < worth(2.0, 8.0)
    assert worth(2.0, 15.0) < worth(2.0, 15.0, accel_mps2=2.0)
    assert worth(6.0, 3.0) == PAR.hit_from_behind


def test_who_does_not_see_the_car_is_not_counted_on_to_brake() -> None:
    """Meeting it is weighed as a hit instead."""
    assert worth(6.0, 3.0, reacts=False) == 0.0
