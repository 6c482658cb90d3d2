"""The messages that drive a recording again: their bytes, and that every bit comes back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import msgspec.structs
import numpy as np
import pytest

from segue.kernel import DataUnusable
from segue.lanes import Lane
from segue.node.drives._log import LoggedStart, LoggedStep, decode_start, decode_step, encode
from segue.schema.drive import Command, Detections, Inputs, OwnCar, OwnMotion, SensorView, Wishes

GOLDEN = Path(__file__).parent / "golden"


def lane(lane_id: str, *, yields_to: str = "") -> Lane:
    """Return a metre of road."""
    line, aside = np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([0.0, 1.5])
    return Lane(
        lane_id=lane_id,
        centre_m=line,
        left_m=line + aside,
        right_m=line - aside,
        speed_limit_mps=10.0,
        yields_to=frozenset(yields_to),
    )


START = LoggedStart(
    scenario="cut-in",
    seed=1,
    planner="segue",
    own_car=OwnCar(),
    wishes=Wishes(set_speed_mps=20.0, route=("a",), goal_s_m=0.5),
    sensors=("radar",),
    engaged=True,
    map_name="m",
    lanes=(lane("a", yields_to="cb"), lane("b"), lane("c")),
)
STEP = LoggedStep(
    inputs=Inputs(
        time_s=0.1,
        own=OwnMotion(
            time_s=0.1, speed_mps=np.inf, accel_mps2=np.nan, yaw_rate_radps=-0.0, steer_rad=0.1
        ),
        detections=(
            Detections(
                sensor="radar",
                measured_s=0.05,
                boxes=np.array([[1.0, -0.0, 0.1, np.nan, np.inf, 4.5, 1.8]]),
                kinds=np.array([1]),
            ),
            Detections(
                sensor="camera",
                measured_s=0.06,
                boxes=np.zeros((0, 7)),
                kinds=np.zeros(0, dtype=np.int64),
            ),
        ),
        lights=(("l", "red"),),
    ),
    command=Command(accel_mps2=1.0, steer_rad=-0.0, indicator="left"),
)


@pytest.mark.parametrize(("name", "message"), [("start", START), ("step", STEP)])
def test_bytes_are_as_agreed_when_a_message_is_written(
    name: str, message: LoggedStart | LoggedStep
) -> None:
    """Recordings that exist can be read for good: the bytes are those of the reviewed file."""
    assert encode(message) == (GOLDEN / f"{name}.msgpack").read_bytes()


def test_every_bit_comes_back_when_a_message_is_read() -> None:
    """NaN, infinity, minus zero and arrays without rows included."""
    assert encode(decode_step(encode(STEP))) == encode(STEP)
    assert encode(decode_start(encode(START))) == encode(START)
    boxes = decode_step(encode(STEP)).inputs.detections[0].boxes
    assert boxes.tobytes() == STEP.inputs.detections[0].boxes.tobytes()
    assert boxes.flags.writeable
    assert decode_step(encode(STEP)).inputs.detections[1].boxes.shape == (0, 7)


def test_fields_that_are_not_known_are_passed_over_when_read() -> None:
    """A recording of a later version reads, as far as this one knows."""
    plain = msgspec.msgpack.decode(encode(STEP))
    plain["inputs"]["weather"] = "rain"
    assert encode(decode_step(msgspec.msgpack.encode(plain))) == encode(STEP)


def test_what_sensors_see_comes_back_when_a_start_is_read() -> None:
    """A view in every field; and a name alone, as in recordings of before, is of no known view."""
    view = SensorView(sensor="camera", range_m=120.0, field_of_view_rad=1.7, confirmation_s=0.16)
    both = msgspec.structs.replace(START, sensors=(view, "radar"))
    assert decode_start(encode(both)).start().sensors == (view, SensorView(sensor="radar"))


def test_start_is_what_a_pilot_takes_when_it_is_read() -> None:
    """The lanes are a map again."""
    start = decode_start(encode(START)).start()
    assert start.lanes["a"].yields_to == {"b", "c"}
    assert (start.own_car, start.wishes, start.engaged) == (OwnCar(), START.wishes, True)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("type", "<f4", "Invalid enum value '<f4'"),
        ("shape", [3, 7], "cannot reshape"),
        ("data", b"short", "buffer size must be a multiple"),
    ],
)
def test_array_that_is_none_is_refused_when_read(field: str, value: object, says: str) -> None:
    """What is wrong is said, and nothing half read comes back."""
    plain = msgspec.msgpack.decode(encode(STEP))
    plain["inputs"]["detections"][0]["boxes"][field] = value
    with pytest.raises(DataUnusable, match=says):
        decode_step(msgspec.msgpack.encode(plain))


@pytest.mark.parametrize("length", [0, 1, 40, -1])
def test_message_that_is_cut_is_refused_when_read(length: int) -> None:
    """No beginning of a message is taken for one."""
    with pytest.raises(DataUnusable, match="does not read"):
        decode_step(encode(STEP)[:length])
