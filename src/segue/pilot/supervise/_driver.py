"""What the driver's hands, feet and eyes mean: override, presence and availability."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

from segue.schema.drive import DriverInput

OVERRIDE_BRAKE_FRAC = 0.02
"""More than a foot that rests on the pedal; estimated."""
OVERRIDE_ACCELERATOR_FRAC = 0.02
"""As above."""
OVERRIDE_STEER_TORQUE_NM = 3.0
"""More than hands that only hold on; estimated, and a third of the 50 N at the
rim that UN R79 allows an override to take."""
UNSEATED_S = 1.0
"""UN R157, 6.1.2."""
BACK_S = 0.5
"""A driver counts as available again after so long; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What the driver does to the car in this step."""

    brakes: bool
    accelerates: bool
    steers: bool
    cancels: bool
    unreadable: bool
    """Whether a pedal or the wheel says no number."""

    @classmethod
    def of(cls, driver: DriverInput) -> Self:
        """Read the controls."""
        return cls(
            brakes=driver.brake_frac > OVERRIDE_BRAKE_FRAC,
            accelerates=driver.accelerator_frac > OVERRIDE_ACCELERATOR_FRAC,
            steers=abs(driver.steer_torque_nm) > OVERRIDE_STEER_TORQUE_NM,
            cancels=driver.button == "cancel",
            unreadable=not all(
                map(
                    math.isfinite,
                    (driver.accelerator_frac, driver.brake_frac, driver.steer_torque_nm),
                )
            ),
        )

    @property
    def override(self) -> str:
        """By what the driver takes the car, of brake, wheel and button; empty when not at all."""
        if self.brakes:
            return "The driver brakes."
        if self.steers:
            return "The driver steers."
        if self.cancels:
            return "The driver pressed cancel."
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """For how long the driver has been there, or not."""

    away_s: float = 0.0
    """Since the driver was last available, forgotten after `BACK_S` of being so."""
    back_s: float = 0.0
    unseated_s: float = 0.0
    holding_s: float = 0.0
    """Hands on the wheel, eyes on the road, seated and belted, without a break."""

    def stepped(self, elapsed_s: float, driver: DriverInput) -> Presence:
        """Return it one step later."""
        held = driver.hands_on and driver.attentive and driver.seated and driver.belted
        lasting = replace(
            self,
            unseated_s=0.0 if driver.seated else self.unseated_s + elapsed_s,
            holding_s=self.holding_s + elapsed_s if held else 0.0,
        )
        if not (driver.attentive and driver.hands_on):
            return replace(lasting, away_s=self.away_s + elapsed_s, back_s=0.0)
        back_s = self.back_s + elapsed_s
        return replace(
            lasting, away_s=self.away_s if back_s < BACK_S else 0.0, back_s=min(back_s, BACK_S)
        )


def unready(driver: DriverInput, acts: Acts) -> str:
    """Return why this driver cannot be assisted and what to do; empty when there is no reason."""
    if not driver.seated:
        return "Sit in the driver's seat."
    if not driver.belted:
        return "Fasten your belt."
    if not (driver.hands_on and driver.attentive):
        return "Hold the wheel and look at the road."
    if acts.brakes:
        return "Release the brake."
    if acts.steers:
        return "Hold the wheel more loosely."
    return ""
