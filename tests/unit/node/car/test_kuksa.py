"""Where a car serves kuksa.val, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from kuksa_rig import Api
from signal_broker import signal_broker

from segue.gateway.kuksa._messages import V2
from segue.kernel import LocalUseError, SystemClock
from segue.node.car import CarNode, CarOptions, KuksaOptions, _kuksa
from segue.node.car._kuksa import run_kuksa
from segue.node.car._reach import SignalsReach, signals_reach
from segue.node.serving import LOOPBACK
from segue.schema.surface import Notice


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    """Give a port that another program serves on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


async def _run(options: KuksaOptions) -> list[Notice]:
    """Serve until there is nothing to serve; return what a person was told."""
    told: list[Notice] = []
    clock = SystemClock()
    await run_kuksa(signal_broker(clock), clock, options, SignalsReach(), told.append)
    return told


async def test_person_is_told_when_the_usual_port_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A car starts without kuksa.val rather than not at all, and says so."""
    with taken_port() as port:
        monkeypatch.setattr(_kuksa, "DEFAULT_KUKSA_PORT", port)
        (notice,) = await _run(KuksaOptions(port=None))
    assert notice.code == "no_kuksa"
    assert str(port) in notice.text


async def test_start_fails_when_the_port_that_was_asked_for_is_taken() -> None:
    """Who names a port gets that port or an error."""
    with taken_port() as port, pytest.raises(LocalUseError, match=str(port)):
        await _run(KuksaOptions(port=port))


async def test_car_serves_nothing_when_the_port_that_was_asked_for_is_taken(
    tmp_path: Path,
) -> None:
    """It is refused before there are screens, or a word of gRPC's library."""
    with taken_port() as port:
        options = CarOptions(folder=tmp_path / "car", port=0, kuksa=KuksaOptions(port=port))
        node = CarNode(options)
        with pytest.raises(LocalUseError, match="is in use"):
            await node.__aenter__()
    assert not hasattr(node, "info")  # it never came to know where its screens are


async def test_nothing_is_served_or_said_when_it_is_off() -> None:
    """Port 0 means no kuksa.val."""
    assert await _run(KuksaOptions(port=0)) == []


async def test_certificates_are_made_when_the_folder_has_none(tmp_path: Path) -> None:
    """A client that trusts the folder's ca.crt gets in, without a certificate from anywhere."""
    with taken_port() as port:
        pass  # and free again
    clock = SystemClock()
    options, reach = KuksaOptions(port=port), signals_reach(LOOPBACK, tmp_path, clock)
    broker = signal_broker(clock)
    serving = asyncio.create_task(run_kuksa(broker, clock, options, reach, lambda _: None))
    try:
        trusting = grpc.ssl_channel_credentials((tmp_path / "ca.crt").read_bytes())
        async with grpc.aio.secure_channel(f"localhost:{port}", trusting) as channel:
            api = Api(channel, "kuksa.val.v2.VAL", {})
            answer = await api.GetServerInfo(V2.GetServerInfoRequest(), wait_for_ready=True)
        assert answer.name == "segue"
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
