"""A lane change, as UN R79 has it for category C: when it may begin, cross, and must be over.

The table is the machine, as in `_transitions`: of the rows that begin in the present state, the
first whose condition holds is taken.

    Resting    --asked-->            Indicating   the indicator blinks
    Indicating --given up-->         Resting      before the line is touched
    Indicating --over the line-->    Crossing     begins when the car's side touches the line
    Crossing   --in the lane-->      Resting

A change that crosses is ended, whatever is asked meanwhile; only a driver who takes over leaves it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from segue.pilot.supervise._health import LaneFacts, Side
from segue.pilot.supervise._transitions import Transition

MOVE_AFTER_S = 1.0
"""From the indicator to moving sideways (UN R79, 5.6.4.6.4)."""
CROSS_AFTER_S = 3.0
"""From the indicator to touching the line, at the earliest (UN R79, 5.6.4.6.4)."""
CROSS_WITHIN_S = 5.0
"""The same, at the latest (UN R79, 5.6.4.6.4)."""
DONE_WITHIN_S = 5.0
"""From touching the line to being in the new lane (UN R79, 5.6.4.6.5)."""
SIDEWAYS_ACCEL_MPS2 = 1.0
"""Most that the change adds to what the curve asks (UN R79, 5.6.4)."""


@dataclass(frozen=True, slots=True)
class Resting:
    """No change is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicating:
    """The change is announced; the car is still in its lane."""

    side: Side
    for_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """The car is over the line."""

    side: Side
    for_s: float = 0.0


LaneChangeState = Resting | Indicating | Crossing
_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneChangeAsk:
    """What decides on a change, now."""

    wanted: Literal["", "left", "right"]
    """Asked for in this step."""
    pilot_drives: bool
    watched: bool
    """Whether the driver needs no warning."""
    hands_on: bool
    lane: LaneFacts


def earliest_move_s(line_m: float) -> float:
    """Return how long to indicate before moving, so that the line is not touched too early.

    With `SIDEWAYS_ACCEL_MPS2` at most, `line_m` takes at least sqrt(2 line / accel).
    """
    away_m = max(0.0, line_m)
    return max(MOVE_AFTER_S, CROSS_AFTER_S - math.sqrt(2.0 * away_m / SIDEWAYS_ACCEL_MPS2))


@dataclass(slots=True)
class LaneChange:
    """Decides when a lane change begins, goes on and is given up."""

    state: LaneChangeState = Resting()

    def step(self, at_s: float, elapsed_s: float, ask: LaneChangeAsk) -> tuple[Transition, ...]:
        """Go on by one step; return what changed, for the log."""
        before = self.state
        if not isinstance(before, Resting):
            before = replace(before, for_s=before.for_s + elapsed_s)
        self.state, why = _following(before, ask)
        if not why:
            return ()
        return (
            Transition(
                at_s=at_s,
                machine="lane_change",
                before=type(before).__name__,
                after=type(self.state).__name__,
                why=why,
            ),
        )

    def permitted(self, lane: LaneFacts) -> Literal["", "left", "right"]:
        """Return the side to which the car may move now."""
        match self.state:
            case Crossing(side=side):
                return side
            case Indicating(side=side, for_s=for_s) if for_s >= earliest_move_s(
                _line_m(lane, side)
            ):
                return side
            case _:
                return ""

    @property
    def indicator(self) -> Literal["", "left", "right"]:
        """Return the side that blinks: from the beginning to the end (UN R79, 5.6.4.6.7)."""
        return "" if isinstance(self.state, Resting) else self.state.side


def _line_m(lane: LaneFacts, side: Side) -> float:
    return lane.to_left_m if side == "left" else lane.to_right_m


def _following(state: LaneChangeState, ask: LaneChangeAsk) -> tuple[LaneChangeState, str]:
    if not ask.pilot_drives:
        return Resting(), "" if isinstance(state, Resting) else "The driver drives."
    match state:
        case Resting():
            if ask.wanted and not _obstacle(ask, ask.wanted):
                return Indicating(side=ask.wanted), f"A change to the {ask.wanted} is asked for."
            return state, ""
        case Indicating(side=side, for_s=for_s):
            if _line_m(ask.lane, side) < 0.0:
                return Crossing(side=side), "The car touches the line."
            if ask.wanted == _OTHER[side]:
                return Resting(), "The other side was asked for."
            if obstacle := _obstacle(ask, side):
                return Resting(), obstacle
            if for_s >= CROSS_WITHIN_S:
                return Resting(), f"There was no way across for {CROSS_WITHIN_S:.0f} s."
            return state, ""
        case Crossing(for_s=for_s):
            if min(ask.lane.to_left_m, ask.lane.to_right_m) >= 0.0:
                late = "" if for_s < DONE_WITHIN_S else f" after {for_s:.1f} s, which is too long"
                return Resting(), f"The car is in the lane{late}."
            return state, ""


def _obstacle(ask: LaneChangeAsk, side: Side) -> str:
    """Return why a change may not begin or go on before the line (UN R79, 5.6.4.6.8)."""
    if not ask.watched:
        return "The driver does not watch."
    if not ask.lane.known:
        return "The lane is not known."
    if side not in ask.lane.free:
        return f"The lane on the {side} is not free."
    if not ask.hands_on:
        return "A change needs hands on the wheel."
    return ""
