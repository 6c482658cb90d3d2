"""The charge port: the cable in it, and the charge that goes on through it."""

from __future__ import annotations

from segue.kernel import LocalUseError, Rejected
from segue.vehicle.plant import AcOutlet, Battery, CarModel, Charger, Station, time_to_soc_s
from segue.world._settings import CHARGE_LIMIT, START_STOP, Settings

_FORECAST_GOOD_FOR_S = 1_800.0
"""A forecast steps through the whole rest of the charge: some milliseconds, so not every second
(fast simulated time passes ten minutes in one)."""


class Plug:
    """What a car is plugged into.

    Args:
        model: The car.
        battery: Its battery, which the charge steps.
    """

    __slots__ = ("_battery", "_charger", "_forecast", "_model")

    def __init__(self, model: CarModel, battery: Battery) -> None:
        self._model = model
        self._battery = battery
        self._charger: Charger | None = None
        self._forecast = (0.0, 0.0, 0.0)
        """Charge it goes to, when in the charge it was made, and how long from then [s]."""

    @property
    def station(self) -> Station | None:
        """Where the cable comes from; None when there is none."""
        return self._charger.station if self._charger else None

    def plug_in(self, station: Station) -> None:
        """Put a cable in.

        Raises:
            Rejected: There is one, or the car cannot charge there.
        """
        if self._charger is not None:
            raise Rejected("The car is plugged in already.")
        try:
            self._charger = Charger(self._model, self._battery, station)
        except LocalUseError as error:
            raise Rejected(error.message, do=error.do) from error
        self._forecast = (0.0, 0.0, 0.0)

    def unplug(self) -> None:
        """Take the cable out; a charge ends.

        Raises:
            Rejected: There is none.
        """
        if self._charger is None:
            raise Rejected("The car is not plugged in.")
        self._charger = None

    def charging(self, settings: Settings) -> Charger | None:
        """Return the charge that goes on; None when it is stopped, done, or there is no cable."""
        charger = self._charger
        if charger is None or settings.values[START_STOP] != "START":
            return None
        charger.to_soc_frac = _percent_as_frac(settings.values[CHARGE_LIMIT])
        return None if charger.is_done else charger

    def time_left_s(self, settings: Settings, *, outside_k: float) -> float | None:
        """Return how long the charge still takes: 0 when none goes on, None beyond a week."""
        charger = self.charging(settings)
        if charger is None:
            return 0.0
        to_soc_frac, made_s, takes_s = self._forecast
        passed_s = charger.elapsed_s - made_s
        if charger.to_soc_frac == to_soc_frac and passed_s < min(_FORECAST_GOOD_FOR_S, takes_s):
            return takes_s - passed_s
        try:
            takes_s = time_to_soc_s(
                self._model,
                charger.station,
                from_soc_frac=self._battery.soc_frac,
                to_soc_frac=charger.to_soc_frac,
                battery_k=self._battery.temperature_k,
                outside_k=outside_k,
            )
        except LocalUseError:
            return None
        self._forecast = (charger.to_soc_frac, charger.elapsed_s, takes_s)
        return takes_s


def phases(charger: Charger) -> int:
    """Return on how many phases of an outlet a car charges; 0 at a DC station."""
    facts = charger.car.charging
    if facts is None or not isinstance(charger.station, AcOutlet):
        return 0
    return min(charger.station.phases, facts.onboard_phases)


def _percent_as_frac(value: object) -> float:
    return value / 100.0 if isinstance(value, int | float) else 1.0
