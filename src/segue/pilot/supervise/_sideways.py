"""How hard a lane change moves sideways, as UN R79 measures it."""

from __future__ import annotations

from dataclasses import dataclass, field

SIDEWAYS_ACCEL_MPS2 = 1.0
"""Most that a change adds to what the curve asks for (UN R79, category C)."""
SIDEWAYS_JERK_MPS3 = 5.0
"""Most, on average over `JERK_OVER_S` (UN R79, category C)."""
JERK_OVER_S = 0.5


@dataclass(slots=True)
class Sideways:
    """Keeps the largest acceleration and the largest mean jerk of one change."""

    accel_mps2: float = 0.0
    jerk_mps3: float = 0.0
    _recent: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    """(s, m/s²), back to the last value that is at least `JERK_OVER_S` old."""
    _time_s: float = 0.0

    def step(self, elapsed_s: float, accel_mps2: float) -> None:
        """Take what the car does sideways now, beyond what the curve asks for."""
        self._time_s += elapsed_s
        self._recent.append((self._time_s, accel_mps2))
        while len(self._recent) > 1 and self._time_s - self._recent[1][0] >= JERK_OVER_S:
            self._recent.pop(0)
        began_s, began_mps2 = self._recent[0]
        self.accel_mps2 = max(self.accel_mps2, abs(accel_mps2))
        if self._time_s - began_s >= JERK_OVER_S:
            jerk_mps3 = abs(accel_mps2 - began_mps2) / (self._time_s - began_s)
            self.jerk_mps3 = max(self.jerk_mps3, jerk_mps3)

    @property
    def excess(self) -> str:
        """Return which limits were exceeded and by what; empty when none was."""
        told: list[str] = []
        if self.accel_mps2 > SIDEWAYS_ACCEL_MPS2:
            told.append(f"{self.accel_mps2:.1f} m/s² sideways, of {SIDEWAYS_ACCEL_MPS2:.0f}")
        if self.jerk_mps3 > SIDEWAYS_JERK_MPS3:
            told.append(f"{self.jerk_mps3:.1f} m/s³ sideways, of {SIDEWAYS_JERK_MPS3:.0f}")
        return "; ".join(told)
