"""Which conditions are met, remembered from step to step."""

from __future__ import annotations

from dataclasses import dataclass, field

from segue.pilot.supervise._conditions import conditions
from segue.pilot.supervise._domain import Condition, Domain, Facts, Lack

MENDED_S = 1.0
"""A lost condition is met again after so long without a break; estimated."""


@dataclass(slots=True)
class _Watch:
    condition: Condition
    met: bool
    other_s: float = 0.0
    """How long it has looked otherwise."""

    def step(self, elapsed_s: float, facts: Facts) -> None:
        if not self.met:
            self.other_s = self.other_s + elapsed_s if self.condition.is_ready(facts) else 0.0
            if self.other_s >= MENDED_S:
                self.met, self.other_s = True, 0.0
        elif not self.condition.is_lost(facts):
            # What comes and goes is lost too, when it is gone more than it is there.
            self.other_s = max(self.other_s - elapsed_s, 0.0)
        else:
            self.other_s += elapsed_s
            if self.other_s >= self.condition.lost_s:
                self.met, self.other_s = False, 0.0


@dataclass(slots=True)
class DomainMonitor:
    """Says step by step which conditions of a domain are not met."""

    domain: Domain
    _watches: tuple[_Watch, ...] = field(init=False, default=())

    def step(self, elapsed_s: float, facts: Facts) -> tuple[Lack, ...]:
        """Return what is not met, in the order of the table; the first step counts as it is."""
        if not self._watches:
            self._watches = tuple(
                _Watch(condition, condition.is_ready(facts))
                for condition in conditions(self.domain)
            )
        for watch in self._watches:
            watch.step(elapsed_s, facts)
        return tuple(
            Lack(
                name=watch.condition.name,
                text=watch.condition.text(facts),
                is_fault=watch.condition.kind == "fault",
                severe=watch.condition.severe,
            )
            for watch in self._watches
            if not watch.met
        )
