"""CAN frames into the signal store: python-can messages in, fresh signals out.

python benchmarks/can_bus.py [--frames N]

Twice: the guide's car, whose messages carry one or two mapped signals, and full frames, where every
bit is mapped or checked. Beside each, cantools decoding the same frames and doing nothing else.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import can
from cantools.database import load_file
from crccheck.crc import Crc8SaeJ1850

from _report import report
from segue.vehicle.can import CanReceiver, StoreSink, load_plan
from segue.vehicle.signals import SignalStore, vss_catalogue

_GUIDE = Path(__file__).parent.parent / "docs" / "guides" / "can"
_WRITABLE = {"Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"}
_BATCH = 100
_RUNS = 7
_GOAL_PER_S = 60_000
_FULL_MESSAGES = 10
_FULL_SIGNALS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Car:
    """A car's files, and which of its messages come."""

    name: str
    dbc: Path
    mapping: Path
    messages: tuple[str, ...]
    note: str


def _full_car(folder: Path) -> _Car:
    """Return a car whose frames carry seven mapped signals and a CRC each."""
    paths = [info.path for info in vss_catalogue() if info.datatype == "float" and not info.low]
    paths = [path for path in paths if vss_catalogue().lookup(path).high is None]
    dbc, toml = [], ['fresh_s = 1\nchecksum = "crc8-j1850"\n']
    for message in range(_FULL_MESSAGES):
        dbc.append(f"BO_ {256 + message} M{message}: 8 CAR\n")
        for signal in range(_FULL_SIGNALS):
            dbc.append(f' SG_ S{signal} : {8 * signal}|8@1+ (0.5,0) [0|0] "" CAR\n')
            path = paths[message * _FULL_SIGNALS + signal]
            toml.append(f'[messages.M{message}.signals.S{signal}]\npath = "{path}"\n')
        dbc.append(' SG_ CHECKSUM : 56|8@1+ (1,0) [0|0] "" CAR\n\n')
    (folder / "full.dbc").write_text("".join(dbc))
    (folder / "full.toml").write_text("".join(toml))
    return _Car(
        name="full frames",
        dbc=folder / "full.dbc",
        mapping=folder / "full.toml",
        messages=tuple(f"M{message}" for message in range(_FULL_MESSAGES)),
        note="10 messages, each 7 signals and a CRC-8; batches of 100",
    )


def _guide_car() -> _Car:
    return _Car(
        name="the guide's car",
        dbc=_GUIDE / "car.dbc",
        mapping=_GUIDE / "car.toml",
        messages=("SPEED", "STEERING", "BATTERY", "GEAR", "DOORS"),
        note="5 messages, 7 signals in all, 2 checksums, 1 counter; batches of 100",
    )


def _frames(car: _Car, count: int) -> list[can.Message]:
    """Return frames of a car, all its messages in turn, with right counters and checksums."""
    database = load_file(car.dbc)
    draw = random.Random(1)
    frames: list[can.Message] = []
    for number in range(count):
        message = database.get_message_by_name(car.messages[number % len(car.messages)])
        raws = {signal.name: draw.randrange(1000) % 2**signal.length for signal in message.signals}
        if "COUNTER" in raws:
            raws["COUNTER"] = number // len(car.messages) % 16
        data = message.encode(raws, scaling=False, strict=False)
        if "CHECKSUM" in raws:
            total = 8 + (message.frame_id >> 8) + (message.frame_id & 0xFF) + sum(data[:7])
            last = total & 0xFF if car.dbc.name == "car.dbc" else Crc8SaeJ1850.calc(data[:7])
            data = data[:7] + bytes([last])
        frames.append(
            can.Message(
                timestamp=1.7e9 + number * 1e-3,
                arbitration_id=message.frame_id,
                is_extended_id=False,
                data=data,
            )
        )
    return frames


def _into_store(car: _Car, frames: list[can.Message]) -> float:
    """Return frames a second through checks, decoding, mapping and the store."""
    plan = load_plan(car.dbc, car.mapping, writable=_WRITABLE)
    store = SignalStore()
    receiver = CanReceiver(plan, StoreSink(store, store.register("benchmark", now_s=0.0)))
    start_s = time.perf_counter()
    for first in range(0, len(frames), _BATCH):
        receiver.receive(frames[first : first + _BATCH], first * 1e-3)
    rate_per_s = len(frames) / (time.perf_counter() - start_s)
    assert sum(counts.taken for counts in receiver.counts.values()) == len(frames)  # noqa: S101
    return rate_per_s


def _cantools(car: _Car, frames: list[can.Message]) -> float:
    """Return frames a second that cantools alone decodes: no checks, no mapping, no store."""
    decode = load_file(car.dbc).decode_message
    start_s = time.perf_counter()
    for frame in frames:
        decode(frame.arbitration_id, frame.data, decode_choices=False)
    return len(frames) / (time.perf_counter() - start_s)


def main() -> None:
    """Print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=50_000)
    count = parser.parse_args().frames
    with tempfile.TemporaryDirectory() as folder:
        for car in (_guide_car(), _full_car(Path(folder))):
            frames = _frames(car, count)
            rates = [_into_store(car, frames) for _ in range(_RUNS)]
            report(
                f"can: decode to store, {car.name}",
                rates,
                "frames/s",
                goal=f"≥ {_GOAL_PER_S:,}",
                met=min(rates) >= _GOAL_PER_S,
                note=car.note,
            )
            report(
                f"can: cantools decodes {car.name}",
                [_cantools(car, frames) for _ in range(_RUNS)],
                "frames/s",
                note="decoding alone: no checks, mapping, freshness or store",
            )


if __name__ == "__main__":
    main()
