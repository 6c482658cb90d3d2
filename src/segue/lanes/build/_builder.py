"""Lanes laid along roads, joined, and told who gives way."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segue.kernel import LocalUseError
from segue.lanes._map import Lane, LaneMap
from segue.lanes.build._line import Pose, beside, turn

Floats = NDArray[np.float64]
_MOST_LANES = 20
"""To one side; the widest roads have fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSection:
    """What lies side by side on a road.

    Raises:
        LocalUseError: There is no lane or far too many, or a width or the limit is not above 0.
    """

    lanes: int = 1
    """In the road's direction."""
    oncoming: int = 0
    """Against it, on the left."""
    lane_width_m: float = 3.5
    shoulder_m: float = 0.0
    """Width of the hard shoulder on the outer side; 0 is none."""
    speed_limit_mps: float = 27.8

    def __post_init__(self) -> None:
        if not (1 <= self.lanes <= _MOST_LANES and 0 <= self.oncoming <= _MOST_LANES):
            raise LocalUseError(
                f"A road has {self.lanes} lanes and {self.oncoming} oncoming; it needs at least 1 "
                f"of the first, and has at most {_MOST_LANES} of each."
            )
        sizes = (self.lane_width_m, self.speed_limit_mps)
        if not all(0.0 < size < math.inf for size in sizes) or not 0.0 <= self.shoulder_m < 100.0:  # noqa: PLR2004
            raise LocalUseError(
                f"A road's lanes are {self.lane_width_m} m wide with a shoulder of "
                f"{self.shoulder_m} m and a limit of {self.speed_limit_mps} m/s."
            )


@dataclass
class Builder:
    """Draws lanes one road after the other; `build` returns the map of them.

    A road called `main` has the lanes `main.1`, `main.2` ... from its middle outward, `main.-1`,
    `main.-2` ... against it, and the shoulders `main.shoulder` and `main.-shoulder`. Traffic keeps
    to the right.
    """

    _lanes: dict[str, Lane] = field(default_factory=dict[str, Lane])

    def road(self, name: str, line: Floats, section: CrossSection) -> None:
        """Lay a road along the line of its middle.

        Args:
            name: Of the road.
            line: (N, 3): x, y, heading. Lanes in its direction are on its right.
            section: What lies side by side.
        """
        self._side(f"{name}.", line, section, section.lanes)
        self._side(f"{name}.-", _reversed(line), section, section.oncoming)
        if section.oncoming:
            self._change(f"{name}.1", oncoming=f"{name}.-1")
            self._change(f"{name}.-1", oncoming=f"{name}.1")

    def join(self, one: str, two: str) -> None:
        """Let a lane follow another that ends where it begins."""
        self._change(one, successors=(*self[one].successors, two))
        self._change(two, predecessors=(*self[two].predecessors, one))

    def turn(self, one: str, two: str, *, speed_limit_mps: float, light: str | None = None) -> str:
        """Lay a lane of a junction from the end of a lane to the begin of another; return its id.

        Args:
            one: The lane that is left.
            two: The lane that is turned into.
            speed_limit_mps: Of the turn.
            light: The traffic light that it is entered by.
        """
        lane_id = f"{one}>{two}"
        begin, end = self.pose(one, -1), self.pose(two, 0)
        line = turn(begin, end)
        width_m = np.linspace(self._width_m(one, -1), self._width_m(two, 0), len(line))
        self._add(
            Lane(
                lane_id=lane_id,
                centre_m=line[:, :2],
                left_m=beside(line, 0.5 * width_m),
                right_m=beside(line, -0.5 * width_m),
                speed_limit_mps=speed_limit_mps,
                in_junction=True,
                light=light,
            )
        )
        self.join(one, lane_id)
        self.join(lane_id, two)
        return lane_id

    def give_way(self, lane_id: str, to: Iterable[str]) -> None:
        """Let the traffic of a lane wait for that of others."""
        self._change(lane_id, yields_to=self[lane_id].yields_to | frozenset(to))

    def light(self, lane_id: str, light: str) -> None:
        """Put a traffic light where a lane begins."""
        self._change(lane_id, light=light)

    def stop_sign(self, lane_id: str) -> None:
        """Put a stop sign where a lane ends."""
        self._change(lane_id, stop_sign=True)

    def keep_left_of(self, lane_id: str) -> None:
        """Forbid changing into a lane from the one on its left, as beside a lane that ends."""
        left = self[lane_id].left
        if left is not None:
            self._change(left, may_change_right=False)

    def pose(self, lane_id: str, point: int) -> Pose:
        """Return where a point of a lane's centre is, and its heading: 0 is the first, -1 last."""
        lane = self[lane_id]
        across = lane.left_m[point] - lane.right_m[point]
        heading_rad = math.atan2(across[1], across[0]) - 0.5 * math.pi
        return float(lane.centre_m[point, 0]), float(lane.centre_m[point, 1]), heading_rad

    def build(self, name: str = "") -> LaneMap:
        """Return the map."""
        return LaneMap(dict(self._lanes), name=name)

    def __getitem__(self, lane_id: str) -> Lane:
        """Return a lane as it is drawn so far.

        Raises:
            LocalUseError: There is none of that id.
        """
        if lane_id not in self._lanes:
            raise LocalUseError(f"There is no lane {lane_id} to build on.")
        return self._lanes[lane_id]

    def _side(self, prefix: str, line: Floats, section: CrossSection, lanes: int) -> None:
        ids = [f"{prefix}{number}" for number in range(1, lanes + 1)]
        for number, lane_id in enumerate(ids):
            left_m = -section.lane_width_m * number
            self._strip(lane_id, line, left_m, section.lane_width_m, section.speed_limit_mps)
        if lanes and section.shoulder_m > 0.0:
            ids.append(f"{prefix}shoulder")
            left_m = -section.lane_width_m * lanes
            self._strip(ids[-1], line, left_m, section.shoulder_m, section.speed_limit_mps)
            self._change(ids[-1], kind="shoulder")
        for inner, outer in pairwise(ids):
            shoulder = outer.endswith("shoulder")
            self._change(inner, right=outer, may_change_right=not shoulder)
            self._change(outer, left=inner)

    def _strip(
        self, lane_id: str, line: Floats, left_m: float, width_m: float, limit_mps: float
    ) -> None:
        self._add(
            Lane(
                lane_id=lane_id,
                centre_m=beside(line, left_m - 0.5 * width_m),
                left_m=beside(line, left_m),
                right_m=beside(line, left_m - width_m),
                speed_limit_mps=limit_mps,
            )
        )

    def _width_m(self, lane_id: str, point: int) -> float:
        lane = self[lane_id]
        return math.dist(lane.left_m[point], lane.right_m[point])

    def _add(self, lane: Lane) -> None:
        if lane.lane_id in self._lanes:
            raise LocalUseError(f"There are two lanes {lane.lane_id}.")
        self._lanes[lane.lane_id] = lane

    def _change(self, lane_id: str, **changes: object) -> None:
        self._lanes[lane_id] = replace(self[lane_id], **changes)  # pyright: ignore[reportArgumentType]


def _reversed(line: Floats) -> Floats:
    back = line[::-1].copy()
    back[:, 2] += math.pi
    return back
