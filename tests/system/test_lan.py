"""`--lan`: phones on the network get screens and the link over TLS, and never the surface."""

from __future__ import annotations

import ssl
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

import aiohttp
import pytest
from yarl import URL

from segue.kernel import LocalUseError
from segue.node.car import CarNode, CarOptions
from segue.node.lan import _lan

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_network_gets_everything_but_the_surface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The certificate that the car hands out vouches for its address, and only that is served."""
    # A machine that tests may be on no network; its own address serves as one.
    monkeypatch.setattr(_lan, "lan_addresses", lambda: (IPv4Address("127.0.0.1"),))
    options = CarOptions(folder=tmp_path / "car", port=0, at="39.9,116.4", lan=True)
    async with CarNode(options) as node, aiohttp.ClientSession() as session:
        local, network = URL(node.info.car_url).origin(), URL(node.info.phone_url).origin()
        assert network.scheme == "https"
        async with session.get(local / "ca.crt") as response:
            authority = (await response.read()).decode("ascii")
        trusted = ssl.create_default_context(cadata=authority)
        async with session.get(network / "api/about", ssl=trusted) as response:
            assert (await response.json())["name"] == "Segue"
        async with session.get(network / "surface", ssl=trusted) as response:
            assert response.status == 404
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await session.ws_connect(network / "surface", ssl=trusted)
        assert caught.value.status == 404
        async with session.ws_connect(network / "link", ssl=trusted) as link:
            await link.send_bytes(b"not a hello")
            assert (await link.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get(network / "api/about")


async def test_a_machine_without_a_network_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """`--lan` with nobody to serve says so, instead of an address that no phone can reach."""
    monkeypatch.setattr(_lan, "lan_addresses", tuple)
    with pytest.raises(LocalUseError, match="no local network"):
        async with CarNode(CarOptions(folder=tmp_path, port=0, at="39.9,116.4", lan=True)):
            pass
