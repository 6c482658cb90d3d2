"""Where a car charges: a DC station or an AC outlet, and what it can give."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from segue.kernel import LocalUseError


def _check_positive(what: str, **values: float) -> None:
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0.0):
            raise LocalUseError(f"The {what}'s {name} is {value}; it must be above 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DcStation:
    """A fast charger.

    Args:
        power_w: Most that it gives.
        current_a: Most that its cable carries.
        lowest_v: Least voltage it can charge at.
        highest_v: Greatest voltage it can charge at.

    Raises:
        LocalUseError: One is not a positive number, or the voltages are the wrong way round.
    """

    power_w: float
    current_a: float = 500.0
    lowest_v: float = 150.0
    highest_v: float = 1_000.0

    def __post_init__(self) -> None:
        _check_positive("station", **asdict(self))
        if self.lowest_v >= self.highest_v:
            raise LocalUseError(
                f"The station's lowest_v {self.lowest_v:g} is not below its highest_v "
                f"{self.highest_v:g}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AcOutlet:
    """A wall box or a socket; the car's onboard charger does the rest.

    Args:
        phases: 1 to 3.
        current_a: Of each phase.
        voltage_v: Between phase and neutral.

    Raises:
        LocalUseError: One is not a positive number, or there are more than three phases.
    """

    phases: int = 3
    current_a: float = 16.0
    voltage_v: float = 230.0

    def __post_init__(self) -> None:
        _check_positive("outlet", **asdict(self))
        if self.phases not in (1, 2, 3):
            raise LocalUseError(f"An outlet has 1 to 3 phases, not {self.phases}.")

    @property
    def power_per_phase_w(self) -> float:
        """Most that one phase gives."""
        return self.voltage_v * self.current_a


Station = DcStation | AcOutlet

SUPERCHARGER_V3 = DcStation(power_w=250_000, current_a=631, lowest_v=50, highest_v=500)
"""Tesla, third generation: 250 kW (Tesla, March 2019); 500 V and 631 A on the post's label."""

HIGH_POWER = DcStation(power_w=400_000)
"""CCS at its liquid-cooled 500 A and 1,000 V; 400 kW is what the largest common cabinets give."""
