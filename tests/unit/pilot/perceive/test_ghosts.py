"""What is no object, and how soon what is one is told of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sensed_traffic import Faults, Mover, SensedTraffic

from segue.pilot.perceive import Perception
from segue.schema.drive import Floats, OwnCar, SensorView

SURE = 0.8
"""From here on planner and guard brake hard."""
RADAR = SensorView(sensor="radar", range_m=150.0, field_of_view_rad=0.7, false_per_s=0.5,
                   false_s=0.3, confirmation_s=0.12, period_s=0.04)  # fmt: skip
CAMERA = SensorView(sensor="camera", range_m=100.0, field_of_view_rad=1.7, mount_x_m=1.0,
                    confirmation_s=0.16, period_s=0.04)  # fmt: skip


def told(
    movers: list[Mover],
    sees: dict[str, tuple[int, ...]],
    *,
    views: tuple[SensorView, ...] = (RADAR, CAMERA),
    duration_s: float = 1.5,
    late: str = "",
) -> list[Floats]:
    """Return at each step how sure it is of what is told, nearest first.

    Args:
        movers: What is there, or not.
        sees: Which of them each sensor says it sees.
        views: What perception is told of the sensors.
        duration_s: How long.
        late: A sensor that speaks in the first half second only.
    """
    sensors = tuple(Faults(name=name, period_s=0.04, position_sigma_m=0.2) for name in sees)
    perception, sure = Perception(OwnCar(), views), list[Floats]()
    for inputs, _ in SensedTraffic(movers=movers, sensors=sensors).run(duration_s):
        looks = []
        for look in inputs.detections:
            rows = list(sees[look.sensor])
            if look.sensor == late and inputs.time_s > 0.5:
                rows = []
            looks.append(replace(look, boxes=look.boxes[rows], kinds=look.kinds[rows]))
        _, objects = perception.update(replace(inputs, detections=tuple(looks)))
        sure.append(objects.existence[np.argsort(objects.boxes[:, 0])])
    return sure


def most(sure: list[Floats]) -> float:
    """Return how sure it ever was of anything."""
    return max((float(one.max()) for one in sure if len(one)), default=0.0)


def test_a_ghost_is_not_told_of_when_the_other_sensor_is_silent() -> None:
    """The radar sees for 1.5 s what the camera, which looks there, does not."""
    assert most(told([Mover(x_m=50.0, y_m=0.0)], {"radar": (0,), "camera": ()})) == 0.0


def test_an_object_is_sure_within_the_confirmation_when_both_sensors_see_it() -> None:
    """At the second sensor's first look, although the radar errs every other second."""
    sure = told([Mover(x_m=50.0, y_m=0.0)], {"radar": (0,), "camera": (0,)}, duration_s=0.1)
    assert sure[-1][0] >= SURE


@pytest.mark.parametrize(
    ("x_m", "y_m"), [(120.0, 0.0), (100.5, 0.0), (6.0, 6.2)], ids=["beyond", "range", "side"]
)
def test_an_object_is_kept_when_the_other_sensor_cannot_see_it(x_m: float, y_m: float) -> None:
    """Beyond the camera's range, and at the edge of its range and of its field of view."""
    sure = told([Mover(x_m=x_m, y_m=y_m)], {"radar": (0,), "camera": ()})
    assert sure[-1][0] > 0.6


def test_a_lone_sensor_that_errs_often_makes_nothing_sure_for_a_while() -> None:
    """Beyond the camera's range the radar is believed enough for gentle braking, not for hard."""
    sure = told([Mover(x_m=120.0, y_m=0.0)], {"radar": (0,), "camera": ()}, duration_s=2.0)
    assert 0.5 < most(sure) < SURE


def test_an_object_is_kept_when_a_nearer_one_hides_it() -> None:
    """A car between: that the camera is silent of the one behind it tells nothing."""
    movers = [Mover(x_m=20.0, y_m=0.0, width_m=2.5), Mover(x_m=60.0, y_m=0.0)]
    sure = told(movers, {"radar": (0, 1), "camera": (0,)})
    assert len(sure[-1]) == 2
    assert sure[-1][1] > 0.6


def test_a_ghost_is_none_the_more_when_another_ghost_is_before_it() -> None:
    """What is likely not there hides nothing."""
    movers = [Mover(x_m=20.0, y_m=0.0, width_m=2.5), Mover(x_m=60.0, y_m=0.0)]
    assert most(told(movers, {"radar": (0, 1), "camera": ()})) == 0.0


def test_an_object_stays_sure_when_one_of_two_sensors_loses_it() -> None:
    """Seen by both for half a second, then for a second by the radar alone."""
    sure = told([Mover(x_m=50.0, y_m=0.0)], {"radar": (0,), "camera": (0,)}, late="camera")
    assert sure[-1][0] >= 0.7


def test_silence_tells_nothing_when_nobody_said_what_the_sensor_sees() -> None:
    """A camera of no known view that has never seen the object does not deny it."""
    sure = told([Mover(x_m=50.0, y_m=0.0)], {"radar": (0,), "camera": ()}, views=(RADAR,))
    assert sure[-1][0] > 0.6


@pytest.mark.parametrize("period_s", [0.04, 0.1])
def test_an_object_is_told_of_soon_when_it_is_seen_in_each_look(period_s: float) -> None:
    """As likely as not after 0.2 s, enough for hard braking after 0.5 s, at any rate of looks."""
    drive = SensedTraffic(movers=[Mover(x_m=30.0, y_m=0.0)], sensors=(Faults(period_s=period_s),))
    perception = Perception(OwnCar())
    told = {
        round(inputs.time_s, 2): perception.update(inputs)[1].existence.tolist()
        for inputs, _ in drive.run(0.6)
    }
    assert told[0.0] == []
    assert told[0.2][0] >= 0.5
    assert told[0.5][0] >= 0.8


def test_two_looks_at_once_make_no_object_when_a_fast_sensor_errs() -> None:
    """A reflection in two looks 0.04 s apart is not believed; in ten it is."""
    drive = SensedTraffic(movers=[Mover(x_m=30.0, y_m=0.0)], sensors=(Faults(period_s=0.04),))
    perception = Perception(OwnCar())
    told = [len(perception.update(inputs)[1]) for inputs, _ in drive.run(0.4)]
    assert told[2:4] == [0, 0]
    assert told[-1] == 1
