"""Who holds, and which of two requests wins: total orders over facts, the same on every device."""

from __future__ import annotations

import msgspec

from segue.schema.activity import ActionCause, Claim


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Now, on both clocks of a device."""

    now_s: float
    """Monotonic; for timers."""
    utc_ms: int
    """For records, and for what has to mean something to a person; may jump."""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """A request to move an activity: when, by whom and on which device it was made."""

    utc_ms: int
    cause: ActionCause
    device_id: str


def claim_order(claim: Claim) -> tuple[int, int, str]:
    """Return the key by which the greatest claim is the holder's.

    The epoch comes first, so a clock that is wrong decides only between two devices that took the
    same epoch while neither could reach the other.
    """
    return claim.epoch, claim.action_utc_ms, claim.device_id


def newest(claims: list[Claim]) -> Claim | None:
    """Return the holder's claim among all claims on one activity; None when there is none."""
    return max(claims, key=claim_order, default=None)


def beats(new: Action, running: Action) -> bool:
    """Say whether a new request replaces a transfer that runs and is not committed.

    A user beats a rule. A rule beats nothing that runs. Of two users the later wins.
    """
    if new.cause == "rule":
        return False
    if running.cause == "rule":
        return True
    return (new.utc_ms, new.device_id) > (running.utc_ms, running.device_id)


def overruled(action: Action, last_user_utc_ms: int, now: Moment) -> bool:
    """Say whether a rule's request is older than the last button pressed, and so is dropped.

    A button "pressed" later than this device's own now was pressed by a clock that is ahead, and
    does not hold rules up.
    """
    return action.cause == "rule" and action.utc_ms <= last_user_utc_ms <= now.utc_ms
