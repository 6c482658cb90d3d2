"""What is installed, what is wrong, and how to mend it: the table behind `segue doctor`.

Every check is a function from `Surroundings` to a `Finding`; `CHECKS` is all of them in the order
they are shown. A check reports and mends nothing, and never raises for what it is there to find.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from segue import __version__
from segue.gateway.web import STATIC_FOLDER
from segue.journey import check_data
from segue.kernel import SegueError
from segue.node.assist import PILOT_PACKAGES

Status = Literal["ok", "warning", "broken"]

_OLDEST_PYTHON = (3, 11)
_WANTED_FREE_BYTES = 200 * 1024 * 1024
_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SCREENS = ("car", "phone", "demo")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks look at.

    Args:
        folder: The node's data folder; need not exist yet.
        port: The port the node would serve on; with `--lan` also the one after it.
        signal_ports: Where it would serve the car's signals.
    """

    folder: Path
    port: int
    signal_ports: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do when it is not ok."""

    status: Status
    detail: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One row."""

    name: str
    look: Callable[[Surroundings], Finding]


def diagnose(surroundings: Surroundings) -> list[tuple[str, Finding]]:
    """Return the name and the finding of every check."""
    return [(check.name, check.look(surroundings)) for check in CHECKS]


def _python(_: Surroundings) -> Finding:
    detail = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < _OLDEST_PYTHON:
        return Finding("broken", detail, "Install Python 3.11 or newer, then run ./run demo again.")
    return Finding("ok", detail)


def _segue(_: Surroundings) -> Finding:
    try:
        requirements = importlib.metadata.requires("segue") or []
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "warning", f"{__version__}, run from its source without being installed", "./run demo"
        )
    names = [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements]
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        return Finding(
            "broken", f"{__version__}, without {', '.join(missing)}", "Run pip install . again."
        )
    return Finding("ok", f"{__version__}, with the {len(names)} packages it needs")


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _pilot(_: Surroundings) -> Finding:
    missing = [name for name in PILOT_PACKAGES if not _is_installed(name)]
    if missing:
        return Finding(
            "warning",
            f"without {', '.join(missing)}: no assisted driving",
            "./run demo, or pip install 'segue[pilot]'",
        )
    return Finding("ok", f"{', '.join(PILOT_PACKAGES)} are there: the simulated car can be driven")


def _map_data(_: Surroundings) -> Finding:
    try:
        return Finding("ok", f"{', '.join(check_data())} are whole")
    except SegueError as error:
        return Finding("broken", error.message, error.do)


def _screens(_: Surroundings) -> Finding:
    missing = [name for name in _SCREENS if not (STATIC_FOLDER / name / "index.html").is_file()]
    if missing:
        return Finding(
            "broken",
            f"the screens {', '.join(missing)} are not built",
            "Run ./run demo, or pip install . (both build them).",
        )
    return Finding("ok", "car, phone and demo are built")


def _ports(surroundings: Surroundings) -> Finding:
    taken = [port for port in (surroundings.port, surroundings.port + 1) if not is_free(port)]
    if taken:
        return Finding(
            "warning",
            f"{_listed(taken)} in use, perhaps by a Segue that is running",
            "Stop what uses it, or choose another with --port.",
        )
    return Finding("ok", f"{surroundings.port} and {surroundings.port + 1} are free")


def _signal_ports(surroundings: Surroundings) -> Finding:
    wanted = surroundings.signal_ports
    taken = [port for port in wanted if not is_free(port)]
    if taken:
        return Finding(
            "warning",
            f"{_listed(taken)} in use, perhaps by a Segue that is running; a car then starts "
            "without",
            "Stop what uses it, or choose another with --kuksa-port and --viss-port.",
        )
    return Finding("ok", f"{_listed(wanted)} are free")


def _listed(ports: Iterable[int]) -> str:
    return " and ".join(map(str, ports))


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port of the loopback interface now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As asyncio's servers do: a connection that is still closing does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _data_folder(surroundings: Surroundings) -> Finding:
    folder = surroundings.folder
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not (existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)):
        return Finding(
            "broken",
            f"{existing} is not a folder that can be written to",
            f"Make {folder} yours (chown, chmod), or choose another with --data.",
        )
    free_bytes = shutil.disk_usage(existing).free
    detail = f"{folder}, {free_bytes / 1e9:.1f} GB free"
    if free_bytes < _WANTED_FREE_BYTES:
        return Finding("warning", detail, "Free some space: a node needs about 200 MB.")
    return Finding("ok", detail)


def _keys(surroundings: Surroundings) -> Finding:
    keys = sorted(surroundings.folder.rglob("*.key")) if surroundings.folder.is_dir() else []
    loose = [key for key in keys if stat.S_IMODE(key.stat().st_mode) & 0o077]
    if loose:
        names = " ".join(str(key) for key in loose)
        return Finding("broken", f"others on this machine can read {names}", f"chmod 600 {names}")
    names = ", ".join(key.name for key in keys)
    return Finding("ok", f"only you can read {names}" if keys else "none yet")


def _chromium(_: Surroundings) -> Finding:
    found = next((path for name in _CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found is None:
        return Finding(
            "warning",
            "not found; only the browser tests need it",
            "Debian, Ubuntu: sudo apt install chromium fonts-noto-cjk",
        )
    return Finding("ok", found)


CHECKS: tuple[Check, ...] = (
    Check("Python", _python),
    Check("Segue", _segue),
    Check("Pilot", _pilot),
    Check("Map data", _map_data),
    Check("Screens", _screens),
    Check("Ports", _ports),
    Check("Signal ports", _signal_ports),
    Check("Data folder", _data_folder),
    Check("Keys", _keys),
    Check("Chromium", _chromium),
)
