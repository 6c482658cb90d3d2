"""The story's witness: each activity has one holder throughout, seen from both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from segue.schema.surface import ActivitiesView


class OneHolder:
    """Collects what both screens show; `conflict` is the first thing that must not be.

    The two sides report over different sockets, so their reports may overtake each other. What
    cannot be explained by that: two devices live under one epoch, or the phone, whose state this
    process reads without delay, still live when the car already shows a later epoch as its own.

    Args:
        phone_id: The device that runs in this process.
        phone_epochs: Returns what is live on it at this moment, each with its epoch.
    """

    def __init__(self, phone_id: str, phone_epochs: Callable[[], dict[str, int]]) -> None:
        self.conflict: str | None = None
        self._phone_id = phone_id
        self._phone_epochs = phone_epochs
        self._holders: dict[tuple[str, int], str] = {}

    def on_car(self, car_id: str, view: ActivitiesView) -> None:
        """Take what the car's screen now shows."""
        on_phone = self._phone_epochs()
        for item in view.items:
            if not item.live_here:
                continue
            self._note(item.activity, item.epoch, car_id)
            if on_phone.get(item.activity, item.epoch) < item.epoch:
                self._fail(
                    f"{item.activity} is live in the car under epoch {item.epoch} and still on "
                    f"the phone under {on_phone[item.activity]}."
                )

    def on_phone(self) -> None:
        """Take what is live on the phone now."""
        for activity, epoch in self._phone_epochs().items():
            self._note(activity, epoch, self._phone_id)

    def _note(self, activity: str, epoch: int, device_id: str) -> None:
        if self._holders.setdefault((activity, epoch), device_id) != device_id:
            self._fail(f"{activity} was live on two devices under epoch {epoch}.")

    def _fail(self, conflict: str) -> None:
        self.conflict = self.conflict or conflict
