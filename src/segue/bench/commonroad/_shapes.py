"""Shapes: those of the format (rectangle, circle, polygon), and the area of a lane."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from segue.lanes import Lane
from segue.lanes.commonroad import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on an object's own axes."""

    length_m: float
    width_m: float
    ahead_m: float = 0.0
    left_m: float = 0.0
    turned_rad: float = 0.0


def box_of(node: Node) -> Box:
    """Return the box of a `shape`: a rectangle as it is, the box around a circle or a polygon.

    Raises:
        DataUnusable: It has another shape, or more than one.
    """
    shapes = list(node.children())
    if len(shapes) != 1:
        node.refuse(f"has {len(shapes)} shapes; one is driven around")
    shape = shapes[0]
    if shape.tag == "rectangle":
        ahead_m, left_m = _centre_m(shape)
        return Box(
            length_m=_size_m(shape, "length"),
            width_m=_size_m(shape, "width"),
            ahead_m=ahead_m,
            left_m=left_m,
            turned_rad=_turned_rad(shape),
        )
    low_x, low_y, high_x, high_y = outline_of(shape).bounds
    return Box(
        length_m=high_x - low_x,
        width_m=high_y - low_y,
        ahead_m=0.5 * (low_x + high_x),
        left_m=0.5 * (low_y + high_y),
    )


def outline_of(shape: Node) -> shapely.Polygon:
    """Return the area of a rectangle, circle or polygon.

    Raises:
        DataUnusable: It is something else, or has no size.
    """
    if shape.tag == "rectangle":
        length_m, width_m = _size_m(shape, "length"), _size_m(shape, "width")
        return rectangle(_centre_m(shape), _turned_rad(shape), length_m, width_m)
    if shape.tag == "circle":
        return shapely.Point(_centre_m(shape)).buffer(_size_m(shape, "radius"))
    if shape.tag == "polygon":
        points = [point.point() for point in shape.children("point")]
        if len(points) < 3:  # noqa: PLR2004
            shape.refuse("has fewer than 3 points")
        return shapely.Polygon(points)
    return shape.refuse("is a shape that cannot be read; there are rectangle, circle and polygon")


def rectangle(
    centre_m: tuple[float, float], turned_rad: float, length_m: float, width_m: float
) -> shapely.Polygon:
    """Return the area of a rectangle."""
    cos, sin = math.cos(turned_rad), math.sin(turned_rad)
    corners = 0.5 * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * (length_m, width_m)
    return shapely.Polygon(corners @ np.array([[cos, sin], [-sin, cos]]) + centre_m)


def area_of(lane: Lane) -> shapely.Polygon:
    """Return the area of a lane."""
    return shapely.Polygon(np.concatenate((lane.left_m, lane.right_m[::-1])))


def _centre_m(shape: Node) -> tuple[float, float]:
    centre = shape.find("center")
    return (0.0, 0.0) if centre is None else centre.point()


def _turned_rad(shape: Node) -> float:
    turned = shape.find("orientation")
    return 0.0 if turned is None else turned.number()


def _size_m(shape: Node, name: str) -> float:
    size = shape.child(name).number()
    return size if size > 0.0 else shape.refuse(f"has a {name} of 0 or less")
