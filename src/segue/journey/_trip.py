"""A trip: the route, its time, what it takes from the battery, and what to do on the way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polyline

from segue.journey._maneuvers import find_maneuvers
from segue.journey._route import find_route
from segue.journey._speed import CRUISE_MPS, speed_profile
from segue.kernel import LocalUseError
from segue.kernel.units import J_PER_WH
from segue.schema.journey import NoPlan, TripPlan
from segue.vehicle.plant import segment_energy_wh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segue.journey._places import City
    from segue.journey._roads import RoadNetwork
    from segue.journey._speed import SpeedProfile
    from segue.schema.journey import Place
    from segue.vehicle.plant import CarModel

# What the plan cannot know, as standard deviations of the energy. They are estimates, not fitted to
# measured trips. The first three were reckoned for cars at 110 km/h, where air takes about two
# thirds: they go with the square of the air speed and with its density.
_SPEED_SHARE = 0.06
"""± 5 km/h of cruising speed."""
_WIND_SHARE = 0.08
"""± 2 m/s along the road, the mean wind at the height of a car, from any side."""
_WEATHER_SHARE = 0.05
"""± 10 K: air density, and holding the cabin's temperature with 1 kW."""
_MODEL_SHARE = 0.04
"""The plant itself."""
_CLIMB_M = 100.0
"""Height between the ends of a trip, which the network does not know."""

_GRAVITY_MPS2 = 9.80665
"""Standard gravity, CGPM 1901."""
_GEOMETRY_DECIMALS = 5


def plan_trip(
    network: RoadNetwork,
    cities: Sequence[City],
    origin: Place,
    destination: Place,
    car: CarModel,
    *,
    departure_soc_frac: float,
    climate_w: float = 0.0,
    cruise_mps: float = CRUISE_MPS,
) -> TripPlan | NoPlan:
    """Return the plan of a trip by the shortest road, or why there is none.

    Args:
        network: The roads.
        cities: What maneuvers may lead toward, the most populous first.
        origin: Where from.
        destination: Where to.
        car: What is driven.
        departure_soc_frac: Charge at departure, 0 to 1.
        climate_w: Electric power of heating or cooling.
        cruise_mps: Speed on open road.

    Raises:
        LocalUseError: The charge is not between 0 and 1.
    """
    if not 0.0 <= departure_soc_frac <= 1.0:
        raise LocalUseError(
            f"A charge of {departure_soc_frac:g} cannot be.", do="Give a number between 0 and 1."
        )
    route = find_route(network, origin, destination)
    if isinstance(route, NoPlan):
        return route
    profile = speed_profile(route, cruise_mps=min(cruise_mps, car.top_speed_mps))
    used_wh = segment_energy_wh(car, profile.step_m, profile.step_mps, climate_w=climate_w)
    energy_wh = float(used_wh.sum())
    arrival_soc_frac = departure_soc_frac - energy_wh / car.battery_energy_wh
    sigma_wh = energy_sigma_wh(car, energy_wh)
    return TripPlan(
        origin=origin,
        destination=destination,
        car=car.name,
        distance_m=route.length_m,
        duration_s=profile.duration_s,
        energy_wh=energy_wh,
        departure_soc_frac=departure_soc_frac,
        arrival_soc_frac=arrival_soc_frac,
        arrival_soc_sigma_frac=sigma_wh / car.battery_energy_wh,
        reachable=arrival_soc_frac >= 0.0,
        geometry=polyline.encode(route.position_deg.tolist(), _GEOMETRY_DECIMALS),
        maneuvers=find_maneuvers(network, route, destination, cities),
        empty_after_m=_empty_after_m(
            profile, np.cumsum(used_wh), departure_soc_frac * car.battery_energy_wh
        ),
    )


def energy_sigma_wh(car: CarModel, energy_wh: float) -> float:
    """Return the standard deviation of a trip's energy [Wh].

    Independent causes add by their squares. Of hills on the way, regeneration gives back most, so
    what counts is the height between the ends, m·g·h.
    """
    share = math.hypot(_SPEED_SHARE, _WIND_SHARE, _WEATHER_SHARE, _MODEL_SHARE)
    return math.hypot(share * energy_wh, car.mass_kg * _GRAVITY_MPS2 * _CLIMB_M / J_PER_WH)


def _empty_after_m(
    profile: SpeedProfile, used_wh: np.ndarray[tuple[int], np.dtype[np.float64]], charge_wh: float
) -> float | None:
    """Return how far the charge lasts [m]; None when it lasts to the end."""
    if used_wh[-1] <= charge_wh:
        return None
    return float(profile.along_m[1 + np.argmax(used_wh > charge_wh)])
