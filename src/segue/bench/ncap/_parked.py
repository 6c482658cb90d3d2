"""Parked cars that hide who comes out from behind them, as the protocols place them."""

from __future__ import annotations

from dataclasses import dataclass

from segue.bench.ncap._encounter import Point
from segue.bench.ncap._places import LANE_M, OWN_Y_M
from segue.bench.ncap._targets import LARGE_PARKED, SMALL_PARKED
from segue.schema.drive import OwnCar
from segue.world.scenes import ActorSpec

_ALONG_X: Point = (1.0, 0.0)
_CLOSE_M = 0.2
"""Bumper to bumper beside a crossing road."""
_GAP_M = 1.0
"""Bumper to bumper along the own road; also from the last one to a child that comes out."""
_ASIDE_M = 1.0
"""Between the test car's side and the cars that hide a child."""
_FROM_ROAD_M = 2.0
"""From half a lane beside the road's middle to the inner sides of cars along the approach."""


@dataclass(frozen=True, slots=True)
class Parked:
    """Two cars behind each other along a crossing road."""

    x_m: float
    """Of the larger one's middle."""
    from_m: float
    """From the middle of the own lane to the nearer bumper."""


def beside_crossing_road(parked: Parked, along: Point) -> tuple[ActorSpec, ...]:
    """Return a larger and a smaller car along a crossing road, on the side that a rider comes from.

    Their sides away from the test car are in line.
    """
    out = -along[1]
    large_y_m = OWN_Y_M + out * (parked.from_m + 0.5 * LARGE_PARKED.length_m)
    apart_m = 0.5 * (LARGE_PARKED.length_m + SMALL_PARKED.length_m) + _CLOSE_M
    small_x_m = parked.x_m + 0.5 * (LARGE_PARKED.width_m - SMALL_PARKED.width_m)
    return (
        LARGE_PARKED.parked("larger car", parked.x_m, large_y_m, along=(0.0, out)),
        SMALL_PARKED.parked("smaller car", small_x_m, large_y_m + out * apart_m, along=(0.0, out)),
    )


def beside_walkway(near_x_m: float, own_car: OwnCar) -> tuple[ActorSpec, ...]:
    """Return a smaller and a larger car on the right, the smaller next to where a child walks."""
    y_m = OWN_Y_M - 0.5 * own_car.width_m - _ASIDE_M - 0.5 * LARGE_PARKED.width_m
    small_x_m = near_x_m - _GAP_M - 0.5 * SMALL_PARKED.length_m
    large_x_m = small_x_m - 0.5 * (SMALL_PARKED.length_m + LARGE_PARKED.length_m) - _GAP_M
    return (
        SMALL_PARKED.parked("smaller car", small_x_m, y_m, along=_ALONG_X),
        LARGE_PARKED.parked("larger car", large_x_m, y_m, along=_ALONG_X),
    )


def beside_approach(*, left: bool) -> tuple[ActorSpec, ...]:
    """Return three cars along the own road before a crossing, their inner sides in line.

    The first ends 21 m before the line of traffic from the left, 24 m before that from the right.
    """
    side = 1.0 if left else -1.0
    front_x_m = -side * 0.5 * LANE_M - 22.5 + side * 1.5
    inner_m = 0.5 * LANE_M + _FROM_ROAD_M
    cars: list[ActorSpec] = []
    for name, car in (
        ("larger car", LARGE_PARKED),
        ("smaller car", SMALL_PARKED),
        ("third car", SMALL_PARKED),
    ):
        y_m = side * (inner_m + 0.5 * car.width_m)
        cars.append(car.parked(name, front_x_m - 0.5 * car.length_m, y_m, along=_ALONG_X))
        front_x_m -= car.length_m + _GAP_M
    return tuple(cars)
