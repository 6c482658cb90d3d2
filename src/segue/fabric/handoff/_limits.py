"""Limits of a handoff, as data, and the checks a peer's message must pass.

A message that fails raises PeerError before anything has changed, so it can do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from segue.kernel import LocalUseError, PeerError
from segue.schema.activity import Claim
from segue.schema.depth import is_deeper_than

ENDED = "null"
"""The state of an activity that has ended, as JSON text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a machine waits for and what it accepts."""

    transfer_timeout_s: float = 10.0
    """A transfer that has not been committed by then is given up; the source still holds."""
    take_after_s: float = 2.0
    """How long a user's request waits for a link that went down before it takes the epoch."""
    retry_first_s: float = 0.5
    retry_most_s: float = 15.0
    max_state_bytes: int = 1_000_000
    """UTF-8 bytes of a state's JSON text: a quarter of the largest message."""
    max_state_depth: int = 64
    """Lists and objects in one another; a route has five."""
    max_number: int = 2**53 - 1
    """The largest integer that JavaScript holds exactly; bounds epochs and times."""
    max_epoch_jump: int = 1_000_000
    """How far ahead of what is known an epoch may be. A year offline at a handoff a minute is half
    of it; at this pace a liar needs nine thousand million messages to use up the numbers."""
    max_id_chars: int = 64


DEFAULT_LIMITS = Limits()


def check_number(value: int, what: str, limits: Limits) -> None:
    """Raise PeerError unless 0 ≤ value ≤ 2**53 - 1."""
    if not 0 <= value <= limits.max_number:
        raise PeerError(f"{what} {value} is not between 0 and {limits.max_number}.")


def check_epoch(epoch: int, known_epoch: int, limits: Limits) -> None:
    """Raise PeerError unless the epoch is a number that can follow what is known."""
    if not 1 <= epoch <= limits.max_number:
        raise PeerError(f"Epoch {epoch} is not between 1 and {limits.max_number}.")
    if epoch > known_epoch + limits.max_epoch_jump:
        raise PeerError(f"Epoch {epoch} is too far ahead of the known {known_epoch}.")


def check_id(value: str, what: str, limits: Limits) -> None:
    """Raise PeerError unless the id is neither empty nor long."""
    if not 1 <= len(value) <= limits.max_id_chars:
        raise PeerError(f"A {what} of {len(value)} characters is refused.")


def check_claim(claim: Claim, known_epoch: int, limits: Limits) -> None:
    """Raise PeerError unless the claim's fields are within bounds."""
    check_id(claim.device_id, "device id", limits)
    check_number(claim.action_utc_ms, "Action time", limits)
    check_epoch(claim.epoch, known_epoch, limits)


def state_fault(text: str, limits: Limits) -> str | None:
    """Return why the text cannot be a state (a JSON object, or `null`), or None when it can."""
    if len(text) > limits.max_state_bytes:
        return f"A state of {len(text)} characters is over the limit."
    try:
        if len(text.encode()) > limits.max_state_bytes:
            return f"A state is over the limit of {limits.max_state_bytes} bytes."
        if is_deeper_than(limits.max_state_depth, text):
            return f"A state is nested more than {limits.max_state_depth} deep."
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        return f"A state is not JSON: {error}."
    if text == ENDED or isinstance(value, dict):
        return None
    return "A state must be a JSON object, or null."


def check_peer_state(text: str, limits: Limits) -> None:
    """Raise PeerError unless the text is a state."""
    if fault := state_fault(text, limits):
        raise PeerError(fault)


def check_own_state(text: str, limits: Limits) -> None:
    """Raise LocalUseError unless the text is the state of a live activity."""
    fault = "This state is null." if text == ENDED else state_fault(text, limits)
    if fault:
        raise LocalUseError(fault, do="End the activity to end it.")
