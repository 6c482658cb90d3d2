"""The verbs that run nodes, as real processes: what they print, how they end, what they refuse."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from segue.node.story import CarProcess, free_port
from segue.schema.surface import PairAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from segue.node.serving import SurfaceClient

SEGUE = (sys.executable, "-m", "segue")
NO_SIGNALS = ("--kuksa-port", "0", "--viss-port", "0")
"""Another car on this machine may have the usual ports, and this one would say so."""
SOON_S = 20.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new node's data folder."""
    folder = tmp_path / "node"
    folder.mkdir()
    return folder


def _segue(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [*SEGUE, *(str(argument) for argument in arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "code", "names"),
    [
        (["--car", "batmobile"], 2, "batmobile"),
        (["--at", "Shangqingshaai"], 2, "Shangqingshaai"),
        (["--music", "no/such/folder"], 2, "no/such/folder"),
        (["--speedup", "601"], 2, "--speedup"),
        (["--port", "70000"], 2, "--port"),
    ],
)
def test_car_says_what_is_wrong_when_an_option_is(
    folder: Path, arguments: list[str], code: int, names: str
) -> None:
    """A car that cannot be as asked for ends with one message that names the option's value."""
    if "--port" not in arguments:
        arguments = [*arguments, "--port", str(free_port())]
    result = _segue("car", "--data", folder, *arguments)
    assert result.returncode == code
    assert names in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 2  # what is wrong, and what to do


def test_car_says_so_when_its_port_is_taken(folder: Path) -> None:
    """A taken port is named, with another to try; nothing else is started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = _segue("car", "--data", folder, "--port", str(port))
    assert result.returncode == 2
    assert re.search(rf"Port {port} is in use", result.stderr)
    assert "--port" in result.stderr


def test_car_leaves_the_file_alone_when_it_is_broken(folder: Path) -> None:
    """A database that is no database gives code 4 and its path, and stays byte for byte."""
    database = folder / "segue.db"
    database.write_bytes(b"not a database" * 100)
    result = _segue("car", "--data", folder, "--port", str(free_port()))
    assert result.returncode == 4
    assert str(database) in result.stderr
    assert database.read_bytes() == b"not a database" * 100


def test_demo_shows_the_way_when_it_starts(folder: Path) -> None:
    """Addresses, a pairing code, three things to do; Ctrl-C ends it well. No colours in a pipe."""
    port = free_port()
    words = [*SEGUE, "demo", "--data", str(folder), "--port", str(port), *NO_SIGNALS]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        assert demo.stderr is not None
        shown = ""
        for line in demo.stdout:
            shown += line
            if line.startswith("3."):
                break
        demo.send_signal(signal.SIGINT)
        shown += demo.stdout.read()
        assert demo.wait() == 0
        assert demo.stderr.read() == ""
    for screen in ("demo", "car", "phone"):
        assert f"http://localhost:{port}/{screen}/" in shown
    assert re.search(rf"http://localhost:{port}/phone/#pair=1\.[\w-]{{22}}\.[\w-]{{22}}\n", shown)
    assert "Stopped." in shown
    assert "\x1b" not in shown


def test_json_is_refused_when_demo_has_no_story() -> None:
    """`segue demo --json` alone says which option it goes with."""
    result = _segue("demo", "--json")
    assert result.returncode == 2
    assert "--story" in json.loads(result.stdout)["error"]


def test_phone_says_how_to_pair_when_it_has_no_car(tmp_path: Path) -> None:
    """`status` answers for a new phone too; what needs a car says how to get one."""
    shown = _segue("phone", "status", "--data", tmp_path)
    assert shown.returncode == 0
    assert "segue phone pair URL" in shown.stdout
    refused = _segue("phone", "go", "Shanghai", "--data", tmp_path)
    assert refused.returncode == 2
    assert "segue phone pair URL" in refused.stderr


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://example.org/", "not a Segue pairing code"),
        ("http://localhost:1/phone/#pair=1.AAAA.BBBB", "damaged"),
        (f"http://localhost:1/phone/#pair=9.{'A' * 22}.{'A' * 22}", "version 9"),
    ],
)
def test_code_is_refused_when_it_is_not_one(tmp_path: Path, url: str, says: str) -> None:
    """A URL that is no pairing code, a damaged one or a later version's is told apart."""
    result = _segue("phone", "pair", url, "--data", tmp_path)
    assert result.returncode == 2
    assert says in result.stderr


async def _lines(*arguments: str | Path) -> list[dict[str, Any]]:
    """Run a verb that must end well; return its JSON lines."""
    result = await asyncio.to_thread(_segue, *arguments)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    return [json.loads(line) for line in result.stdout.splitlines()]


async def _pair(screen: SurfaceClient, data: Path) -> None:
    """Pair by the command line, and accept in the car when it shows the same six digits."""
    await screen.call("pairing.open")
    offer = await screen.until("pairing", lambda view: view.url, within_s=SOON_S, what="a code")
    typed = asyncio.create_task(_lines("phone", "pair", offer.url, "--data", data, "--json"))
    asked = await screen.until(
        "pairing", lambda view: view.waiting_device, within_s=SOON_S, what="the phone"
    )
    await screen.call("pairing.answer", PairAnswer(accept=True))
    shown, paired = await typed
    assert shown == {"check_code": asked.check_code}
    assert set(paired) == {"car", "device_id"}


class TestPhoneVerbs:
    """`segue phone`, one process a verb, with a car that runs."""

    @pytest.fixture
    async def car(self, folder: Path) -> AsyncIterator[CarProcess]:
        """A car node in its own process; not started."""
        process = CarProcess((*SEGUE, "car", "--at", "Beijing", *NO_SIGNALS), folder)
        yield process
        await process.stop()

    async def test_route_goes_from_phone_to_car_when_typed(
        self, car: CarProcess, tmp_path: Path
    ) -> None:
        """Pair, status, go, move: each a process of its own, each knows what the last one did."""
        data = tmp_path / "phone"
        screen = await car.start()
        await _pair(screen, data)

        (status,) = await _lines("phone", "status", "--data", data, "--json")
        assert status["connected"] is True
        assert status["activities"] == []
        assert status["car"]["model"] == "su7-max"

        (plan,) = await _lines("phone", "go", "Tianjin", "--data", data, "--json")
        assert plan["destination"] == "Tianjin"
        assert 80_000 < plan["distance_m"] < 180_000

        (moved,) = await _lines(
            "phone", "move", "navigation", "--to", "car", "--data", data, "--json"
        )
        assert moved["activity"] == "navigation"
        view = await screen.until(
            "activities",
            lambda view: any(item.live_here for item in view.items),
            within_s=SOON_S,
            what="the route in the car",
        )
        assert view.items[0].activity == "navigation"
