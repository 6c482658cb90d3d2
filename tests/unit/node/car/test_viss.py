"""VISS beside a car's screens: on its port, on none, or not at all because another has it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from segue.kernel import LocalUseError
from segue.node.car import CarNode, CarOptions, _viss
from segue.node.story import free_port


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def _options(folder: Path, viss_port: int | None) -> CarOptions:
    return CarOptions(folder=folder / "car", port=0, at="39.9,116.4", viss_port=viss_port)


async def test_signals_are_served_when_a_port_is_given(tmp_path: Path) -> None:
    """What the simulated car says of itself, and what it was."""
    port = free_port()
    async with CarNode(_options(tmp_path, port)), aiohttp.ClientSession() as session:
        async with session.get(f"http://localhost:{port}/Vehicle/Speed") as response:
            body = await response.json()
        assert body["data"]["dp"]["value"] == "0.0"
        assert body["data"]["dp"]["freshness"] == "fresh"
    with pytest.raises(aiohttp.ClientConnectionError):
        async with aiohttp.ClientSession() as session:
            await session.get(f"http://localhost:{port}/Vehicle/Speed")


async def test_start_ends_when_the_port_that_was_given_is_taken(
    tmp_path: Path, taken_port: int
) -> None:
    """One clear error that names the port and the option."""
    with pytest.raises(LocalUseError, match=f"Port {taken_port} is in use") as caught:
        async with CarNode(_options(tmp_path, taken_port)):
            pass
    assert "--viss-port" in caught.value.do


async def test_car_starts_with_a_notice_when_the_usual_port_is_taken(
    tmp_path: Path,
    taken_port: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The screens are served and say that the signals are not."""
    monkeypatch.setattr(_viss, "DEFAULT_VISS_PORT", taken_port)
    async with CarNode(_options(tmp_path, None)) as node, aiohttp.ClientSession() as session:
        async with session.get(node.info.car_url) as response:
            assert response.status == 200
        surface = node.info.car_url.replace("/car/", "/surface")
        async with session.ws_connect(surface) as socket_:
            notice = None
            while notice is None or notice["topic"] != "notice":
                notice = await socket_.receive_json(timeout=10)
    assert notice["data"]["code"] == "viss_port"
    assert str(taken_port) in caplog.text


async def test_nothing_listens_when_the_port_is_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 is none, not any."""
    monkeypatch.setattr(_viss, "DEFAULT_VISS_PORT", port := free_port())
    async with CarNode(_options(tmp_path, 0)), aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"http://localhost:{port}/Vehicle/Speed")
