"""What `--can` names: `interface:channel[@bitrate]`, or `log:PATH[@speed]`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from segue.kernel import LocalUseError

_HOW = "Write interface:channel[@bitrate], like socketcan:can0, or log:FILE[@speed]."
_SPEED = re.compile(r"(.+)@([0-9.]+)")
_BITRATE = re.compile(r"(.+)@([0-9]+)")
_LOCAL_NETWORK = "udp_multicast"
"""It sends every frame to whoever listens on the network: no bus for a car."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusSpec:
    """A bus that frames come from and go to."""

    interface: str
    channel: str
    bitrate: int | None = None

    @property
    def name(self) -> str:
        """The bus's name among the sources of signals."""
        return f"{self.interface}:{self.channel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSpec:
    """A log that is replayed as if it were a bus."""

    path: Path
    speed: float = 1.0

    @property
    def name(self) -> str:
        """The log's name among the sources of signals."""
        return f"log:{self.path.name}"


def parse_spec(text: str) -> BusSpec | LogSpec:
    """Return what a `--can` option names.

    Raises:
        LocalUseError: It names no bus, or one that python-can has no interface for.
    """
    interface, colon, rest = text.partition(":")
    if not colon or not interface or not rest:
        raise LocalUseError(f"{text!r} is no CAN bus.", do=_HOW)
    if interface == "log":
        return _log_spec(rest)
    _check_interface(interface)
    match = _BITRATE.fullmatch(rest)
    if match is None:
        return BusSpec(interface=interface, channel=rest)
    return BusSpec(interface=interface, channel=match[1], bitrate=int(match[2]))


def log_spec(path: Path, speed: float | None = None) -> LogSpec:
    """Return a log to replay.

    Raises:
        LocalUseError: There is none, or the speed is not above 0.
    """
    if not path.is_file():
        raise LocalUseError(f"There is no log {path}.")
    return LogSpec(path=path, speed=1.0 if speed is None else _checked_speed(speed))


def _checked_speed(speed: float) -> float:
    """Return the speed of a replay, or raise LocalUseError when it is none."""
    if not 0.0 < speed < math.inf:
        raise LocalUseError(f"A speed of {speed:g} is not above 0.")
    return speed


def _log_spec(rest: str) -> LogSpec:
    match = _SPEED.fullmatch(rest)
    path, speed = (Path(match[1]), match[2]) if match else (Path(rest), "1")
    if match and Path(rest).exists():  # a file may be called like that
        path, speed = Path(rest), "1"
    try:
        return log_spec(path, float(speed))
    except ValueError as error:
        raise LocalUseError(f"{speed!r} is no speed.", do=_HOW) from error


def _check_interface(interface: str) -> None:
    from can.interfaces import VALID_INTERFACES  # noqa: PLC0415  only who has a bus pays for it

    if interface == _LOCAL_NETWORK:
        raise LocalUseError(
            "udp_multicast would send the car's frames to everyone on the network.",
            do="Use the car's own interface, or log:FILE.",
        )
    if interface not in VALID_INTERFACES:
        known = ", ".join(sorted(VALID_INTERFACES - {_LOCAL_NETWORK}))
        raise LocalUseError(f"There is no CAN interface {interface!r}.", do=f"There are: {known}.")
