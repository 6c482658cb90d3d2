"""The states of a lane change, and why it goes from one to another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from segue.pilot.supervise._health import LaneFacts, Side
from segue.pilot.supervise._sideways import SIDEWAYS_ACCEL_MPS2

MOVE_AFTER_S = 1.0
"""From the indicator to moving sideways (UN R79, 5.6.4.6.4)."""
CROSS_AFTER_S = 3.0
"""From the indicator to touching the line, at the earliest (UN R79, 5.6.4.6.4)."""
CROSS_WITHIN_S = 5.0
"""From the indicator to touching the line, at the latest (UN R79, 5.6.4.6.4)."""
DONE_WITHIN_S = 5.0
"""From touching the line to being in the new lane (UN R79, 5.6.4.6.5)."""


@dataclass(frozen=True, slots=True)
class Resting:
    """No change is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicating:
    """The change is announced; the car keeps its place in the lane."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Approaching:
    """The car may move towards the line."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """The car is over the line."""

    side: Side


LaneChangeState = Resting | Indicating | Approaching | Crossing


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
    sideways_mps2: float
    """What the car does sideways beyond what the lane's curve asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change under way, or one that is asked for, as it is judged now."""

    ask: LaneChangeAsk
    side: Side
    for_s: float
    """Since the line was touched; before that, since the indicator."""
    excess: str
    """Which limit sideways was exceeded."""


def line_m(lane: LaneFacts, side: Side) -> float:
    """Return how far the line is that a change crosses first."""
    return lane.to_left_m if side == "left" else lane.to_right_m


def earliest_move_s(away_m: float) -> float:
    """Return how long to indicate before moving, so that the line is not touched too early.

    With `SIDEWAYS_ACCEL_MPS2` at most, a line that is `away_m` takes sqrt(2 away / accel) at least.
    """
    return max(
        MOVE_AFTER_S, CROSS_AFTER_S - math.sqrt(2.0 * max(0.0, away_m) / SIDEWAYS_ACCEL_MPS2)
    )


def obstacle(change: Change) -> str:
    """A change may not begin, or go on before the line (UN R79, 5.6.4.6.8)."""
    if not change.ask.pilot_drives:
        return "Assistance is not on."
    if not change.ask.watched:
        return "Look at the road first."
    if not change.ask.lane.known:
        return "The lane is not known."
    if change.side not in change.ask.lane.free:
        return f"The lane on the {change.side} is not free."
    if not change.ask.hands_on:
        return "A lane change needs your hands on the wheel."
    return ""


def asked(change: Change) -> str:
    """The driver asks for a change, and nothing is in the way."""
    wanted = change.ask.wanted == change.side and not obstacle(change)
    return f"The driver wants to the {change.side}." if wanted else ""


def driver_drives(change: Change) -> str:
    """The driver has the car."""
    return "" if change.ask.pilot_drives else "The driver drives."


def touches(change: Change) -> str:
    """The car touches the line."""
    over = line_m(change.ask.lane, change.side) < 0.0
    return f"The line is touched {change.for_s:.1f} s after the indicator." if over else ""


def given_up(change: Change) -> str:
    """Something is in the way, or the time is over."""
    if change.ask.wanted not in ("", change.side):
        return "The driver wants to the other side."
    if change.for_s >= CROSS_WITHIN_S:
        return f"There was no way across for {CROSS_WITHIN_S:.0f} s."
    return obstacle(change)


def may_move(change: Change) -> str:
    """The change was announced for long enough."""
    needed_s = earliest_move_s(line_m(change.ask.lane, change.side))
    return f"Announced for {change.for_s:.1f} s." if change.for_s >= needed_s else ""


def arrived(change: Change) -> str:
    """The whole car is in one lane."""
    lane = change.ask.lane
    if not (lane.known and lane.to_left_m >= 0.0 and lane.to_right_m >= 0.0):
        return ""
    late = f"{DONE_WITHIN_S:.0f} s are allowed" if change.for_s > DONE_WITHIN_S else ""
    wrong = "; ".join(filter(None, (late, change.excess)))
    return f"In the lane after {change.for_s:.1f} s{' - ' if wrong else ''}{wrong}."
