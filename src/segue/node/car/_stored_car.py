"""The simulated car between two runs: where it stands, its charge, and what it was doing."""

from __future__ import annotations

from typing import Any

import msgspec

from segue.kernel import DataUnusable
from segue.node.jobs import ResolvePlace
from segue.node.storage import Store
from segue.node.worker import Worker
from segue.schema.journey import Place
from segue.vehicle.plant import load_car
from segue.world import SimulatedCar, restore, save

CAR_KEY = "state"
_RESOLVE_DEADLINE_S = 30.0
_TEMPERATURE_DIGITS = 1
"""A parked car's cabin and battery drift by hundredths of a degree; that is not worth a write a
second."""


async def stored_or_new_car(store: Store, worker: Worker, *, model: str, at: str) -> SimulatedCar:
    """Return the car as it was last; a new one of this model at this place the first time.

    Raises:
        LocalUseError: There is no such car or place.
        DataUnusable: What was stored cannot be read.
    """
    stored = store.get("car", CAR_KEY)
    if stored is not None:
        try:
            values: dict[str, Any] = msgspec.json.decode(stored, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise DataUnusable(f"The stored car in {store.path} is broken: {error}.") from error
        return restore(values)
    car_model = load_car(model)
    place: Place = await worker.run(ResolvePlace(text=at), deadline_s=_RESOLVE_DEADLINE_S)
    return SimulatedCar(
        car_model, latitude_deg=place.latitude_deg, longitude_deg=place.longitude_deg
    )


def stored_form(car: SimulatedCar) -> bytes:
    """Return the bytes to keep of a car."""
    values = save(car)
    for name in ("cabin_k", "battery_k"):
        values[name] = round(values[name], _TEMPERATURE_DIGITS)
    return msgspec.json.encode(values)
