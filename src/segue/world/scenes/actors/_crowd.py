"""Everybody but the ego: where each is, on which way, and how it moves from step to step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.schema.drive import Kind, Objects
from segue.world.scenes.actors._ways import Ways
from segue.world.scenes.files import KINDS, ActorSpec

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SIZES_M: dict[Kind, tuple[float, float]] = {
    Kind.CAR: (4.5, 1.8),
    Kind.TRUCK: (12.0, 2.55),
    Kind.MOTORCYCLE: (2.2, 0.8),
    Kind.BICYCLE: (1.8, 0.6),
    Kind.PEDESTRIAN: (0.5, 0.6),
    Kind.OBSTACLE: (1.0, 1.0),
}
"""Length and width. A lorry's are the largest of Directive 96/53/EC; the others are common."""
_TURNS_FROM_MPS = 0.3
"""Slower ones keep the heading of their way when they move sideways."""
_LEAST_STRETCH = 0.2
"""Inside a bend a way is shorter, but not by more."""


class Crowd:
    """N actors, one to a row.

    Args:
        actors: Who there is.
        ways: What they move along.
        way_of: (N,): the way of each.
    """

    def __init__(self, actors: Sequence[ActorSpec], ways: Ways, way_of: Sequence[int]) -> None:
        kinds = [KINDS[actor.kind] for actor in actors]
        self.ways = ways
        self.ids: Ints = np.arange(1, len(actors) + 1)
        self.kinds: Ints = np.array([int(kind) for kind in kinds], dtype=np.int64)
        self.length_m: Floats = np.array(
            [actor.length_m or SIZES_M[kind][0] for actor, kind in zip(actors, kinds, strict=True)],
            dtype=np.float64,
        )
        self.width_m: Floats = np.array(
            [actor.width_m or SIZES_M[kind][1] for actor, kind in zip(actors, kinds, strict=True)],
            dtype=np.float64,
        )
        self.way: Ints = np.array(way_of, dtype=np.int64)
        self.s_m: Floats = np.array([actor.s_m for actor in actors], dtype=np.float64)
        self.speed_mps: Floats = np.array([actor.speed_mps for actor in actors], dtype=np.float64)
        self.accel_mps2: Floats = np.zeros(len(actors))
        """Wanted until somebody wants another."""
        self.end_speed_mps: Floats = self.speed_mps.copy()
        """Where an acceleration ends."""
        self.there: Bools = np.ones(len(actors), dtype=np.bool_)
        """Whether it has not left the map."""
        self.leaves: Bools = np.array([bool(actor.lane) for actor in actors], dtype=np.bool_)
        """Whether it leaves the map at the end of its way; otherwise it stands there."""
        self.offset_m: Floats = np.array([a.offset_m for a in actors], dtype=np.float64)
        """(N,): how far each is to the left of its way."""
        self._from_m, self._to_m = self.offset_m.copy(), self.offset_m.copy()
        self._begun_s: Floats = np.zeros(len(actors))
        self._lasts_s: Floats = np.ones(len(actors))
        self._boxes = np.zeros((len(actors), 9))
        self._now_s = 0.0
        self._place(0.0)

    def __len__(self) -> int:
        """Return how many there are, gone ones included."""
        return len(self.ids)

    @property
    def boxes(self) -> Floats:
        """(N, 9): as `Objects.boxes`."""
        return self._boxes

    def objects(self) -> Objects:
        """Return those who are there, exactly as they are."""
        rows = np.flatnonzero(self.there)
        return Objects.exact(self._now_s, self.ids[rows], self.kinds[rows], self._boxes[rows])

    def shift(self, row: int, to_m: float, lasts_s: float) -> None:
        """Let one move sideways from where it is, beginning and ending gently."""
        self._from_m[row] = self.offset_m[row]
        self._to_m[row] = to_m
        self._begun_s[row] = self._now_s
        self._lasts_s[row] = max(lasts_s, 1e-3)

    def move_to_way(self, row: int, way: int, s_m: float, offset_m: float) -> None:
        """Let one, where it is, go along another way from now on."""
        self.way[row], self.s_m[row] = way, s_m
        self._from_m[row] = self._to_m[row] = self.offset_m[row] = offset_m

    def shifting(self) -> Bools:
        """(N,): who is moving sideways."""
        return (self._share() < 1.0) & (self._from_m != self._to_m)

    def step(self, now_s: float, dt_s: float) -> None:
        """Advance everybody by `dt_s`, to `now_s`."""
        before = self.speed_mps
        left = self.end_speed_mps - before
        change = self.accel_mps2 * dt_s
        faster = np.minimum(change, np.maximum(left, 0.0))
        slower = np.maximum(change, np.minimum(left, 0.0))
        self.speed_mps = np.maximum(before + np.where(change > 0.0, faster, slower), 0.0)
        stretch = np.maximum(1.0 - self._curvature_per_m * self.offset_m, _LEAST_STRETCH)
        self.s_m = self.s_m + 0.5 * (before + self.speed_mps) * dt_s / stretch
        at_end = self.s_m >= self.ways.lengths_m[self.way]
        self.there &= ~(at_end & self.leaves)
        self.speed_mps[at_end] = 0.0
        self._now_s = now_s
        self._place(dt_s)

    def _share(self) -> Floats:
        return np.clip((self._now_s - self._begun_s) / self._lasts_s, 0.0, 1.0)

    def _place(self, dt_s: float) -> None:
        """Write the boxes down."""
        places = self.ways.at(self.way, self.s_m)
        share = self._share()
        way_m = self._to_m - self._from_m
        self.offset_m = offset_m = self._from_m + way_m * _smooth(share)
        self._curvature_per_m = places[:, 3]
        sideways_mps = way_m * _smooth_rate(share) / self._lasts_s
        cos, sin = np.cos(places[:, 2]), np.sin(places[:, 2])
        turned = np.arctan2(sideways_mps, self.speed_mps)
        heading = places[:, 2] + np.where(self.speed_mps > _TURNS_FROM_MPS, turned, 0.0)
        boxes = np.empty((len(self), 9))
        boxes[:, 0] = places[:, 0] - offset_m * sin
        boxes[:, 1] = places[:, 1] + offset_m * cos
        boxes[:, 2] = heading
        boxes[:, 3] = self.speed_mps * cos - sideways_mps * sin
        boxes[:, 4] = self.speed_mps * sin + sideways_mps * cos
        boxes[:, 5], boxes[:, 6] = self.length_m, self.width_m
        before = self._boxes
        if dt_s > 0.0:
            faster = np.hypot(boxes[:, 3], boxes[:, 4]) - np.hypot(before[:, 3], before[:, 4])
            boxes[:, 7] = faster / dt_s
            boxes[:, 8] = (heading - before[:, 2] + np.pi) % (2.0 * np.pi) - np.pi
            boxes[:, 8] /= dt_s
        self._boxes = boxes


def _smooth(share: Floats) -> Floats:
    """Return the quintic that begins and ends without speed and acceleration: 0 to 1."""
    return share**3 * (10.0 - 15.0 * share + 6.0 * share**2)


def _smooth_rate(share: Floats) -> Floats:
    return 30.0 * share**2 * (1.0 - share) ** 2
