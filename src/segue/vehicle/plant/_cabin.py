"""The air in the car: one mass of heat, its walls, its windows, fresh air, and a heat pump.

    outside ──shell, fresh air──┐
    sun ──────glass─────────────┼─▶ cabin air, seats and trim
    heat pump ──────────────────┘

The blower carries what the heat pump moves.
"""

from __future__ import annotations

from segue.vehicle.plant._car import CarModel
from segue.vehicle.plant._heat_pump import heat_per_power
from segue.vehicle.plant._limits import refuse_beyond

_LEAST_K, _MOST_K = 150.0, 400.0
"""What a real car's thermometer may say, a broken one included; a plan goes on with it."""
_LONGEST_S, _MOST_SUN_W_PER_M2 = 60.0, 2_000.0
_SETTLE_S = 60.0
"""Time in which the control wants the difference to the target gone; comfort, not physics."""
_HALF = 0.5
"""The blower speed at which the parameters of fresh air and blower power hold."""
_RECIRCULATED_LEAK = 0.1
"""Of the fresh air, what still comes in while the air goes round; estimated."""


class Cabin:
    """Cabin temperature, stepped in time.

    Args:
        car: Its parameters.
        temperature_k: To start with.

    Raises:
        LocalUseError: It is out of range.
    """

    __slots__ = ("_car", "temperature_k")

    def __init__(self, car: CarModel, *, temperature_k: float) -> None:
        refuse_beyond(_LEAST_K, _MOST_K, "K", cabin_k=temperature_k)
        self._car = car
        self.temperature_k = temperature_k

    def step(
        self,
        dt_s: float,
        *,
        outside_k: float,
        target_k: float | None,
        sun_w_per_m2: float = 0.0,
        fan_frac: float = _HALF,
        recirculates: bool = False,
    ) -> float:
        """Advance by `dt_s`; return the electric power that the climate takes [W].

        Args:
            dt_s: Time to advance, up to a minute.
            outside_k: Air outside.
            target_k: Wanted in the cabin; None with the climate off.
            sun_w_per_m2: On a level surface.
            fan_frac: Of the blower's full speed; less than half carries less heat.
            recirculates: Little fresh air comes in.

        Raises:
            LocalUseError: A value is out of range; the cabin is as it was.
        """
        refuse_beyond(0.0, _LONGEST_S, "s", dt_s=dt_s)
        refuse_beyond(_LEAST_K, _MOST_K, "K", outside_k=outside_k)
        refuse_beyond(0.0, _MOST_SUN_W_PER_M2, "W/m²", sun_w_per_m2=sun_w_per_m2)
        refuse_beyond(0.0, 1.0, fan_frac=fan_frac)
        if target_k is not None:
            refuse_beyond(_LEAST_K, _MOST_K, "K", target_k=target_k)
        car = self._car
        gain_w = car.cabin_sun_area_m2 * sun_w_per_m2
        warmer_k = self.temperature_k - outside_k
        if target_k is None:
            self._take(dt_s, gain_w - car.cabin_shell_w_per_k * warmer_k)
            return 0.0
        fan_share = fan_frac / _HALF
        fresh_w_per_k = car.cabin_fresh_air_w_per_k * fan_share
        if recirculates:
            fresh_w_per_k *= _RECIRCULATED_LEAK
        gain_w -= (car.cabin_shell_w_per_k + fresh_w_per_k) * warmer_k
        gap_w = car.cabin_heat_capacity_j_per_k * (target_k - self.temperature_k) / _SETTLE_S
        heat_w = gap_w - gain_w
        per_power = heat_per_power(car, outside_k=outside_k, heats=heat_w > 0.0)
        most_w = car.climate_max_power_w * per_power * min(fan_share, 1.0)
        heat_w = min(max(heat_w, -most_w), most_w)
        self._take(dt_s, gain_w + heat_w)
        return car.climate_fan_w * fan_share * fan_share + abs(heat_w) / per_power

    def _take(self, dt_s: float, heat_w: float) -> None:
        self.temperature_k += heat_w * dt_s / self._car.cabin_heat_capacity_j_per_k


def climate_power_w(car: CarModel, *, outside_k: float, target_k: float) -> float:
    """Return the electric power that holds the cabin at a temperature, once it is there [W].

    At half blower, fresh air, without sun.

    Raises:
        LocalUseError: A temperature is out of range.
    """
    refuse_beyond(_LEAST_K, _MOST_K, "K", outside_k=outside_k, target_k=target_k)
    leaving_w = (car.cabin_shell_w_per_k + car.cabin_fresh_air_w_per_k) * (target_k - outside_k)
    per_power = heat_per_power(car, outside_k=outside_k, heats=leaving_w > 0.0)
    return car.climate_fan_w + min(abs(leaving_w) / per_power, car.climate_max_power_w)
