"""Feeds the presence rules: who sits in the car, which door is open, which phone is near."""

from __future__ import annotations

import asyncio
import logging

from segue.fabric.handoff import Cabin, PresenceRules, Pull, RuleAction
from segue.kernel import SegueError
from segue.node.car._activities import CarActivities
from segue.node.car._people import People
from segue.node.car._state import any_door_open, seat_occupied
from segue.vehicle.signals import SignalStore

_log = logging.getLogger(__name__)


class Presence:
    """Watches the cabin and has the activities moved when a rule says so."""

    def __init__(
        self, *, car_id: str, signals: SignalStore, people: People, activities: CarActivities
    ) -> None:
        self._car_id = car_id
        self._signals = signals
        self._people = people
        self._activities = activities
        self._rules = PresenceRules()
        self._moves: set[asyncio.Task[None]] = set()

    def observe(self) -> None:
        """Look at the cabin, and begin what the rules ask for."""
        near = self._people.near()
        cabin = Cabin(
            seat_occupied=seat_occupied(self._signals),
            door_open=any_door_open(self._signals),
            phone=near[-1].device_id if near else None,
        )
        for action in self._rules.observe(cabin, self._activities.holders(), self._car_id):
            task = asyncio.create_task(self._carry_out(action))
            self._moves.add(task)
            task.add_done_callback(self._moves.discard)

    async def _carry_out(self, action: RuleAction) -> None:
        try:
            if isinstance(action, Pull):
                await self._activities.pull(action.activity)
            else:
                await self._activities.hand_back(action.activity, action.phone)
        except SegueError as error:
            _log.info("%s stays where it is: %s", action.activity, error)
