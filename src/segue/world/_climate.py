"""What is asked of the climate, and what the cabin gets of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from segue.kernel import Rejected
from segue.kernel.units import kelvin_from_celsius
from segue.vehicle.plant import Cabin

COOLEST_TARGET_K, WARMEST_TARGET_K = kelvin_from_celsius(16.0), kelvin_from_celsius(28.0)
"""As car makers offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """What is asked of the climate."""

    on: bool = False
    target_k: float = 294.15
    fan_frac: float = 0.5
    """Of the blower's full speed."""
    recirculates: bool = False
    """The air goes round inside, instead of coming in fresh."""
    defrosts: bool = False
    """The windscreen: fresh air at full blower, whatever else is asked."""

    def changed(
        self,
        *,
        on: bool | None = None,
        target_k: float | None = None,
        fan_frac: float | None = None,
        recirculates: bool | None = None,
        defrosts: bool | None = None,
    ) -> Climate:
        """Return this climate with what is not None changed.

        Raises:
            Rejected: The car offers no such target.
        """
        if target_k is not None and not COOLEST_TARGET_K <= target_k <= WARMEST_TARGET_K:
            raise Rejected("The climate goes from 16 to 28 °C.", do="Choose another temperature.")
        if defrosts:
            on = True  # only the climate's air keeps the windscreen clear
        if on is False:
            defrosts = False
        wanted = {
            "on": on,
            "target_k": target_k,
            "fan_frac": fan_frac,
            "recirculates": recirculates,
            "defrosts": defrosts,
        }
        return replace(self, **{name: value for name, value in wanted.items() if value is not None})

    def step(self, cabin: Cabin, dt_s: float, *, outside_k: float, sun_w_per_m2: float) -> float:
        """Let time pass in the cabin; return the electric power that this takes [W]."""
        return cabin.step(
            dt_s,
            outside_k=outside_k,
            target_k=self.target_k if self.on else None,
            sun_w_per_m2=sun_w_per_m2,
            fan_frac=1.0 if self.defrosts else self.fan_frac,
            recirculates=self.recirculates and not self.defrosts,
        )
