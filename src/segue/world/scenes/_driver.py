"""What the person in the driver's seat does, by the scenario's script."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from segue.schema.drive import DriverInput
from segue.world.scenes.files import DriverMoment


class ScriptedDriver:
    """A driver who does what was written, moment by moment."""

    def __init__(self, moments: Sequence[DriverMoment]) -> None:
        self._left = sorted(moments, key=lambda moment: moment.at_s)
        self._lasting: dict[str, float | bool] = {}

    def at(self, now_s: float) -> DriverInput:
        """Return what is done now; to be asked once a step, in order."""
        button = ""
        while self._left and self._left[0].at_s <= now_s + 1e-9:
            moment = msgspec.structs.asdict(self._left.pop(0))
            moment.pop("at_s")
            button = moment.pop("button") or button
            self._lasting |= {name: value for name, value in moment.items() if value is not None}
        return DriverInput(button=button, **self._lasting)  # pyright: ignore[reportArgumentType]
