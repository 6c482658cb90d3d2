"""When activities move by themselves: rules over who sits in the car and which phone is near.

    in    the driver's seat is taken and the doors are closed, with a phone near and linked
          → the car pulls what is live on that phone
    out   a door was opened and the driver's seat is empty, with a phone near and linked
          → the car offers that phone what is live in the car

A rule fires once each time somebody sits down or leaves, so a button pressed afterwards is not
fought, and neither a phone whose link comes and goes nor a restart of the car fires it again. A
phone that is linked a moment after its owner sat down still counts; one that is linked only after
its owner left does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cabin:
    """What the rules look at."""

    seat_occupied: bool
    door_open: bool
    phone: str | None
    """The phone that is near and linked; None without one. With several the shell chooses the
    driver's: the one that came near last."""


@dataclass(frozen=True, slots=True)
class Pull:
    """Do `book.bring_here(activity, now, cause="rule")`."""

    activity: str


@dataclass(frozen=True, slots=True)
class HandBack:
    """Do `book.move_to(activity, phone, now, cause="rule")`."""

    activity: str
    phone: str


RuleAction = Pull | HandBack


class PresenceRules:
    """The two rules, with the edge of each."""

    def __init__(self) -> None:
        self._seated: bool | None = None
        self._door_opened = False
        self._pull_due = False

    def observe(self, cabin: Cabin, holders: Mapping[str, str], car: str) -> list[RuleAction]:
        """Return what to do now that the cabin is like this.

        Args:
            cabin: The cabin now. The first one is where the rules start from, and fires none.
            holders: Activity → device id of its holder; those without one are left out.
            car: The car's own device id.
        """
        first, was_seated = self._seated is None, bool(self._seated)
        if cabin.seat_occupied and not cabin.door_open:
            if not was_seated and not first:
                self._pull_due = True
            self._seated, self._door_opened = True, False
        elif first:
            self._seated = cabin.seat_occupied
        self._door_opened = self._door_opened or cabin.door_open
        if self._seated and self._door_opened and not cabin.seat_occupied:
            self._seated = self._pull_due = False
            return self._hand_back(cabin.phone, holders, car)
        if self._pull_due and cabin.phone is not None:
            self._pull_due = False
            return [Pull(name) for name, holder in holders.items() if holder == cabin.phone]
        return []

    def _hand_back(
        self, phone: str | None, holders: Mapping[str, str], car: str
    ) -> list[RuleAction]:
        if phone is None:
            return []
        return [HandBack(name, phone) for name, holder in holders.items() if holder == car]
