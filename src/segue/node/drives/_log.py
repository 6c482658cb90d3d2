"""What a drive's recording holds so that the pilot can drive it again, bit for bit.

MessagePack, fields by name, so that readers pass over what they do not know. An array is its type,
its shape and its bytes: a number comes back with the bits that it had.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from segue.kernel import DataUnusable
from segue.lanes import Lane, LaneMap
from segue.schema.drive import Command, Inputs, OwnCar, SensorView, Wishes
from segue.world.drives import DriveStart

T = TypeVar("T")


class LoggedStart(msgspec.Struct, frozen=True, kw_only=True):
    """What was driven, by whom, and all that the pilot was given before its first step."""

    scenario: str
    seed: int
    planner: str
    """As `--planner` takes it."""
    own_car: OwnCar
    wishes: Wishes
    sensors: tuple[SensorView | str, ...]
    """A name alone where nobody said what that sensor sees."""
    engaged: bool
    map_name: str
    lanes: tuple[Lane, ...]

    @classmethod
    def of(cls, start: DriveStart, *, scenario: str, seed: int, planner: str) -> LoggedStart:
        """Return a drive's beginning as it is logged."""
        return cls(
            scenario=scenario,
            seed=seed,
            planner=planner,
            own_car=start.own_car,
            wishes=start.wishes,
            sensors=start.sensors,
            engaged=start.engaged,
            map_name=start.lanes.name,
            lanes=tuple(start.lanes.lanes.values()),
        )

    def start(self) -> DriveStart:
        """Return it as a pilot takes it."""
        return DriveStart(
            own_car=self.own_car,
            lanes=LaneMap({lane.lane_id: lane for lane in self.lanes}, self.map_name),
            wishes=self.wishes,
            sensors=tuple(
                SensorView(sensor=said) if isinstance(said, str) else said for said in self.sensors
            ),
            engaged=self.engaged,
        )


class LoggedStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the pilot: all that it was given, and what it answered."""

    inputs: Inputs
    command: Command


def encode(message: LoggedStart | LoggedStep | Command) -> bytes:
    """Return the bytes of a message; the same message gives the same bytes."""
    return _ENCODER.encode(message)


def decode_start(data: bytes) -> LoggedStart:
    """Return the beginning of a drive.

    Raises:
        DataUnusable: It is none; says which field.
    """
    return _decoded(data, _START)


def decode_step(data: bytes) -> LoggedStep:
    """Return a step.

    Raises:
        DataUnusable: It is none; says which field.
    """
    return _decoded(data, _STEP)


class _Array(msgspec.Struct, frozen=True, kw_only=True):
    """An array as it is written."""

    type: Literal["<f8", "<i8"]
    shape: tuple[int, ...]
    data: bytes


def _written(value: Any) -> _Array:
    if not isinstance(value, np.ndarray):
        raise TypeError(f"A recording holds no {type(value).__name__}.")
    array = cast("NDArray[Any]", value)
    kind = "<i8" if array.dtype.kind == "i" else "<f8"
    return _Array(type=kind, shape=array.shape, data=array.astype(kind).tobytes())


def _read(_: type, plain: Any) -> NDArray[Any]:
    array = msgspec.convert(plain, _Array)
    return np.frombuffer(array.data, dtype=array.type).reshape(array.shape).copy()


def _decoded(data: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T:
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError) as error:
        raise DataUnusable(f"A message of the recording does not read: {error}.") from error


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_written, order="deterministic")
_START = msgspec.msgpack.Decoder(LoggedStart, dec_hook=_read)
_STEP = msgspec.msgpack.Decoder(LoggedStep, dec_hook=_read)
