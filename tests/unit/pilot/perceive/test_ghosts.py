"""What is no object, and how soon what is one is told of."""

from __future__ import annotations

import pytest
from sensed_traffic import Faults, Mover, SensedTraffic

from segue.pilot.perceive import Perception
from segue.schema.drive import OwnCar


@pytest.mark.parametrize("period_s", [0.04, 0.1])
def test_an_object_is_told_of_soon_when_it_is_seen_in_each_look(period_s: float) -> None:
    """As likely as not after 0.2 s, all but sure after 0.5 s, however often a sensor looks."""
    drive = SensedTraffic(movers=[Mover(x_m=30.0, y_m=0.0)], sensors=(Faults(period_s=period_s),))
    perception = Perception(OwnCar())
    told = {
        round(inputs.time_s, 2): perception.update(inputs)[1].existence.tolist()
        for inputs, _ in drive.run(0.6)
    }
    assert told[0.0] == []
    assert told[0.2][0] >= 0.5
    assert told[0.5][0] > 0.98


def test_two_looks_at_once_make_no_object_when_a_fast_sensor_errs() -> None:
    """A reflection in two looks 0.04 s apart is not believed; in ten it is."""
    drive = SensedTraffic(movers=[Mover(x_m=30.0, y_m=0.0)], sensors=(Faults(period_s=0.04),))
    perception = Perception(OwnCar())
    told = [len(perception.update(inputs)[1]) for inputs, _ in drive.run(0.4)]
    assert told[2:4] == [0, 0]
    assert told[-1] == 1
