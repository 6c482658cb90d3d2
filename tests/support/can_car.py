"""The guide's car on CAN: its files, frames of it, and a receiver for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import can
from cantools.database import load_file

from segue.vehicle.can import CanPlan, CanReceiver, StoreSink, load_plan
from segue.vehicle.signals import SignalStore

FILES = Path(__file__).parents[2] / "docs" / "guides" / "can"
DBC, MAP, LOG = FILES / "car.dbc", FILES / "car.toml", FILES / "drive.log"

SPEED = "Vehicle.Speed"
ANGLE = "Vehicle.Chassis.SteeringWheel.Angle"
CHARGE = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Current"
POWER = "Vehicle.Powertrain.TractionBattery.CurrentPower"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
LOCK = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
WRITABLE = frozenset({LOCK})
UTC_S = 1_700_000_000.0


def plan(dbc: Path = DBC, mapping: Path = MAP) -> CanPlan:
    """Return the plan of the guide's files."""
    return load_plan(dbc, mapping, writable=WRITABLE)


def receiver(of: CanPlan | None = None) -> tuple[CanReceiver, SignalStore]:
    """Return a receiver of the guide's car and the store it fills."""
    store = SignalStore()
    sink = StoreSink(store, store.register("can0", now_s=0.0))
    return CanReceiver(of or plan(), sink), store


def toyota(frame_id: int, data: bytes) -> bytes:
    """Return the frame with its last byte right."""
    total = len(data) + (frame_id >> 8) + (frame_id & 0xFF) + sum(data[:-1])
    return data[:-1] + bytes([total & 0xFF])


def frame(name: str, values: Mapping[str, float], *, utc_s: float = UTC_S) -> can.Message:
    """Return a frame of the guide's car, encoded by cantools; other signals are 0."""
    message = load_file(DBC).get_message_by_name(name)
    every = {signal.name: 0 for signal in message.signals} | dict(values)
    data = message.encode(every, strict=False)
    if any(signal.name == "CHECKSUM" for signal in message.signals):
        data = toyota(message.frame_id, data)
    return can.Message(
        timestamp=utc_s, arbitration_id=message.frame_id, is_extended_id=False, data=data
    )
