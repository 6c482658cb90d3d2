"""Assisted driving as the car's screens see it, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from segue.kernel import Rejected
from segue.schema.assist import AssistButton, AssistDrive, AssistView

_NEEDED = ("numba", "piqp")
"""What the extra `pilot` installs."""
_UNAVAILABLE = AssistView(
    state="unavailable",
    why="Assisted driving is not installed here. To have it: pip install 'segue[pilot]'",
)
_OFF = AssistView(state="off", why="Assisted driving begins on a motorway. Drive there first.")


class Assist:
    """Offers assisted driving where it can be.

    Args:
        changed: Is told what the screens are to show.
    """

    def __init__(self, changed: Callable[[AssistView], None]) -> None:
        self._changed = changed
        self._view = _OFF if all(map(find_spec, _NEEDED)) else _UNAVAILABLE

    def show(self) -> None:
        """Tell what there is to show now."""
        self._changed(self._view)

    def press(self, _button: AssistButton) -> None:
        """Press a button.

        Raises:
            Rejected: Assistance is not running; says why, and what to do.
        """
        raise Rejected(self._view.why)

    def drive(self, _does: AssistDrive) -> None:
        """Do something in the driver's seat.

        Raises:
            Rejected: Assistance is not running; says why, and what to do.
        """
        raise Rejected(self._view.why)
