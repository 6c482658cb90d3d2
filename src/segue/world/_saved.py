"""The simulated car's state as plain JSON values, to go on from after the process was killed.

The route is not in it: it belongs to the navigation activity, whose holder gives it again with
`set_route`; the car remembers where along it it was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import msgspec

from segue.kernel import DataUnusable, LocalUseError
from segue.vehicle.plant import AcOutlet, DcStation, load_car
from segue.world._body import Body, Step
from segue.world._car import NowPlaying, SimulatedCar
from segue.world._climate import Climate
from segue.world._motors import DRIVER_DOOR, OPEN
from segue.world._settings import saved_settings

_Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
_Positive = Annotated[float, msgspec.Meta(ge=0.0)]
_Air = Annotated[float, msgspec.Meta(ge=223.15, le=343.15)]
"""Temperatures in which the plant lets a car be."""


class _SavedCar(msgspec.Struct, frozen=True, kw_only=True):
    model: str
    soc_frac: _Share
    speed_mps: _Positive
    odometer_m: _Positive
    energy_j_per_m: float
    outside_k: _Air
    cabin_k: _Positive
    latitude_deg: Annotated[float, msgspec.Meta(ge=-90.0, le=90.0)]
    longitude_deg: Annotated[float, msgspec.Meta(ge=-180.0, le=180.0)]
    heading_rad: float
    body: Body
    climate: Climate
    now_playing: NowPlaying
    driving: bool
    progress_m: _Positive
    pending: tuple[Step, ...]
    # What follows was not saved by the first cars; they were as new in it.
    sun_w_per_m2: _Positive = 0.0
    battery_k: _Positive | None = None
    """As cold as the air when None."""
    outlet: AcOutlet | None = None
    dc_station: DcStation | None = None
    """What it is plugged into; at most one of the two."""
    positions: dict[str, float] = msgspec.field(default_factory=dict[str, float])
    """Of the motors, where they differ from a new car's."""
    moving_to: dict[str, float] = msgspec.field(default_factory=dict[str, float])
    settings: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    """Where they differ from a new car's."""


def save(car: SimulatedCar) -> dict[str, Any]:
    """Return the car's whole state, a few hundred bytes of JSON values."""
    station = car.plug.station
    return {
        "model": car.model.name,
        "soc_frac": car.plant.soc_frac,
        "speed_mps": car.plant.speed_mps,
        "odometer_m": car.plant.distance_m,
        "energy_j_per_m": car.range.energy_j_per_m,
        "outside_k": car.outside_k,
        "cabin_k": car.cabin.temperature_k,
        "latitude_deg": car.latitude_deg,
        "longitude_deg": car.longitude_deg,
        "heading_rad": car.heading_rad,
        "body": asdict(car.body),
        "climate": asdict(car.climate),
        "now_playing": asdict(car.now_playing),
        "driving": car.driving,
        "progress_m": car.expected_progress_m,
        "pending": [asdict(step) for step in car.pending],
        "sun_w_per_m2": car.sun_w_per_m2,
        "battery_k": car.plant.battery.temperature_k,
        "outlet": asdict(station) if isinstance(station, AcOutlet) else None,
        "dc_station": asdict(station) if isinstance(station, DcStation) else None,
        "positions": car.motors.moved(),
        "moving_to": dict(car.motors.targets),
        "settings": car.settings.not_as_new(),
    }


def restore(saved: Mapping[str, Any]) -> SimulatedCar:
    """Return the car that was saved. If it drove, give it its route before time passes.

    Raises:
        DataUnusable: It is not what `save` returned; says which value is wrong.
        LocalUseError: There is no such car any more.
    """
    try:
        state = msgspec.convert(dict(saved), _SavedCar)
    except (msgspec.ValidationError, LocalUseError) as error:
        raise DataUnusable(f"The saved state of the car cannot be used: {error}.") from error
    car = SimulatedCar(
        load_car(state.model),
        latitude_deg=state.latitude_deg,
        longitude_deg=state.longitude_deg,
        soc_frac=state.soc_frac,
        outside_k=state.outside_k,
        sun_w_per_m2=state.sun_w_per_m2,
    )
    car.plant.speed_mps = state.speed_mps
    car.plant.distance_m = state.odometer_m
    car.range.energy_j_per_m = state.energy_j_per_m
    car.cabin.temperature_k = state.cabin_k
    car.heading_rad = state.heading_rad
    car.body = state.body
    car.climate = state.climate
    car.now_playing = state.now_playing
    car.driving = state.driving
    car.expected_progress_m = state.progress_m
    car.pending = deque(state.pending)
    car.motors.take(state.positions, state.moving_to)
    if state.body.door_open and not car.motors.positions[DRIVER_DOOR]:
        car.motors.put(DRIVER_DOOR, OPEN)
    car.settings = saved_settings(state.settings)
    if state.battery_k is not None:
        car.plant.battery.temperature_k = state.battery_k
    if station := state.outlet or state.dc_station:
        car.plug.plug_in(station)
    return car
