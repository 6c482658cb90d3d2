"""Logs of CAN frames: candump (`.log`), ASC and BLF."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from segue.kernel import DataUnusable, DeviceUnavailable, LocalUseError, SegueError
from segue.node.canbus._spec import LogSpec

if TYPE_CHECKING:
    import can

_FORMATS = (".log", ".asc", ".blf")


def read_log(path: Path) -> Iterator[can.Message]:
    """Yield the frames of a log, with the times at which they came.

    Raises:
        LocalUseError: There is no such log, or it is of none of the formats.
        DataUnusable: It is broken, and after how many frames.
    """
    import can  # noqa: PLC0415  only who reads a log pays for it

    check_format(path)
    count = 0
    try:
        # ASC's times count from the log's start unless they are asked for whole.
        options = {"relative_timestamp": False} if path.suffix.lower() == ".asc" else {}
        with can.LogReader(path, **options) as frames:
            for frame in frames:
                yield frame
                count += 1
    except FileNotFoundError as error:
        raise LocalUseError(f"There is no log {path}.") from error
    except Exception as error:  # readers fail in their own ways on text that is none of theirs
        raise _broken(path, count, error) from error


class LogEnded(SegueError):
    """All frames of a log were given."""


class LogBus:
    """A log whose frames come when they came, times its speed; nothing can be sent to it."""

    def __init__(self, spec: LogSpec) -> None:
        self._frames: Iterator[can.Message] = read_log(spec.path)
        self._speed = spec.speed
        self._next: can.Message | None = None
        self._started: tuple[float, float] | None = None

    def recv(self, timeout: float | None = None) -> can.Message | None:
        """Return the next frame once its time has come.

        Raises:
            LogEnded: There are no more.
            DataUnusable: The log is broken from here on.
        """
        frame = next(self._frames, None) if self._next is None else self._next
        if frame is None:
            raise LogEnded("The log has ended.")
        now_s = time.monotonic()
        if self._started is None:
            self._started = (now_s, frame.timestamp)
        start_s, first_s = self._started
        wait_s = start_s + (frame.timestamp - first_s) / self._speed - now_s
        if timeout is not None and wait_s > timeout:
            self._next = frame
            time.sleep(timeout)
            return None
        time.sleep(max(0.0, wait_s))
        self._next = None
        return frame

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        """Refuse: what is past cannot be told anything.

        Raises:
            DeviceUnavailable: Always.
        """
        del msg, timeout
        raise DeviceUnavailable("A log takes no frames.")

    def shutdown(self) -> None:
        """Forget the log."""
        self._frames = iter(())


def paced(spec: LogSpec) -> Iterator[can.Message]:
    """Yield a log's frames at their times, times its speed.

    Raises:
        DataUnusable: It is broken, and after how many frames.
    """
    bus = LogBus(spec)
    while True:
        try:
            frame = bus.recv()
        except LogEnded:
            return
        if frame is not None:
            yield frame


def check_format(path: Path) -> None:
    """Raise LocalUseError when a file's name is none of a log's."""
    if path.suffix.lower() not in _FORMATS:
        raise LocalUseError(
            f"{path} is no log by its name.",
            do=f"Name it {', '.join(_FORMATS[:-1])} (candump, ASC) or {_FORMATS[-1]}.",
        )


def _broken(path: Path, count: int, error: Exception) -> DataUnusable:
    return DataUnusable(
        f"{path} is broken after {count} frames: {error or type(error).__name__}.",
        do="Record it anew; a candump log is made by `candump -l` or `candump -L`.",
    )
