"""What the car's signals were is kept, one change a second of each."""

from __future__ import annotations

import pytest
from viss_car import LIMITED, MOVING, SPEED, START_UTC_S, VissCar

from segue.vehicle.access import Forbidden


def test_history_has_the_last_of_each_second_when_a_signal_changes_often() -> None:
    """At its source's time where that is known, else at ours."""
    car = VissCar()
    for tenth in range(1, 31):
        car.advance(0.1)
        car.set(SPEED, float(tenth), START_UTC_S + tenth / 10)
    car.advance(1.0)
    anyone = car.broker.admit(None)
    points = car.broker.history(anyone, SPEED, since_utc_s=START_UTC_S + 0.5)
    assert len(points) == 3
    assert points[-1] == (START_UTC_S + 3.0, 30.0)
    (moved,) = car.broker.history(anyone, MOVING, since_utc_s=0.0)
    assert moved == (pytest.approx(START_UTC_S), True)


def test_history_is_not_told_when_the_signal_may_not_be_read() -> None:
    """As its value is not."""
    car = VissCar()
    rights = car.broker.admit(LIMITED)
    assert car.broker.history(rights, SPEED, since_utc_s=0.0)
    with pytest.raises(Forbidden):
        car.broker.history(rights, MOVING, since_utc_s=0.0)


def test_history_has_nothing_new_when_a_source_is_lost() -> None:
    """Going stale is no value."""
    car = VissCar()
    car.advance(5.0)
    car.provider.close()
    car.advance(5.0)
    assert len(car.broker.history(car.broker.admit(None), SPEED, since_utc_s=0.0)) == 1
