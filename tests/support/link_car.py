"""A car and phones over real sockets on the loopback interface, with everything in memory."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from segue.fabric.identity import DeviceKey
from segue.fabric.link import LocalDevice, local_device
from segue.fabric.pairing import PairCode, PairGranted
from segue.gateway.web import link_route
from segue.kernel import SystemClock
from segue.node.links import KnownCar, LinkClient, Links, PairingDesk
from segue.schema import Message
from segue.schema.link import ByeReason, DeviceInfo, DeviceKind, LinkUp
from segue.schema.surface import PairingView

WAIT_S = 5.0
"""How long a test waits for what must come: a hang fails, a slow machine does not."""


def fresh_device(name: str, kind: DeviceKind = "phone") -> LocalDevice:
    """Return a device with new keys."""
    return local_device(
        DeviceKey(secrets.token_bytes(32)),
        name=name,
        kind=kind,
        static_private=secrets.token_bytes(32),
        boot_id=name,
    )


async def until(condition: Callable[[], object]) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  (what is waited for has no event of its own)
            await asyncio.sleep(0.005)


class InMemoryPaired:
    """The store of trusted devices, without a disk."""

    def __init__(self) -> None:
        self.devices: dict[str, DeviceInfo] = {}

    def is_paired(self, device_id: str) -> bool:
        return device_id in self.devices

    async def add(self, device: DeviceInfo) -> None:
        self.devices[device.device_id] = device


@dataclass
class Heard:
    """A handler that writes down what it hears, on either side."""

    log: list[tuple[str, object]] = field(default_factory=list)
    granted: list[PairGranted] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    addresses: tuple[str, ...] = ()
    pause: asyncio.Event | None = None

    async def link_up(self, peer: DeviceInfo, up: LinkUp) -> None:
        assert up.boot_id == peer.name
        self.log.append(("up", peer.device_id))

    async def link_message(self, device_id: str, message: Message) -> None:
        assert device_id == self.log[0][1]
        self.log.append(("message", message))
        if self.pause is not None:
            await self.pause.wait()

    async def link_down(self, device_id: str, reason: ByeReason) -> None:
        assert ("up", device_id) in self.log
        self.log.append(("down", reason))

    async def pair_waiting(self, check_code: str) -> None:
        self.codes.append(check_code)

    async def pair_granted(self, granted: PairGranted) -> None:
        self.granted.append(granted)

    async def remember(self, addresses: tuple[str, ...]) -> None:
        self.addresses = addresses

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.log]


class Car:
    """A car's links behind a real port."""

    def __init__(self) -> None:
        self.local = fresh_device("Car", "car")
        self.device_id = self.local.proof.device.device_id
        self.paired = InMemoryPaired()
        self.heard = Heard()
        self.views: list[PairingView] = []
        clock = SystemClock()
        self.desk = PairingDesk(
            device_id=self.device_id,
            space_id="space",
            addresses=lambda: (self.link_url,),
            paired=self.paired,
            clock=clock,
            randomness=secrets.token_bytes,
            changed=self.views.append,
        )
        self.links = Links(
            local=self.local,
            paired=self.paired,
            desk=self.desk,
            handler=self.heard,
            clock=clock,
            randomness=secrets.token_bytes,
        )
        self.origin = ""
        self._runner: web.AppRunner | None = None

    @property
    def link_url(self) -> str:
        return f"ws{self.origin.removeprefix('http')}/link"

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_get("/link", link_route(self.links.serve))
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"

    async def stop(self) -> None:
        await self.links.close()
        if self._runner is not None:
            await self._runner.cleanup()


@dataclass
class Phone:
    """A phone and the task that keeps its link."""

    local: LocalDevice
    client: LinkClient
    heard: Heard
    task: asyncio.Task[None]

    @property
    def device_id(self) -> str:
        return self.local.proof.device.device_id

    def error(self) -> BaseException | None:
        """Return why the phone gave up; None while it has not."""
        return self.task.exception() if self.task.done() else None


class Street:
    """A car, and what is needed to bring phones to it."""

    def __init__(self, car: Car) -> None:
        self.car = car
        self._phones: list[Phone] = []

    def phone(self, to: KnownCar | PairCode, local: LocalDevice | None = None) -> Phone:
        """Start a phone that dials `to`."""
        heard = Heard()
        local = local or fresh_device("Phone")
        client = LinkClient(
            local=local,
            car=to,
            handler=heard,
            clock=SystemClock(),
            randomness=secrets.token_bytes,
        )
        phone = Phone(local, client, heard, asyncio.ensure_future(client.run()))
        self._phones.append(phone)
        return phone

    async def linked_phone(self, local: LocalDevice | None = None) -> Phone:
        """Return a phone that is paired and whose link is up on both sides."""
        local = local or fresh_device("Phone")
        await self.car.paired.add(local.proof.device)
        ups = self.car.heard.kinds().count("up")
        phone = self.phone(KnownCar(self.car.device_id, (self.car.link_url,)), local)
        await until(lambda: phone.heard.kinds() and self.car.heard.kinds().count("up") > ups)
        return phone

    async def close(self) -> None:
        """Stop every phone."""
        for phone in self._phones:
            phone.task.cancel()
        await asyncio.gather(*(phone.task for phone in self._phones), return_exceptions=True)
