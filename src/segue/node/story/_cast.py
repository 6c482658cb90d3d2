"""Everyone on the story's stage: the car's process, its screen, and the phone in this process."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Self

from segue.kernel import SystemClock
from segue.node.activities import position_s
from segue.node.phone import open_phone
from segue.node.story._car_process import CarProcess
from segue.node.story._watch import OneHolder
from segue.schema.activity import MediaState
from segue.schema.surface import ActivitiesView, ActivityView, CarState, NodeInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from segue.node.serving import SurfaceClient

SOON_S = 30.0
"""How long anything may take that a person waits for; a failure, not a goal."""


class StepFailedError(Exception):
    """What should be so is not; the message is for the person who watches."""


def check(holds: bool, failure: str) -> None:
    """Raise StepFailedError unless `holds`."""
    if not holds:
        raise StepFailedError(failure)


class Cast:
    """The car and the phone, and what both show. Use it with `async with`.

    Args:
        command: The words that run a car node, with the car's options but the folder and port.
        folder: Empty; everything is written there.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self.folder = folder
        self.car = CarProcess(command, folder / "car")
        self.screen: SurfaceClient
        self.car_id = ""
        self._clock = SystemClock()
        self._exits = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Bring the phone; the car is started by the first step."""
        self.phone = await self._exits.enter_async_context(
            open_phone(self.folder / "phone", name="Story phone")
        )
        self._watch = OneHolder(self.phone.device_id, self.phone.live_epochs)
        self.phone.on_change = self._watch.on_phone
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Send everyone home."""
        await self._exits.aclose()
        await self.car.stop()

    async def start_car(self) -> NodeInfo:
        """Start the car's process, and watch its screen from here on."""
        self.screen = await self.car.start()
        self.screen.on_event = self._on_event
        node: NodeInfo = await self.screen.until(
            "node", lambda _: True, within_s=SOON_S, what="the car's first event"
        )
        self.car_id = node.device.device_id
        return node

    async def car_is(self, holds: Callable[[CarState], bool], what: str) -> CarState:
        """Return how the car is once `holds`; `what` says it for the person who watches."""
        state: CarState = await self.screen.until("car", holds, within_s=SOON_S, what=what)
        return state

    async def live_in_car(self, activity: str) -> ActivityView:
        """Return the activity once the car shows it live there, and the phone does not."""
        view: ActivitiesView = await self.screen.until(
            "activities",
            lambda view: (item := _find(view, activity)) is not None and item.live_here,
            within_s=SOON_S,
            what=f"{activity} live in the car",
        )
        check(activity not in self.phone.live_epochs(), f"{activity} is live on the phone, too.")
        self.check_one_holder()
        item = _find(view, activity)
        if item is None:
            raise StepFailedError(f"The car does not show {activity}.")
        return item

    async def live_on_phone(self, activity: str) -> None:
        """Return once the activity is live on the phone, and the car shows it there."""
        await self.phone.until(
            lambda: activity in self.phone.live_epochs(),
            within_s=SOON_S,
            what=f"{activity} live on the phone",
        )
        await self.screen.until(
            "activities",
            lambda view: (
                (item := _find(view, activity)) is not None
                and item.holder_id == self.phone.device_id
            ),
            within_s=SOON_S,
            what=f"{activity} on the phone, by the car's screen",
        )
        self.check_one_holder()

    def check_one_holder(self) -> None:
        """Raise StepFailedError when an activity was ever live twice."""
        if self._watch.conflict is not None:
            raise StepFailedError(self._watch.conflict)

    def song_position_s(self, state: object) -> float:
        """Return where in its song the music is now; both clocks are this machine's."""
        if not isinstance(state, MediaState):
            raise StepFailedError("There is no music.")
        return position_s(state, self._clock.utc_s())

    def _on_event(self, topic: str, data: object) -> None:
        if topic == "activities" and isinstance(data, ActivitiesView):
            self._watch.on_car(self.car_id, data)


def _find(view: ActivitiesView, activity: str) -> ActivityView | None:
    return next((item for item in view.items if item.activity == activity), None)
