"""How each refusal is called in gRPC and in the two APIs: one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import grpc

from segue.kernel import DeviceUnavailable, LocalUseError, Rejected, SegueError
from segue.vehicle.access import Forbidden, Unauthenticated
from segue.vehicle.signals import (
    AlreadyClaimed,
    NotClaimed,
    UnfitValue,
    UnknownSignal,
)


@dataclass(frozen=True, slots=True)
class Refused:
    """The names of one kind of refusal."""

    status: grpc.StatusCode
    v1_code: int
    """As HTTP has it; kuksa.val.v1 puts it beside each entry."""
    v2_code: int
    """`kuksa.val.v2.ErrorCode`, which has three kinds of refusal only."""

    @property
    def number(self) -> int:
        """Return gRPC's number of the status."""
        return int(self.status.value[0])

    @property
    def v1_reason(self) -> str:
        """Return the short word that kuksa.val.v1 puts beside its code."""
        return self.status.name.lower()


_INVALID, _NOT_FOUND, _DENIED = 2, 3, 4

# The first row whose error fits; more special errors stand above those they derive from.
_ROWS: tuple[tuple[type[SegueError], Refused], ...] = (
    (UnknownSignal, Refused(grpc.StatusCode.NOT_FOUND, 404, _NOT_FOUND)),
    (UnfitValue, Refused(grpc.StatusCode.INVALID_ARGUMENT, 400, _INVALID)),
    (AlreadyClaimed, Refused(grpc.StatusCode.ALREADY_EXISTS, 409, _DENIED)),
    (NotClaimed, Refused(grpc.StatusCode.ABORTED, 409, _DENIED)),
    (Unauthenticated, Refused(grpc.StatusCode.UNAUTHENTICATED, 401, _DENIED)),
    (Forbidden, Refused(grpc.StatusCode.PERMISSION_DENIED, 403, _DENIED)),
    (LocalUseError, Refused(grpc.StatusCode.INVALID_ARGUMENT, 400, _INVALID)),
    (DeviceUnavailable, Refused(grpc.StatusCode.UNAVAILABLE, 503, _INVALID)),
    (Rejected, Refused(grpc.StatusCode.FAILED_PRECONDITION, 409, _INVALID)),
)
_UNEXPECTED = Refused(grpc.StatusCode.INTERNAL, 500, _INVALID)

_ENDED = {
    "rejected": Refused(grpc.StatusCode.FAILED_PRECONDITION, 409, _INVALID),
    "timed_out": Refused(grpc.StatusCode.DEADLINE_EXCEEDED, 504, _INVALID),
}


def refused(error: SegueError) -> Refused:
    """Return what an error is called on the wire."""
    return next((names for kind, names in _ROWS if isinstance(error, kind)), _UNEXPECTED)


def ended(status: Literal["rejected", "timed_out"]) -> Refused:
    """Return what an actuation's bad end is called on the wire."""
    return _ENDED[status]
