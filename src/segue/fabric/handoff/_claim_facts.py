"""Claims and states as facts of a space: how they are written, read and pruned.

claims   {activity}/{epoch}/{device_id}   {"action_utc_ms": 1764000000000}
states   {activity}/{epoch}/{device_id}   {"revision": 3, "state": {…}}   null when it has ended
"""

from __future__ import annotations

from typing import Any

import msgspec

from segue.fabric.handoff._order import claim_order
from segue.fabric.handoff._record import KnownState
from segue.fabric.space import Facts
from segue.schema.activity import Claim

RECENTS_KEPT = 50
"""Destinations; their keys sort by time."""


class _ClaimFact(msgspec.Struct, frozen=True):
    action_utc_ms: int


def fact_name(claim: Claim) -> str:
    """Return the name of a claim's facts, to which the space adds the author."""
    return f"{claim.activity}/{claim.epoch}"


def claim_value(claim: Claim) -> dict[str, Any]:
    """Return a claim as the value of its fact."""
    return {"action_utc_ms": claim.action_utc_ms}


def state_value(state: KnownState) -> dict[str, Any]:
    """Return a state as the value of its fact."""
    return {"revision": state.revision, "state": msgspec.json.decode(state.text)}


def read_claim(key: str, value: Any) -> Claim | None:
    """Return the claim of a fact; None when it is not one."""
    match key.split("/"):
        case [activity, epoch, device_id] if epoch.isascii() and epoch.isdigit():
            try:
                fact = msgspec.convert(value, _ClaimFact)
            except msgspec.ValidationError:
                return None
            return Claim(
                activity=activity,
                epoch=int(epoch[:17]),
                device_id=device_id,
                action_utc_ms=fact.action_utc_ms,
            )
        case _:
            return None


def read_state(claim: Claim, value: Any) -> KnownState | None:
    """Return the state of a fact that was written under this claim; None when it is not one."""
    match value:
        case {"revision": int(revision), "state": state}:
            text = msgspec.json.encode(state).decode()
            return KnownState(claim=claim, revision=revision, text=text)
        case _:
            return None


def live_facts(facts: Facts) -> Facts:
    """Return the facts that still matter: the `keep` rule of a space with activities.

    Of the claims on an activity only the greatest, with its state. Until that state is known here,
    the newest other one stays too, with its claim. Everything else stays, but of the recents only
    the latest 50.
    """
    by_activity: dict[str, list[tuple[Claim, str]]] = {}
    for key, text in facts["claims"].items():
        if claim := read_claim(key, msgspec.json.decode(text)):
            by_activity.setdefault(claim.activity, []).append((claim, key))
    kept: set[str] = set()
    for claims in by_activity.values():
        claims.sort(key=lambda item: claim_order(item[0]), reverse=True)
        kept.add(claims[0][1])
        with_state = [key for _claim, key in claims if key in facts["states"]]
        kept.update(with_state[:1])
    return {
        **facts,
        "claims": {key: text for key, text in facts["claims"].items() if key in kept},
        "states": {key: text for key, text in facts["states"].items() if key in kept},
        "recents": dict(sorted(facts["recents"].items())[-RECENTS_KEPT:]),
    }
