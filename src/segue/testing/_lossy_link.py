"""A link that loses, doubles, delays and reorders what is sent, the same way for the same seed."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFaults:
    """How bad a link is. Delays are drawn evenly, so a wide range reorders."""

    loss: float = 0.0
    """Probability that a frame never arrives."""
    duplicate: float = 0.0
    """Probability that a frame arrives a second time, later."""
    delay_s: tuple[float, float] = (0.01, 0.01)


PERFECT = LinkFaults()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame that has arrived."""

    sender: str
    receiver: str
    frame: bytes


class LossyLink:
    """Frames on their way between devices, under a simulated clock.

    Args:
        random: Where all chance comes from; seed it.
    """

    def __init__(self, random: Random, faults: LinkFaults = PERFECT) -> None:
        self.faults = faults
        self._random = random
        self._order = itertools.count()
        self._flying: list[tuple[float, int, Arrival]] = []

    def send(self, sender: str, receiver: str, frame: bytes, now_s: float) -> None:
        """Send a frame, which may arrive never, once or twice."""
        if self._random.random() >= self.faults.loss:
            self._fly(Arrival(sender, receiver, frame), now_s)
        if self._random.random() < self.faults.duplicate:
            self._fly(Arrival(sender, receiver, frame), now_s)

    def _fly(self, arrival: Arrival, now_s: float) -> None:
        at_s = now_s + self._random.uniform(*self.faults.delay_s)
        heapq.heappush(self._flying, (at_s, next(self._order), arrival))

    def next_arrival_s(self) -> float | None:
        """Return when the next frame arrives; None when none is on its way."""
        return self._flying[0][0] if self._flying else None

    def arrive(self, now_s: float) -> Arrival | None:
        """Return the next frame that has arrived by now, or None."""
        if self._flying and self._flying[0][0] <= now_s:
            return heapq.heappop(self._flying)[2]
        return None

    def cut(self) -> None:
        """Lose all that is on its way, as when a connection breaks."""
        self._flying.clear()
