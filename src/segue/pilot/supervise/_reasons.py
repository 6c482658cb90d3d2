"""Why the supervisor goes from one state to another: one question each, answered by a sentence.

Each gives the reason for the log and the driver, and nothing when there is none now.
"""

from __future__ import annotations

from dataclasses import dataclass

from segue.pilot.supervise._domain import Lack
from segue.pilot.supervise._driver import UNSEATED_S, Acts, Presence, unready
from segue.pilot.supervise._states import Drive
from segue.schema.drive import DriverInput

NOTICE_AFTER_S = 2.0
"""A glance at a mirror is shorter; estimated."""
DEMAND_AFTER_S = 15.0
"""Of an unavailable driver (UN R157, 6.1.3)."""
ANSWER_WITHIN_S = 10.0
"""A demand without an answer ends in the manoeuvre, and not earlier (UN R157, 5.4.4)."""
ANSWERED_AFTER_S = 2.0
"""Hands and eyes back for so long answer a demand: time to hear it, and more than a hand that
brushes the wheel; estimated."""
STANDING_MPS = 0.1
"""Less than wheel sensors tell from nothing; estimated."""
STANDING_S = 0.5
"""After so long the car has stopped rocking; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that the reasons are judged on, now."""

    driver: DriverInput
    acts: Acts
    presence: Presence
    lacks: tuple[Lack, ...]
    offered: Drive
    """What engaging now would set."""
    in_state_s: float
    still_s: float
    """How long the car has stood."""


def fault(seen: Seen) -> str:
    """A part of the pilot does not work."""
    return next((lack.text for lack in seen.lacks if lack.is_fault), "")


def mended(seen: Seen) -> str:
    """All parts work again."""
    return "" if fault(seen) else "All parts work again."


def severe(seen: Seen) -> str:
    """There is no time to ask the driver."""
    return next((lack.text for lack in seen.lacks if lack.severe), "")


def not_offered(seen: Seen) -> str:
    """The driver is not in place, or a condition is not met."""
    if not (seen.driver.seated and seen.driver.belted):
        return unready(seen.driver, seen.acts)
    return next((lack.text for lack in seen.lacks), "")


def offered(seen: Seen) -> str:
    """The driver is in place and all conditions are met."""
    return "" if not_offered(seen) else "All conditions are met."


def refused(seen: Seen) -> str:
    """Assistance cannot be engaged."""
    return unready(seen.driver, seen.acts) or not_offered(seen)


def engages(seen: Seen) -> str:
    """The driver pressed engage, and nothing is in the way."""
    if seen.driver.button != "engage" or refused(seen):
        return ""
    return "The driver pressed engage."


def overridden(seen: Seen) -> str:
    """The driver brakes, steers or pressed cancel."""
    return seen.acts.override


def must_hand_over(seen: Seen) -> str:
    """The driver has to take over.

    Source: UN R157, 6.1.2 for seat and belt, 6.1.3 for availability, 5.4 for the rest.
    """
    if not seen.driver.belted:
        return "The driver's belt is open."
    if seen.presence.unseated_s > UNSEATED_S:
        return "The driver's seat is empty."
    if seen.presence.away_s >= DEMAND_AFTER_S:
        return "The driver does not watch."
    return next((lack.text for lack in seen.lacks), "")


def wanders(seen: Seen) -> str:
    """The driver's eyes or hands are elsewhere for longer than a glance."""
    return "The driver does not watch." if seen.presence.away_s >= NOTICE_AFTER_S else ""


def watches(seen: Seen) -> str:
    """The driver's eyes and hands are back."""
    return "The driver watches again." if seen.presence.away_s == 0.0 else ""


def answered(seen: Seen) -> str:
    """The driver has answered the demand with hands and eyes."""
    held_s = min(seen.in_state_s, seen.presence.holding_s)
    return "The driver holds the wheel and looks." if held_s >= ANSWERED_AFTER_S else ""


def unanswered(seen: Seen) -> str:
    """The driver has not answered the demand in time."""
    return "The demand was not answered." if seen.in_state_s >= ANSWER_WITHIN_S else ""


def cancels(seen: Seen) -> str:
    """The driver pressed cancel."""
    return "The driver pressed cancel." if seen.acts.cancels else ""


def takes_over(seen: Seen) -> str:
    """The driver brakes, steers, or drives on: a foot alone may be of one who has fainted."""
    if seen.acts.accelerates and seen.presence.holding_s > 0.0:
        return "The driver drives on."
    return seen.acts.override


def stands(seen: Seen) -> str:
    """The car has come to rest."""
    return "The car has come to rest." if seen.still_s >= STANDING_S else ""


def drives_away(seen: Seen) -> str:
    """A person in the seat, belted, drives the car away."""
    drives = seen.acts.accelerates and seen.driver.seated and seen.driver.belted
    return "The driver drives away." if drives else ""
