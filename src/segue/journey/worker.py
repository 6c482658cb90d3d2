"""What a child process does for the node: plan trips and draw map tiles.

Importing this loads numpy, scipy and shapely; the data is read on first use and kept. Arguments
and results are messages, numbers and bytes.
"""

from __future__ import annotations

from functools import cache

from segue.journey._places import City, read_places
from segue.journey._roads import load_roads
from segue.journey._trip import plan_trip
from segue.journey.tiles import MAX_ZOOM, build_tile
from segue.schema.journey import NoPlan, Place, TripPlan
from segue.vehicle.plant import load_car

__all__ = ["MAX_ZOOM", "build_tile", "plan"]


def plan(
    origin: Place, destination: Place, car: str, *, soc_frac: float, climate_w: float = 0.0
) -> TripPlan | NoPlan:
    """Return the plan of a trip, or why there is none.

    Args:
        origin: Where from.
        destination: Where to.
        car: Name of a car's data file, as `su7-max`.
        soc_frac: Charge at departure, 0 to 1.
        climate_w: Electric power of heating or cooling.

    Raises:
        LocalUseError: There is no such car, or the charge is not between 0 and 1.
        DataUnusable: A data file is broken.
    """
    return plan_trip(
        load_roads(),
        _cities(),
        origin,
        destination,
        load_car(car),
        departure_soc_frac=soc_frac,
        climate_w=climate_w,
    )


@cache
def _cities() -> list[City]:
    return read_places()
