"""What a machine tells its shell. Acted on after the checkpoint and before sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from segue.schema.activity import ActionCause, Claim

FailReason = Literal[
    "timeout",  # the target did not get ready in time
    "no_answer",  # the holder is linked but did not offer
    "ended",
    "not_live",  # the holder says that it does not hold
    "overruled",  # a rule's request is older than the last button
    "superseded",  # another request won
    "kept",  # a button where it is live said that it stays
    "stale",  # the other side does not know this transfer
    "refused",  # for a reason that this version does not know
]
FAIL_REASONS: dict[str, FailReason] = {reason: reason for reason in get_args(FailReason)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The activity is live here: go on from `state`. Also when its state was replaced here."""

    claim: Claim
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The activity is no longer live here: stop at once."""

    claim: Claim
    why: Literal["moved", "yielded", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFailed:
    """A transfer did not happen, and nothing changed hands."""

    cause: ActionCause
    reason: FailReason


@dataclass(frozen=True, slots=True)
class Changed:
    """The holder, the state or the role is not what it was: draw it again."""


HandoffEvent = Started | Stopped | TransferFailed | Changed
