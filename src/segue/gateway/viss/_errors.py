"""What the specification calls errors: number, reason and message, and which of ours is which.

Source: COVESA VISS version 2 TRANSPORT, Status Codes.
"""

from __future__ import annotations

from dataclasses import dataclass

from segue.kernel import DeviceUnavailable, LocalUseError, Rejected, SegueError
from segue.vehicle.access import TokenExpired, TokenMissing, Unauthenticated
from segue.vehicle.orders import Outcome
from segue.vehicle.signals import UnfitValue, UnknownSignal


@dataclass(frozen=True, slots=True)
class Reason:
    """One row of the specification's table."""

    number: int
    name: str
    message: str


BAD_REQUEST = Reason(
    400,
    "bad_request",
    "The server is unable to fulfil the client request because the request is malformed.",
)
FILTER_INVALID = Reason(400, "filter_invalid", "Filter requested on non-primitive type.")
INVALID_DURATION = Reason(400, "invalid_duration", "Time duration is invalid.")
INVALID_VALUE = Reason(400, "invalid_value", "The requested set value is invalid.")
TOKEN_EXPIRED = Reason(401, "token_expired", "Access token has expired.")
TOKEN_INVALID = Reason(401, "token_invalid", "Access token is invalid.")
TOKEN_MISSING = Reason(401, "token_missing", "Access token is missing.")
READ_ONLY = Reason(
    401, "read_only", "The desired signal cannot be set since it is a read only signal."
)
USER_FORBIDDEN = Reason(
    403,
    "user_forbidden",
    "The user is not permitted to access the requested resource. Retrying does not help.",
)
INVALID_PATH = Reason(404, "invalid_path", "The specified data path does not exist.")
SOME_PATHS_INVALID = Reason(403, INVALID_PATH.name, INVALID_PATH.message)
"""CORE, Error Handling: a request of valid and invalid nodes is answered 403, not 404."""
UNAVAILABLE_DATA = Reason(404, "unavailable_data", "The requested data was not found.")
INVALID_SUBSCRIPTION = Reason(
    404, "invalid_subscriptionId", "The specified subscription was not found."
)
TOO_MANY_REQUESTS = Reason(
    429,
    "too_many_requests",
    "The client has sent the server too many requests in a given amount of time.",
)
BAD_GATEWAY = Reason(
    502,
    "bad_gateway",
    "The server was acting as a gateway or proxy and received an invalid response"
    " from an upstream server.",
)
SERVICE_UNAVAILABLE = Reason(
    503,
    "service_unavailable",
    "The server is currently unable to handle the request due to a temporary overload"
    " or scheduled maintenance (which may be alleviated after some delay).",
)
GATEWAY_TIMEOUT = Reason(
    504,
    "gateway_timeout",
    "The server did not receive a timely response from an upstream server"
    " it needed to access in order to complete the request.",
)


class VissError(SegueError):
    """A request that is answered with one of the specification's errors.

    Args:
        reason: Which.
        detail: What is wrong with this very request, a sentence.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.message} {detail}".strip())
        self.reason = reason

    def as_object(self) -> dict[str, object]:
        """Return the `error` member of an answer."""
        return {
            "number": self.reason.number,
            "reason": self.reason.name,
            "message": self.message,
        }


# A kind before what it is a kind of; Rejected is also a token that gives no such right.
_REASONS: tuple[tuple[type[SegueError], Reason], ...] = (
    (UnknownSignal, INVALID_PATH),
    (UnfitValue, INVALID_VALUE),
    (TokenMissing, TOKEN_MISSING),
    (TokenExpired, TOKEN_EXPIRED),
    (Unauthenticated, TOKEN_INVALID),
    (Rejected, USER_FORBIDDEN),
    (DeviceUnavailable, SERVICE_UNAVAILABLE),
    (LocalUseError, BAD_REQUEST),
)


def viss_error(error: SegueError) -> VissError:
    """Return what the broker refused as the specification says it."""
    if isinstance(error, VissError):
        return error
    reason = next((it for kind, it in _REASONS if isinstance(error, kind)), SERVICE_UNAVAILABLE)
    return VissError(reason, str(error))


def outcome_error(outcome: Outcome) -> VissError | None:
    """Return what an actuation that was not done is answered with; None when it was done."""
    if outcome.status == "done":
        return None
    reason = GATEWAY_TIMEOUT if outcome.status == "timed_out" else BAD_GATEWAY
    return VissError(reason, f"{outcome.reason} (order {outcome.request_id})".strip())
