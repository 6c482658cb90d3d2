"""What a server's refusal means for the one who asked."""

from __future__ import annotations

import grpc

from segue.kernel import DeviceUnavailable, LocalUseError, PeerError, Rejected, SegueError

_ALLOW = "Give a token that allows it: --token FILE."
_AS_ASKED: dict[grpc.StatusCode, tuple[type[SegueError], str]] = {
    grpc.StatusCode.NOT_FOUND: (LocalUseError, "`segue signals list` shows what there is."),
    grpc.StatusCode.INVALID_ARGUMENT: (LocalUseError, ""),
    grpc.StatusCode.OUT_OF_RANGE: (LocalUseError, ""),
    grpc.StatusCode.UNAUTHENTICATED: (Rejected, _ALLOW),
    grpc.StatusCode.PERMISSION_DENIED: (Rejected, _ALLOW),
    grpc.StatusCode.ALREADY_EXISTS: (Rejected, "Name signals that nobody else gives there."),
    grpc.StatusCode.ABORTED: (Rejected, ""),
    grpc.StatusCode.FAILED_PRECONDITION: (Rejected, ""),
    grpc.StatusCode.UNAVAILABLE: (DeviceUnavailable, ""),
    grpc.StatusCode.DEADLINE_EXCEEDED: (DeviceUnavailable, ""),
    grpc.StatusCode.CANCELLED: (DeviceUnavailable, ""),
    grpc.StatusCode.RESOURCE_EXHAUSTED: (DeviceUnavailable, ""),
}


class ServerGone(DeviceUnavailable):
    """Nobody answers there, or the connection ended: it may come back."""


def gone(target: str) -> ServerGone:
    """Return the error for a server that does not answer."""
    return ServerGone(
        f"No signal server answers at {target}.",
        do="Start a car with `segue demo`, or say where the server is: --server HOST:PORT.",
        retry_after_s=1.0,
    )


def refusal(code: grpc.StatusCode, details: str, target: str) -> SegueError:
    """Return how a call ended in the words of our own errors."""
    if code == grpc.StatusCode.UNIMPLEMENTED:
        return PeerError(
            f"The server at {target} does not speak kuksa.val.v2.",
            do="KUKSA's databroker does from version 0.5 on.",
        )
    kind, do = _AS_ASKED.get(code, (PeerError, ""))
    said = details.strip() or code.name
    if "token" in said:  # the server says itself what to do
        do = ""
    return kind(said if said.endswith((".", "!", "?")) else f"{said}.", do=do)
