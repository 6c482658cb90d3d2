"""Exit codes: what a script may rely on."""

from __future__ import annotations

from enum import IntEnum

from segue.kernel import DataUnusable, DeviceUnavailable, LocalUseError, PeerError, SegueError


class ExitCode(IntEnum):
    """What the process ends with."""

    OK = 0
    NO = 1
    USAGE = 2
    UNAVAILABLE = 3
    DATA = 4
    PEER = 5
    INTERRUPTED = 130


MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "done; the answer is yes",
    ExitCode.NO: "the answer is no: no plan, a refusal, a failed check",
    ExitCode.USAGE: "the request cannot be carried out as it is: change it",
    ExitCode.UNAVAILABLE: "a device or the disk is not available now: try again",
    ExitCode.DATA: "a file is broken, missing or of another version",
    ExitCode.PEER: "the other device broke the protocol or is not who it should be",
    ExitCode.INTERRUPTED: "stopped by Ctrl-C",
}

_BY_ERROR: tuple[tuple[type[SegueError], ExitCode], ...] = (
    (LocalUseError, ExitCode.USAGE),
    (DeviceUnavailable, ExitCode.UNAVAILABLE),
    (DataUnusable, ExitCode.DATA),
    (PeerError, ExitCode.PEER),
)


def exit_code_for(error: SegueError) -> ExitCode:
    """Return the code for an error; a refusal is an answer and gives NO."""
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), ExitCode.NO)
