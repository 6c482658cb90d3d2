"""How a lane change goes: the table is the machine, as in `_transitions`.

The times are those of UN R79 for category C. A change that is over the line is ended, whatever is
asked meanwhile; only a driver who takes the car leaves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from segue.pilot.supervise import _lane_change_reasons as reasons
from segue.pilot.supervise._events import Refusal, Transition
from segue.pilot.supervise._health import Side
from segue.pilot.supervise._lane_change_reasons import (
    Approaching,
    Change,
    Crossing,
    Indicating,
    LaneChangeAsk,
    LaneChangeState,
    Resting,
)
from segue.pilot.supervise._sideways import Sideways


class LaneChangeRow(NamedTuple):
    """One way from a state to another."""

    before: type[LaneChangeState]
    after: type[LaneChangeState]
    label: str
    """What the diagram says of it."""
    reason: Callable[[Change], str]


LANE_CHANGE_TRANSITIONS = (
    LaneChangeRow(Resting, Indicating, "asked for, and free", reasons.asked),
    LaneChangeRow(Indicating, Resting, "driver drives", reasons.driver_drives),
    LaneChangeRow(Indicating, Crossing, "line touched", reasons.touches),
    LaneChangeRow(Indicating, Resting, "given up", reasons.given_up),
    LaneChangeRow(Indicating, Approaching, "announced for 1 s, and long enough", reasons.may_move),
    LaneChangeRow(Approaching, Resting, "driver drives", reasons.driver_drives),
    LaneChangeRow(Approaching, Crossing, "line touched", reasons.touches),
    LaneChangeRow(Approaching, Resting, "given up", reasons.given_up),
    LaneChangeRow(Crossing, Resting, "driver drives", reasons.driver_drives),
    LaneChangeRow(Crossing, Resting, "in the lane", reasons.arrived),
)


@dataclass(slots=True)
class LaneChange:
    """Decides when a lane change begins, goes on and is given up."""

    state: LaneChangeState = field(default_factory=Resting)
    _for_s: float = 0.0
    _sideways: Sideways = field(default_factory=Sideways)

    def step(
        self, at_s: float, elapsed_s: float, ask: LaneChangeAsk
    ) -> tuple[Transition | Refusal, ...]:
        """Go on by one step; return what happened, for the log."""
        self._for_s += elapsed_s
        self._sideways.step(elapsed_s, ask.sideways_mps2)
        side = ask.wanted if isinstance(self.state, Resting) else self.state.side
        if not side:
            return ()
        change = Change(ask=ask, side=side, for_s=self._for_s, excess=self._sideways.excess)
        before = self.state
        for row in LANE_CHANGE_TRANSITIONS:
            if isinstance(before, row.before) and (why := row.reason(change)):
                self._enter(row.after, side)
                return (
                    Transition(
                        at_s=at_s,
                        machine="lane_change",
                        before=row.before.__name__,
                        after=row.after.__name__,
                        why=why,
                    ),
                )
        if isinstance(before, Resting) and ask.pilot_drives:
            return (Refusal(at_s=at_s, asked=side, why=reasons.obstacle(change)),)
        return ()

    @property
    def permitted(self) -> Literal["", "left", "right"]:
        """Return the side to which the car may move now."""
        return self.state.side if isinstance(self.state, Approaching | Crossing) else ""

    @property
    def indicator(self) -> Literal["", "left", "right"]:
        """Return the side that blinks: from the beginning to the end (UN R79, 5.6.4.6.7)."""
        return "" if isinstance(self.state, Resting) else self.state.side

    def _enter(self, after: type[LaneChangeState], side: Side) -> None:
        self.state = Resting() if issubclass(after, Resting) else after(side=side)
        if issubclass(after, Indicating):
            self._sideways = Sideways()
        if not issubclass(after, Approaching):  # whose time goes on from the indicator
            self._for_s = 0.0
