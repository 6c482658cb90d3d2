"""Devices and links without sockets, clocks or chance."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from segue.fabric.identity import DeviceKey
from segue.fabric.link import LinkClosed, LinkCore, LinkEvent, LocalDevice, local_device
from segue.fabric.pairing import CarPairing, OfferBook, PairingConversation
from segue.schema.link import DeviceInfo, DeviceKind


def chance(label: str) -> bytes:
    """Return 32 bytes that depend on the label only."""
    return hashlib.sha256(label.encode()).digest()


def device(name: str, kind: DeviceKind = "phone") -> LocalDevice:
    """Return a device whose keys depend on its name only."""
    return local_device(
        DeviceKey(chance(f"{name} key")),
        name=name,
        kind=kind,
        static_private=chance(f"{name} static"),
        boot_id=f"{name} boot",
        addresses=(f"ws://{name.lower()}.test/link",),
    )


@dataclass
class Wire:
    """A dialler and a listener, and the frames between them."""

    phone: LinkCore
    car: LinkCore
    now_s: float = 0.0
    phone_events: list[LinkEvent] = field(default_factory=list)
    car_events: list[LinkEvent] = field(default_factory=list)

    def step(self) -> bool:
        """Move one frame each way; return whether there was any."""
        moved = False
        for source, sink in ((self.phone, self.car), (self.car, self.phone)):
            frame = source.to_send()
            if frame is not None:
                sink.receive(frame, self.now_s)
                moved = True
        self._collect()
        return moved

    def settle(self) -> None:
        """Move frames until both are quiet."""
        while self.step():
            pass

    def phone_frames(self) -> list[bytes]:
        """Take what the phone wants to send, instead of delivering it."""
        return list(iter(self.phone.to_send, None))

    def pass_time(self, seconds: float) -> None:
        """Let time pass second by second, with timers and frames."""
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.now_s = min(self.now_s + 1.0, end_s)
            for core in (self.phone, self.car):
                timer_s = core.next_timer_s()
                if timer_s is not None and self.now_s >= timer_s:
                    core.on_timer(self.now_s)
            self.settle()

    def _collect(self) -> None:
        self.phone_events += iter(self.phone.next_event, None)
        self.car_events += iter(self.car.next_event, None)

    def end_of(self, events: list[LinkEvent]) -> LinkClosed:
        """Return the one LinkClosed, which must be the last event."""
        self._collect()
        closed = [event for event in events if isinstance(event, LinkClosed)]
        assert len(closed) == 1
        assert events[-1] is closed[0]
        return closed[0]


@dataclass
class Bench:
    """Makes wires between a car and phones."""

    car: LocalDevice = field(default_factory=lambda: device("Car", "car"))
    offers: OfferBook = field(default_factory=OfferBook)
    count: int = 0

    def wire(
        self,
        *,
        phone: LocalDevice | None = None,
        expect: str | None = None,
        admits: Callable[[DeviceInfo], bool] = lambda _device: True,
        phone_pairing: PairingConversation | None = None,
        car_pairing: CarPairing | None = None,
    ) -> Wire:
        """Return a fresh connection from a phone to the car."""
        self.count += 1
        return Wire(
            LinkCore.dial(
                phone or device("Phone"),
                expected_device_id=expect or self.car.proof.device.device_id,
                ephemeral_private=chance(f"phone ephemeral {self.count}"),
                now_s=0.0,
                pairing=phone_pairing,
            ),
            LinkCore.listen(
                self.car,
                ephemeral_private=chance(f"car ephemeral {self.count}"),
                now_s=0.0,
                admits=admits,
                pairing=car_pairing or CarPairing(self.offers),
            ),
        )
