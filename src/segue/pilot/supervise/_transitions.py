"""How assistance goes from one state to another: the table is the machine.

Of the rows that begin in the present state, the first that has a reason is taken, one in a step.
What always holds:

- Wherever the pilot drives, the driver's brake, wheel and cancel button are asked first.
- From `MinimalRisk` the way leads only to standing still or to the driver (UN R157, 5.5.3).
- From there nothing leads back to `Engaged`: a new run is a new supervisor (UN R157, 5.5.5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from segue.pilot.supervise import _reasons as reasons
from segue.pilot.supervise._reasons import Seen
from segue.pilot.supervise._states import (
    Demanded,
    Engaged,
    Fault,
    Locked,
    MinimalRisk,
    Off,
    Ready,
    Standstill,
    State,
    TakenOver,
    Warned,
)


class Row(NamedTuple):
    """One way from a state to another."""

    before: type[State]
    after: type[State]
    label: str
    """What the diagram says of it."""
    reason: Callable[[Seen], str]


TRANSITIONS = (
    Row(Off, Fault, "a part fails", reasons.fault),
    Row(Off, Engaged, "engage", reasons.engages),
    Row(Off, Ready, "conditions met", reasons.offered),
    Row(Ready, Fault, "a part fails", reasons.fault),
    Row(Ready, Off, "a condition is lost", reasons.not_offered),
    Row(Ready, Engaged, "engage", reasons.engages),
    Row(Fault, Off, "mended", reasons.mended),
    Row(Engaged, Off, "driver brakes, steers or cancels", reasons.overridden),
    Row(Engaged, MinimalRisk, "a severe fault", reasons.severe),
    Row(Engaged, Demanded, "belt, seat, a fault or a condition lost", reasons.must_hand_over),
    Row(Engaged, Warned, "away for 2 s", reasons.wanders),
    Row(Warned, Off, "driver brakes, steers or cancels", reasons.overridden),
    Row(Warned, MinimalRisk, "a severe fault", reasons.severe),
    Row(Warned, Demanded, "away for 15 s, or as when engaged", reasons.must_hand_over),
    Row(Warned, Engaged, "driver watches again", reasons.watches),
    Row(Demanded, Off, "driver brakes, steers or cancels", reasons.overridden),
    Row(Demanded, MinimalRisk, "a severe fault", reasons.severe),
    Row(Demanded, Off, "hands and eyes back for 2 s", reasons.answered),
    Row(Demanded, MinimalRisk, "no answer for 10 s", reasons.unanswered),
    Row(MinimalRisk, Locked, "driver cancels", reasons.cancels),
    Row(MinimalRisk, TakenOver, "driver brakes, steers or drives on", reasons.takes_over),
    Row(MinimalRisk, Standstill, "at rest", reasons.stands),
    Row(Standstill, Locked, "driver cancels", reasons.cancels),
    Row(Standstill, TakenOver, "driver drives away", reasons.drives_away),
    Row(TakenOver, Locked, "driver cancels, hazard lights out", reasons.cancels),
)


def following(state: State, seen: Seen) -> tuple[State, str] | None:
    """Return the next state and why; None when it stays."""
    for row in TRANSITIONS:
        if isinstance(state, row.before) and (why := row.reason(seen)):
            return _entered(row.after, state, seen, why), why
    return None


def _entered(after: type[State], before: State, seen: Seen, why: str) -> State:
    drive = before.drive if isinstance(before, Engaged | Warned | Demanded) else seen.offered
    if issubclass(after, Engaged | Warned):
        return after(drive=drive)
    if issubclass(after, Demanded):
        return after(drive=drive, why=why)
    if issubclass(after, Standstill) and isinstance(before, MinimalRisk):
        return after(why=before.why)
    if issubclass(after, Fault | MinimalRisk | Standstill):
        return after(why=why)
    return after()
