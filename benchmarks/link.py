"""The link: time to shake hands, messages and bytes a second, with and without sockets.

python benchmarks/link.py
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from _report import report
from segue.fabric.identity import DeviceKey
from segue.fabric.link import LinkCore, LocalDevice, local_device
from segue.fabric.pairing import CarPairing, OfferBook, PairGranted
from segue.gateway.web import link_route
from segue.kernel import SystemClock
from segue.node.links import KnownCar, LinkClient, Links, PairingDesk
from segue.schema import Message
from segue.schema.link import ByeReason, DeviceInfo, DeviceKind, LinkUp, Presence, SpaceUpdate
from segue.schema.surface import PairingView

_HANDSHAKES = 300
_RUNS = 5
_MESSAGES = 5_000
_LARGE = 1_000_000
_DIALS = 50


def _device(name: str, kind: DeviceKind) -> LocalDevice:
    return local_device(
        DeviceKey(secrets.token_bytes(32)),
        name=name,
        kind=kind,
        static_private=secrets.token_bytes(32),
        boot_id=name,
    )


def _pair_of_cores(phone: LocalDevice, car: LocalDevice) -> tuple[LinkCore, LinkCore]:
    """Return two ends that have opened a link."""
    dialler = LinkCore.dial(
        phone,
        expected_device_id=car.proof.device.device_id,
        ephemeral_private=secrets.token_bytes(32),
        now_s=0.0,
    )
    listener = LinkCore.listen(
        car,
        ephemeral_private=secrets.token_bytes(32),
        now_s=0.0,
        admits=lambda _device: True,
        pairing=CarPairing(OfferBook()),
    )
    while not (dialler.is_up and listener.is_up):
        for source, sink in ((dialler, listener), (listener, dialler)):
            while (frame := source.to_send()) is not None:
                sink.receive(frame, 0.0)
    return dialler, listener


def _messages_a_second(sender: LinkCore, receiver: LinkCore) -> float:
    start_s = time.perf_counter()
    for _ in range(_MESSAGES):
        sender.send(Presence(near=True))
        receiver.receive(sender.to_send() or b"", 0.0)
        receiver.next_event()
    return _MESSAGES / (time.perf_counter() - start_s)


class _Everybody:
    """Trusts every device: what is measured is the link."""

    def is_paired(self, _device_id: str) -> bool:
        return True

    async def add(self, _device: DeviceInfo) -> None:
        raise NotImplementedError


class _Counter:
    """Counts what it hears, and says when enough has come."""

    def __init__(self) -> None:
        self.is_up = asyncio.Event()
        self.is_down = asyncio.Event()
        self.is_done = asyncio.Event()
        self.wanted = 0

    async def link_up(self, _peer: DeviceInfo, _up: LinkUp) -> None:
        self.is_up.set()

    async def link_message(self, _device_id: str, _message: Message) -> None:
        self.wanted -= 1
        if self.wanted == 0:
            self.is_done.set()

    async def link_down(self, _device_id: str, _reason: ByeReason) -> None:
        self.is_down.set()

    async def pair_waiting(self, _check_code: str) -> None:
        raise NotImplementedError

    async def pair_granted(self, _granted: PairGranted) -> None:
        raise NotImplementedError

    async def remember(self, _addresses: tuple[str, ...]) -> None:
        pass


async def _with_car(body: Callable[[Links, _Counter, KnownCar], Awaitable[None]]) -> None:
    car, heard, clock = _device("Car", "car"), _Counter(), SystemClock()

    def ignore(_view: PairingView) -> None:
        pass

    links = Links(
        local=car,
        paired=_Everybody(),
        desk=PairingDesk(
            device_id=car.proof.device.device_id,
            space_id="space",
            addresses=tuple,
            paired=_Everybody(),
            clock=clock,
            randomness=secrets.token_bytes,
            changed=ignore,
        ),
        handler=heard,
        clock=clock,
        randomness=secrets.token_bytes,
    )
    app = web.Application()
    app.router.add_get("/link", link_route(links.serve))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    known = KnownCar(car.proof.device.device_id, (f"ws://{host}:{port}/link",))
    await body(links, heard, known)
    await links.close()
    await runner.cleanup()


async def _over_sockets(links: Links, heard: _Counter, car: KnownCar) -> None:
    def client(mine: _Counter, phone: LocalDevice) -> LinkClient:
        return LinkClient(
            local=phone,
            car=car,
            handler=mine,
            clock=SystemClock(),
            randomness=secrets.token_bytes,
        )

    phone, dials_ms = _device("Phone", "phone"), list[float]()
    for _ in range(_DIALS):
        mine = _Counter()
        start_s = time.perf_counter()
        task = asyncio.create_task(client(mine, phone).run())
        await mine.is_up.wait()
        dials_ms.append((time.perf_counter() - start_s) * 1e3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    report("link: from dialling to up, loopback sockets", dials_ms, "ms", note=_BOTH)

    mine = _Counter()
    heard.is_up.clear()
    task = asyncio.create_task(client(mine, phone).run())
    await mine.is_up.wait()
    await heard.is_up.wait()
    rates, volumes = list[float](), list[float]()
    for _ in range(_RUNS):
        seconds = await _send(links, phone, mine, Presence(near=True), _MESSAGES)
        rates.append(_MESSAGES / seconds)
        large = SpaceUpdate(space_id="s", generation=1, update=bytes(_LARGE))
        volumes.append(_LARGE * 4 / 1e6 / await _send(links, phone, mine, large, 4))
    report("link: small messages, loopback sockets", rates, "a second", note=_BOTH)
    report("link: messages of 1 MB, loopback sockets", volumes, "MB a second", note=_BOTH)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _send(
    links: Links, phone: LocalDevice, mine: _Counter, message: Message, count: int
) -> float:
    """Return the seconds until `count` messages from the car have been handled by the phone."""
    mine.wanted, mine.is_done = count, asyncio.Event()
    start_s = time.perf_counter()
    for _ in range(count):
        if not links.send(phone.proof.device.device_id, message):
            raise RuntimeError("the link went down while it was measured")
    await mine.is_done.wait()
    return time.perf_counter() - start_s


_BOTH = "both ends in one process on one core"


def main() -> None:
    """Measure the cores alone, then with sockets around them."""
    phone, car = _device("Phone", "phone"), _device("Car", "car")
    handshakes_ms: list[float] = []
    for _ in range(_HANDSHAKES):
        start_s = time.perf_counter()
        cores = _pair_of_cores(phone, car)
        handshakes_ms.append((time.perf_counter() - start_s) * 1e3)
    report("link: handshake without sockets", handshakes_ms, "ms", note=_BOTH)
    rates = [_messages_a_second(*cores) for _ in range(_RUNS)]
    report("link: small messages without sockets", rates, "a second", note=_BOTH)
    asyncio.run(_with_car(_over_sockets))


if __name__ == "__main__":
    main()
