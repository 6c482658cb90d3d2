"""The way of the car: the strip that it sweeps on a circle, and where things are beside it.

A place is told by how far along the circle and how far to its left it is, from the middle of the
rear axle, which is the point of a car that moves where it heads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from segue.pilot.guard._own import Own
from segue.pilot.guard._things import Thing
from segue.schema.drive import OwnCar


@dataclass(frozen=True, slots=True)
class Piece:
    """A square piece of an object, seen from the car's front bumper along its way."""

    gap_m: float
    """From the bumper to its near side; negative beside the car."""
    across_m: float
    """Its middle, to the left."""
    half_m: float
    """From its middle to its sides."""
    along_mps: float
    across_mps: float
    far_m: float
    """From the rear axle to its object's middle, along the way."""
    aside_m: float
    """Of its object's middle, to the left."""
    turned_rad: float
    """Of its long axis from the car's way, up to a right angle to either side."""
    long: bool
    """Whether its object has an axis that says something: it is longer than wide."""


def pieces_on_way(car: OwnCar, own: Own, curvature_per_m: float, thing: Thing) -> list[Piece]:
    """Return an object's pieces as they lie along a circle, those ahead of the bumper only.

    A long object is a row of squares, so that a lorry beside a bend takes no more room than it is.
    How it moves and lies is told where its middle is: one that turns with a bend moves along it.
    """
    cos, sin = math.cos(own.heading_rad), math.sin(own.heading_rad)
    front_m = car.rear_axle_m + 0.5 * car.length_m

    def on_way(offset_m: float) -> tuple[float, float]:
        x_m = thing.x_m - own.x_m + offset_m * math.cos(axis_rad)
        y_m = thing.y_m - own.y_m + offset_m * math.sin(axis_rad)
        return along_and_across(
            curvature_per_m, x_m * cos + y_m * sin + car.rear_axle_m, y_m * cos - x_m * sin
        )

    side_m, spread_m, axis_rad = _row(thing)
    far_m, aside_m = on_way(0.0)
    middle_rad = own.heading_rad + curvature_per_m * far_m
    along_mps = thing.vx_mps * math.cos(middle_rad) + thing.vy_mps * math.sin(middle_rad)
    across_mps = thing.vy_mps * math.cos(middle_rad) - thing.vx_mps * math.sin(middle_rad)
    count = math.ceil(2.0 * spread_m / side_m) + 1
    pieces: list[Piece] = []
    for number in range(count):
        offset_m = 0.0 if count == 1 else spread_m * (2.0 * number / (count - 1) - 1.0)
        along_m, across_m = on_way(offset_m)
        if along_m <= front_m:
            continue
        turned_rad = axis_rad - own.heading_rad - curvature_per_m * along_m
        half_m = 0.5 * side_m * (abs(math.cos(turned_rad)) + abs(math.sin(turned_rad)))
        pieces.append(
            Piece(
                gap_m=along_m - half_m - front_m,
                across_m=across_m,
                half_m=half_m,
                along_mps=along_mps,
                across_mps=across_mps,
                far_m=far_m,
                aside_m=aside_m,
                turned_rad=math.remainder(axis_rad - middle_rad, math.pi),
                long=count > 1,
            )
        )
    return pieces


def along_and_across(curvature_per_m: float, ahead_m: float, left_m: float) -> tuple[float, float]:
    """Return a place on the car's axes as how far along the circle and to its left it is."""
    if curvature_per_m == 0.0:
        return ahead_m, left_m
    ahead, left = curvature_per_m * ahead_m, curvature_per_m * left_m
    across_m = 2.0 * left_m - curvature_per_m * (ahead_m * ahead_m + left_m * left_m)
    across_m /= 1.0 + math.hypot(ahead, 1.0 - left)  # so that a wide circle loses no digits
    return math.atan2(ahead, 1.0 - left) / curvature_per_m, across_m


def _row(thing: Thing) -> tuple[float, float, float]:
    """Return the side of an object's squares, how far the outer ones' middles are, and the axis."""
    long_m, side_m, axis_rad = thing.length_m, thing.width_m, thing.heading_rad
    if side_m > long_m:
        long_m, side_m, axis_rad = side_m, long_m, axis_rad + 0.5 * math.pi
    return side_m, 0.5 * (long_m - side_m), axis_rad
