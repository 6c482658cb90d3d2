"""How hard to brake, and how far behind to stay: two that move on one line."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """The car and what is ahead of it on its way."""

    gap_m: float
    """Between bumper and bumper."""
    speed_mps: float
    """Of the car, 0 or more."""
    lead_mps: float
    """Of the other along the way; negative towards the car."""
    lead_brake_mps2: float
    """How hard the other brakes until it stands; 0 if it does not."""

    def later(self, seconds: float, accel_mps2: float) -> Pair:
        """Return the two after some time in which the car accelerates as given, then as it may."""
        speed_mps, way_m = _moved(self.speed_mps, accel_mps2, seconds)
        lead_mps, lead_way_m = _moved(self.lead_mps, -self.lead_brake_mps2, seconds)
        return Pair(self.gap_m + lead_way_m - way_m, speed_mps, lead_mps, self.lead_brake_mps2)

    def touch_s(self) -> float:
        """Return when they touch if the car keeps its speed; infinite if they never do."""
        if self.gap_m <= 0.0:
            return 0.0
        closing_mps = self.speed_mps - self.lead_mps
        lead_brake_mps2 = self.lead_brake_mps2
        if lead_brake_mps2 > 0.0 and self.lead_mps > 0.0:
            root = math.sqrt(closing_mps * closing_mps + 2.0 * lead_brake_mps2 * self.gap_m)
            touch_s = (root - closing_mps) / lead_brake_mps2
            if touch_s <= self.lead_mps / lead_brake_mps2:
                return touch_s
            stand_m = self.gap_m + 0.5 * self.lead_mps * self.lead_mps / lead_brake_mps2
            return stand_m / self.speed_mps if self.speed_mps > 0.0 else math.inf
        return self.gap_m / closing_mps if closing_mps > 0.0 else math.inf


def least_braking_mps2(pair: Pair) -> float:
    """Return the least constant deceleration of the car with which the two never touch.

    Infinite where none is enough. One that comes towards the car is not expected to stop: the car
    shall stand when they meet.
    """
    gap_m, speed_mps, lead_mps = max(pair.gap_m, 0.0), pair.speed_mps, pair.lead_mps
    lead_brake_mps2 = pair.lead_brake_mps2
    if speed_mps == 0.0:
        return 0.0
    if lead_mps <= 0.0:
        return _ratio(speed_mps * (0.5 * speed_mps - lead_mps), gap_m)
    closing_mps = speed_mps - lead_mps
    if lead_brake_mps2 == 0.0:
        return _ratio(0.5 * closing_mps * closing_mps, gap_m) if closing_mps > 0.0 else 0.0
    if closing_mps > 0.0 and 2.0 * gap_m * lead_brake_mps2 <= lead_mps * closing_mps:
        # They are closest while the other still moves.
        return lead_brake_mps2 + _ratio(0.5 * closing_mps * closing_mps, gap_m)
    stand_m = gap_m + 0.5 * lead_mps * lead_mps / lead_brake_mps2
    return 0.5 * speed_mps * speed_mps / stand_m


def rss_gap_m(
    speed_mps: float,
    lead_mps: float,
    *,
    response_s: float,
    accel_mps2: float,
    brake_mps2: float,
    lead_brake_mps2: float,
) -> float:
    """Return the gap from which the car can follow whatever the one ahead does.

    Source: RSS, arXiv:1708.06374, Lemma 2.
    """
    fastest_mps, way_m = _moved(speed_mps, accel_mps2, response_s)
    stop_m = way_m + 0.5 * fastest_mps * fastest_mps / brake_mps2
    return max(stop_m - 0.5 * max(lead_mps, 0.0) ** 2 / lead_brake_mps2, 0.0)


def _moved(speed_mps: float, accel_mps2: float, seconds: float) -> tuple[float, float]:
    """Return speed and way after some time; one that brakes stops, and goes no way back."""
    if speed_mps >= 0.0 and speed_mps + accel_mps2 * seconds < 0.0:
        return 0.0, -0.5 * speed_mps * speed_mps / accel_mps2
    end_mps = speed_mps + accel_mps2 * seconds
    return end_mps, 0.5 * (speed_mps + end_mps) * seconds


def _ratio(value: float, over: float) -> float:
    return value / over if over > 0.0 else math.inf
