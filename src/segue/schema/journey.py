"""Places, routes and trips."""

from __future__ import annotations

from typing import Literal

import msgspec

from segue.schema.wire import Message


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A point people have a name for. Degrees are WGS 84."""

    name: str
    latitude_deg: float
    longitude_deg: float
    name_zh: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2, upper case."""
    region: str = ""
    population: int = 0
    geoname_id: int = 0
    """0 when the place is a bare point."""


ManeuverKind = Literal[
    "depart", "continue", "keep_left", "keep_right", "turn_left", "turn_right", "arrive"
]


class Maneuver(msgspec.Struct, frozen=True, kw_only=True):
    """What to do at a point of the route."""

    kind: ManeuverKind
    at_m: float
    """Distance from the start of the route."""
    latitude_deg: float
    longitude_deg: float
    toward: str = ""
    """The next large city along the route, English name."""
    toward_zh: str = ""


class TripPlan(Message, tag="trip_plan", frozen=True, kw_only=True):
    """A route and what it takes from the battery.

    `arrival_soc_frac` is the energy balance and may be below 0: then `reachable` is false and
    `empty_after_m` says how far the charge lasts.
    """

    origin: Place
    destination: Place
    car: str
    distance_m: float
    duration_s: float
    energy_wh: float
    departure_soc_frac: float
    arrival_soc_frac: float
    arrival_soc_sigma_frac: float
    reachable: bool
    geometry: str
    """Encoded polyline, 5 decimals, latitude first (the format of the `polyline` libraries)."""
    maneuvers: tuple[Maneuver, ...] = ()
    empty_after_m: float | None = None


class NoPlan(Message, tag="no_plan", frozen=True, kw_only=True):
    """There is no plan, and why: an answer, not an error."""

    reason: str
    code: Literal["no_road", "too_far_from_road", "same_place", "unknown_place", "no_energy_model"]
