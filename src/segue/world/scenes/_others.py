"""Who else is there: what the closed loop asks of those who drive, walk or stand around the ego."""

from __future__ import annotations

from typing import Protocol

from segue.schema.drive import EgoState, Floats, Ints, Objects
from segue.world.scenes._boxes import Bools
from segue.world.scenes.files import LightState

STEP_S = 0.02
"""Of the world."""


class Others(Protocol):
    """Everybody but the ego, N at most, each in a row of its own."""

    def __len__(self) -> int:
        """Return N."""
        ...

    @property
    def ids(self) -> Ints:
        """(N,)."""
        ...

    @property
    def kinds(self) -> Ints:
        """(N,): `Kind`."""
        ...

    @property
    def boxes(self) -> Floats:
        """(N, 9): as `Objects.boxes`."""
        ...

    @property
    def there(self) -> Bools:
        """(N,): which rows somebody is in."""
        ...

    @property
    def lights(self) -> tuple[tuple[str, LightState], ...]:
        """What each traffic light shows."""
        ...

    def objects(self) -> Objects:
        """Return those who are there, exactly as they are."""
        ...

    def name_of(self, row: int) -> str:
        """Return what somebody is called when he is hit."""
        ...

    def step(self, now_s: float, until_s: float, ego: EgoState, ego_box: Floats) -> None:
        """Advance by `STEP_S`.

        Args:
            now_s: Where it begins.
            until_s: Where it ends.
            ego: The driven car when it begins.
            ego_box: (7,): the same, as objects are told.
        """
        ...
