"""Handoff: an activity is live on one device, and moves without being lost or played twice.

Shells use `ActivityBook`; see its module for how.
"""

from segue.fabric.handoff._activities import (
    ActivityBook,
    ActivityEvent,
    ActivitySnapshot,
    BookEvent,
    BookWrite,
    FactRefused,
    SaveActivity,
    Step,
)
from segue.fabric.handoff._anchor import freeze, thaw
from segue.fabric.handoff._claim_facts import live_facts
from segue.fabric.handoff._events import (
    Changed,
    HandoffEvent,
    Started,
    Stopped,
    TransferFailed,
)
from segue.fabric.handoff._limits import DEFAULT_LIMITS, Limits
from segue.fabric.handoff._machine import HandoffMachine
from segue.fabric.handoff._order import Moment, claim_order, newest
from segue.fabric.handoff._record import KnownState, Record
from segue.fabric.handoff._rules import Cabin, HandBack, PresenceRules, Pull, RuleAction

__all__ = [
    "DEFAULT_LIMITS",
    "ActivityBook",
    "ActivityEvent",
    "ActivitySnapshot",
    "BookEvent",
    "BookWrite",
    "Cabin",
    "Changed",
    "FactRefused",
    "HandBack",
    "HandoffEvent",
    "HandoffMachine",
    "KnownState",
    "Limits",
    "Moment",
    "PresenceRules",
    "Pull",
    "Record",
    "RuleAction",
    "SaveActivity",
    "Started",
    "Step",
    "Stopped",
    "TransferFailed",
    "claim_order",
    "freeze",
    "live_facts",
    "newest",
    "thaw",
]
