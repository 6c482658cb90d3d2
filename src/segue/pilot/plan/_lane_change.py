"""What is remembered of a lane change: since when it is shown, since when it moves, who asked."""

from __future__ import annotations

from segue.pilot.plan._corridors import Option
from segue.pilot.plan._parameters import Parameters
from segue.pilot.scene import Scene
from segue.schema.drive import Plan

_IN_LANE_M = 0.6
"""Nearer to its middle than this the car is in a lane."""


class LaneChange:
    """The one that is going on, if one is.

    Args:
        par: The planner's.
    """

    def __init__(self, par: Parameters) -> None:
        self._par = par
        self._shown = ""
        self._shown_since_s = 0.0
        self._moves_since_s: float | None = None
        self._asked_on: str | None = None
        self._done = False

    @property
    def is_moving(self) -> bool:
        """Whether the car moves sideways for it."""
        return self._moves_since_s is not None

    def delay_s(self, now_s: float) -> float:
        """Return how long it has yet to be shown before it begins."""
        shown_s = now_s - self._shown_since_s if self._shown else 0.0
        return max(self._par.indicate_s - shown_s, 0.0)

    def left_s(self, now_s: float) -> float:
        """Return the time that is left for it."""
        moved_s = 0.0 if self._moves_since_s is None else now_s - self._moves_since_s
        return max(self._par.change_s - moved_s, min(self._par.keep_s))

    def wish(self, scene: Scene) -> str:
        """Return the side that is still wished for."""
        if scene.wishes.manoeuvre == "pull_over":
            return "right"
        return "" if self._done else scene.wishes.lane_change

    def follow_wish(self, scene: Scene, own: Option) -> None:
        """Keep track of a change that was asked for, from the lane it was asked in."""
        wish = scene.wishes.lane_change
        if not wish:
            self._asked_on, self._done = None, False
        elif self._asked_on is None:
            self._asked_on = own.lane_id
        elif own.lane_id != self._asked_on and abs(own.d_m) < _IN_LANE_M:
            lane = scene.lanes[own.lane_id]
            back = lane.right if wish == "left" else lane.left
            self._done = self._done or back is not None

    def remember(self, plan: Plan) -> None:
        """Take in what is driven now."""
        now_s = plan.made_s
        if plan.indicator:
            if plan.indicator != self._shown:
                self._shown, self._shown_since_s, self._moves_since_s = plan.indicator, now_s, None
            if self._moves_since_s is None and self.delay_s(now_s) == 0.0:
                self._moves_since_s = now_s
        elif self._moves_since_s is None:
            self._shown = ""
        elif now_s - self._moves_since_s > self._par.change_s:
            self._moves_since_s, self._shown = None, ""
