"""Make a candump log of the guide's car (docs/guides/can/car.dbc).

python tools/make_can_log.py demo docs/guides/can/drive.log
python tools/make_can_log.py comma2k19 ../shared/data/drive/comma2k19 drive.log

`demo` is the made-up drive of the guide: ten seconds of setting off from a locked, parked car.
`comma2k19` is a minute of a real car, as commaai/comma2k19 recorded its speed and steering wheel
from CAN: the numbers and times are the car's, the frames around them are the guide's.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import can
import numpy as np
from cantools.database import load_file
from cantools.database.can import Database

_DBC = Path(__file__).parent.parent / "docs" / "guides" / "can" / "car.dbc"
_KMH_PER_MPS = 3.6
_WEEK_S = 604_800.0
_GPS_EPOCH_UTC_S = 315_964_800.0
"""1980-01-06."""
_LEAP_S = 18.0
"""GPS ahead of UTC since 2017, and so when comma2k19 was driven (2018)."""
_DEMO_START_UTC_S = 1_767_225_600.0
"""2026-01-01."""

Sent = tuple[float, str, dict[str, float | str]]
"""When [UTC s], which message, and its signals."""


_UNLOCKED_S, _OPENED_S, _CLOSED_S, _SHIFTED_S, _OFF_S, _CRUISE_S = 1.0, 1.5, 3.0, 3.5, 4.0, 9.0
"""What happens when in the made-up drive."""


def _demo() -> Iterator[Sent]:
    """Yield the made-up drive: unlock, get in, shift, accelerate, turn the wheel."""
    for step in range(250):
        at_s = step * 0.04
        now_s = _DEMO_START_UTC_S + at_s
        moving_s = max(0.0, at_s - _OFF_S)
        yield now_s, "SPEED", {"SPEED": round(min(50.0, 9.0 * moving_s), 2)}
        yield now_s + 0.01, "STEERING", {"ANGLE": round(25.0 * math.sin(moving_s), 1)}
        if step % 5 == 0:
            doors = {"LOCK_STATE": "LOCKED" if at_s < _UNLOCKED_S else "UNLOCKED"}
            yield now_s + 0.02, "DOORS", {**doors, "DRIVER_DOOR": _OPENED_S <= at_s < _CLOSED_S}
        if step % 10 == 0:
            power_kw = -22.0 if _OFF_S < at_s < _CRUISE_S else -0.4
            charge = round(78.0 - 0.05 * moving_s, 1)
            yield now_s + 0.03, "BATTERY", {"CHARGE": charge, "POWER": power_kw}
            yield now_s + 0.035, "GEAR", {"GEAR": "P" if at_s < _SHIFTED_S else "D"}


def _comma2k19(folder: Path) -> Iterator[Sent]:
    """Yield a real car's speed and steering wheel in order of time."""

    def column(name: str) -> np.ndarray:
        return np.load(folder / f"{name}.npy").reshape(-1)

    boot_s = np.load(folder / "frame_times.npy")
    week, of_week_s = np.load(folder / "frame_gps_times.npy").T
    gps_utc_s = _GPS_EPOCH_UTC_S + week * _WEEK_S + of_week_s - _LEAP_S
    # The device counts from its boot; the camera's frames have both clocks.
    boot_utc_s = float(np.median(gps_utc_s - boot_s))
    speed = (
        (float(t) + boot_utc_s, "SPEED", {"SPEED": float(v) * _KMH_PER_MPS})
        for t, v in zip(
            column("processed_log_CAN_speed_t"),
            column("processed_log_CAN_speed_value"),
            strict=True,
        )
    )
    steering = (
        (float(t) + boot_utc_s, "STEERING", {"ANGLE": float(v)})
        for t, v in zip(
            column("processed_log_CAN_steering_angle_t"),
            column("processed_log_CAN_steering_angle_value"),
            strict=True,
        )
    )
    yield from sorted([*speed, *steering], key=lambda sent: sent[0])


def _frames(sent: Iterator[Sent], database: Database) -> Iterator[can.Message]:
    """Yield the frames, each message with its own counter, and checksums as Toyota's."""
    counts: dict[str, int] = {}
    for at_utc_s, name, values in sent:
        message = database.get_message_by_name(name)
        counts[name] = (counts.get(name, -1) + 1) % 16
        every: Mapping[str, float | str] = {
            **{signal.name: 0 for signal in message.signals},
            "COUNTER": counts[name],
            **values,
        }
        data = message.encode(dict(every), strict=False)
        if any(signal.name == "CHECKSUM" for signal in message.signals):
            total = len(data) + (message.frame_id >> 8) + (message.frame_id & 0xFF) + sum(data[:-1])
            data = data[:-1] + bytes([total & 0xFF])
        yield can.Message(
            timestamp=at_utc_s,
            arbitration_id=message.frame_id,
            is_extended_id=False,
            channel="can0",
            data=data,
        )


def main() -> None:
    """Write the log."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("demo").add_argument("out", type=Path)
    real = kinds.add_parser("comma2k19")
    real.add_argument("folder", type=Path)
    real.add_argument("out", type=Path)
    options = parser.parse_args()
    sent = _demo() if options.kind == "demo" else _comma2k19(options.folder)
    with can.CanutilsLogWriter(options.out) as log:
        for frame in _frames(sent, load_file(_DBC)):
            log.on_message_received(frame)


if __name__ == "__main__":
    main()
