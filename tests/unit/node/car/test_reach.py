"""From where the car's signals can be reached: one rule for kuksa.val and VISS."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import grpc
import pytest
from client_certificates import client_certificate
from kuksa_rig import Api, refused_as

from segue.gateway.kuksa._messages import V2
from segue.kernel import DataUnusable, LocalUseError
from segue.node.car import CarNode, CarOptions, KuksaOptions
from segue.node.car._reach import signals_reach
from segue.node.lan import ensure_tls
from segue.node.story import free_port
from segue.testing import FakeClock

SPEED = "/Vehicle/Speed"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "127.1", "car.example", ""])  # noqa: S104
def test_nothing_is_served_beyond_this_machine_when_there_is_no_tls(host: str) -> None:
    """Signals in the clear could be read and forged by others on the network."""
    with pytest.raises(LocalUseError, match="without TLS") as refused:
        signals_reach(host, None, FakeClock())
    assert "--signals-tls" in refused.value.do


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_is_served_when_there_is_no_tls(host: str) -> None:
    """Nothing but this machine reaches these addresses."""
    assert signals_reach(host, None, FakeClock()).tls is None


def test_start_ends_when_a_certificate_cannot_be_used(tmp_path: Path) -> None:
    """A file that holds something else is refused before a port is taken, and named."""
    for name in ("server.crt", "server.key"):
        (tmp_path / name).write_text("no certificate")
    with pytest.raises(DataUnusable, match="certificates in"):
        signals_reach("127.0.0.1", tmp_path, FakeClock())


class Ports:
    """A car's ports with TLS, and clients that trust its authority."""

    def __init__(self, folder: Path) -> None:
        self.tls = folder / "tls"
        self.kuksa, self.viss = free_port(), free_port()
        self.options = CarOptions(
            folder=folder / "car",
            port=0,
            at="39.9,116.4",
            kuksa=KuksaOptions(port=self.kuksa),
            viss_port=self.viss,
            signals_tls=self.tls,
        )

    def trusting(self) -> ssl.SSLContext:
        """Return a client's context."""
        return ssl.create_default_context(cafile=str(self.tls / "ca.crt"))

    async def read(self, context: ssl.SSLContext) -> str:
        """Return the speed by HTTP; it is the same by WebSocket."""
        async with aiohttp.ClientSession() as http:
            url = f"https://localhost:{self.viss}"
            async with http.get(url + SPEED, ssl=context) as response:
                value = (await response.json())["data"]["dp"]["value"]
            async with http.ws_connect(url, ssl=context, protocols=("VISSv2",)) as socket:
                await socket.send_json({"action": "get", "path": SPEED, "requestId": "1"})
                answer = await socket.receive_json(timeout=10)
        assert answer["data"]["dp"]["value"] == value
        return value


@asynccontextmanager
async def serving(ports: Ports) -> AsyncIterator[None]:
    """Run the car while the context lasts."""
    async with CarNode(ports.options) as node:
        running = asyncio.create_task(node.serve())
        try:
            yield
        finally:
            running.cancel()


async def test_viss_and_kuksa_have_the_same_certificates_when_there_is_tls(tmp_path: Path) -> None:
    """Who trusts the folder's ca.crt reads by wss, https and gRPC; nothing is in the clear."""
    ports = Ports(tmp_path)
    async with serving(ports):
        assert await ports.read(ports.trusting()) == "0.0"
        trusted = grpc.ssl_channel_credentials((ports.tls / "ca.crt").read_bytes())
        async with grpc.aio.secure_channel(f"localhost:{ports.kuksa}", trusted) as channel:
            api = Api(channel, "kuksa.val.v2.VAL", {})
            await api.GetServerInfo(V2.GetServerInfoRequest(), wait_for_ready=True)
        async with grpc.aio.insecure_channel(f"localhost:{ports.kuksa}") as channel:
            with refused_as(grpc.StatusCode.UNAVAILABLE):
                await Api(channel, "kuksa.val.v2.VAL", {}).GetServerInfo(V2.GetServerInfoRequest())
        async with aiohttp.ClientSession() as http:
            with pytest.raises(aiohttp.ClientError):
                await http.get(f"http://localhost:{ports.viss}{SPEED}")


async def test_client_leaves_when_the_server_is_of_another_authority(tmp_path: Path) -> None:
    """Who stands in between has no certificate that the client trusts."""
    ports = Ports(tmp_path)
    other = ensure_tls(
        tmp_path / "other", now=datetime.now(UTC), hostname="localhost", addresses=()
    )
    async with serving(ports):
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await ports.read(ssl.create_default_context(cafile=str(other.authority)))


async def test_client_needs_a_certificate_when_clients_have_an_authority(tmp_path: Path) -> None:
    """With clients.crt: none, one of another authority, and one that is over are refused."""
    ports = Ports(tmp_path)
    ports.tls.mkdir()
    good = client_certificate(tmp_path / "good")
    over = client_certificate(tmp_path / "over", days_ago=30)
    other = client_certificate(tmp_path / "other")
    (ports.tls / "clients.crt").write_bytes(good.read_bytes() + over.read_bytes())
    async with serving(ports):
        for shown in (None, over, other):
            context = ports.trusting()
            if shown is not None:
                context.load_cert_chain(shown)
            with pytest.raises((aiohttp.ClientError, OSError)):
                await ports.read(context)
        context = ports.trusting()
        context.load_cert_chain(good)
        assert await ports.read(context) == "0.0"
