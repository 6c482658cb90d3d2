"""The error tree, split by who can act on it.

SegueError
├── LocalUseError        the caller or user asked for something that cannot be: change the request
├── DataUnusable         a file on this machine is broken, missing or from another version
├── PeerError            the other side broke the protocol or is not who it should be
├── DeviceUnavailable    nothing is wrong but it is not there now: try again after `retry_after_s`
└── Rejected             understood and refused, with a reason that a user may read
"""

from __future__ import annotations


class SegueError(Exception):
    """What went wrong, and what the reader can do about it.

    Args:
        message: What happened and where, one sentence.
        do: What to do next, one imperative sentence; empty when nothing can be done.
    """

    def __init__(self, message: str, *, do: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.do = do

    def __str__(self) -> str:
        return f"{self.message} {self.do}".strip()


class LocalUseError(SegueError):
    """The request itself cannot be carried out as asked."""


class DataUnusable(SegueError):
    """A file is broken, missing, or of a version this Segue cannot read."""


class PeerError(SegueError):
    """The other side broke the protocol, or is not who it should be."""


class DeviceUnavailable(SegueError):
    """The device cannot answer now.

    Args:
        retry_after_s: When another try makes sense; None when unknown.
    """

    def __init__(self, message: str, *, do: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(message, do=do)
        self.retry_after_s = retry_after_s


class Rejected(SegueError):
    """Understood and refused; the message may be shown to a user as it is."""
