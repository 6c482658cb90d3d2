"""Whatever a sensor says."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from segue.pilot.perceive import Perception
from segue.schema.drive import (
    Detections,
    Floats,
    Inputs,
    Kind,
    OwnCar,
    OwnMotion,
    SensorView,
)

ANY = st.floats(allow_nan=True, allow_infinity=True)
NEAR = st.floats(-100.0, 100.0)
MAYBE = st.one_of(st.none(), ANY, NEAR)
TIMES = st.one_of(ANY, st.floats(0.0, 5.0))


@st.composite
def _detections(draw: st.DrawFn) -> Detections:
    count = draw(st.one_of(st.integers(0, 4), st.just(200)))
    if count == 200:
        rng = np.random.default_rng(draw(st.integers(0, 9)))
        boxes = rng.normal(0.0, 40.0, (count, 7))
    else:
        boxes = draw(arrays.arrays(np.float64, (count, 7), elements=st.one_of(ANY, NEAR)))
    return Detections(
        sensor=draw(st.sampled_from(["radar", "camera"])),
        measured_s=draw(TIMES),
        boxes=boxes,
        kinds=draw(arrays.arrays(np.int64, count, elements=st.integers(-9, 9))),
        position_sigma_m=draw(ANY),
        speed_sigma_mps=draw(ANY),
    )


@st.composite
def _inputs(draw: st.DrawFn) -> Inputs:
    return Inputs(
        time_s=draw(TIMES),
        own=OwnMotion(
            time_s=draw(TIMES),
            speed_mps=draw(st.one_of(ANY, NEAR)),
            accel_mps2=draw(ANY),
            yaw_rate_radps=draw(ANY),
            steer_rad=draw(ANY),
            x_m=draw(MAYBE),
            y_m=draw(MAYBE),
            heading_rad=draw(MAYBE),
            position_sigma_m=draw(ANY),
        ),
        detections=tuple(draw(st.lists(_detections(), max_size=2))),
    )


def _everything(value: float) -> Inputs:
    return Inputs(
        time_s=value,
        own=OwnMotion(
            time_s=value, speed_mps=value, accel_mps2=value, yaw_rate_radps=value,
            steer_rad=value, x_m=value, y_m=value, heading_rad=value, position_sigma_m=value,
        ),
        detections=(
            Detections(
                sensor="radar", measured_s=value, boxes=np.full((3, 7), value),
                kinds=np.full(3, 99), position_sigma_m=value, speed_sigma_mps=value,
            ),
        ),
    )  # fmt: skip


@settings(max_examples=50)
@given(st.lists(_inputs(), min_size=1, max_size=4))
@example([_everything(math.nan)] * 2)
@example([replace(_everything(0.0), own=replace(_everything(0.0).own, position_sigma_m=math.nan))])
@example([_everything(math.inf)] * 2)
@example([_everything(0.0), _everything(-math.inf), _everything(1e300), _everything(0.0)])
@example([_everything(1e300), _everything(-1e300), _everything(1e-300)])
def test_answers_are_finite_when_inputs_are_anything(steps: list[Inputs]) -> None:
    """NaN, infinity, none, 200 at once, time that stands or goes back: finite answers, no error."""
    perception = Perception(OwnCar())
    for inputs in steps:
        ego, objects = perception.update(inputs)
        told: list[Floats | float] = [
            ego.time_s, ego.x_m, ego.y_m, ego.heading_rad, ego.speed_mps, ego.accel_mps2,
            ego.yaw_rate_radps, ego.steer_rad, ego.position_sigma_m, objects.time_s,
            objects.boxes, objects.existence, objects.age_s, objects.unseen_s,
            objects.position_sigma_m, objects.speed_sigma_mps,
        ]  # fmt: skip
        assert all(np.isfinite(value).all() for value in told)
        assert len(set(objects.ids.tolist())) == len(objects)
        assert (objects.boxes[:, 5:7] > 0.0).all()
        assert ((objects.existence >= 0.0) & (objects.existence <= 1.0)).all()


def test_names_that_are_made_up_are_no_sensors_when_there_are_too_many() -> None:
    """A bus on which ever other names speak fills no memory; those of the car are heard."""
    own = OwnMotion(time_s=0.0, speed_mps=0.0, accel_mps2=0.0, yaw_rate_radps=0.0, steer_rad=0.0)
    perception = Perception(OwnCar(), (SensorView(sensor="radar"),))
    box = np.array([[20.0, 0.0, 0.0, 0.0, 0.0, 4.5, 1.9]])
    for number in range(100):
        time_s = 0.1 * number
        seen = tuple(
            Detections(sensor=name, measured_s=time_s, boxes=box, kinds=np.array([Kind.CAR]))
            for name in ("radar", f"made up {number}")
        )
        _, objects = perception.update(Inputs(time_s=time_s, own=own, detections=seen))
    assert perception.rejected["one sensor too many"] == 100 - 31
    assert len(objects) == 1
    assert objects.existence[0] > 0.9
