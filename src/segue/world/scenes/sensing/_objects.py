"""What the car's sensors say of the objects around it, faults included."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.schema.drive import HEADING, VX, VY, Detections, EgoState, Kind, X, Y
from segue.world.scenes._boxes import corners_m
from segue.world.scenes.files import SensorSpec, Window
from segue.world.scenes.sensing._occlusion import in_sight

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SOON_S = 1e-9
"""Times are multiples of a step, but not exactly."""
_GHOST_LENGTH_M, _GHOST_WIDTH_M = 2.0, 1.5
_GHOST_FROM_M = 10.0
_MOST_GHOSTS = 1000
"""At once."""
_GHOST_SIDE_M = 1.5
"""Standard deviation from straight ahead: in the own lane more often than not; estimated."""


class ObjectSensor:
    """One sensor of objects.

    Args:
        spec: What it can and cannot.
        objects: How many there may ever be.
        random: Its own.
    """

    def __init__(self, spec: SensorSpec, objects: int, random: np.random.Generator) -> None:
        self.spec = spec
        self._random = random
        self._next_s = 0.0
        self._seen_since_s: Floats = np.full(objects, np.inf)
        self._ghosts: list[tuple[float, float, float]] = []
        """Until when, x, y."""
        self._under_way: deque[Detections] = deque()

    def look(self, now_s: float, ego: EgoState, boxes: Floats, kinds: Ints, there: Bools) -> None:
        """Look, if it is time to.

        Args:
            now_s: When.
            ego: The car it is on.
            boxes: (N, 9): everything that there may be; the rows keep their meaning.
            kinds: (N,): `Kind`.
            there: (N,): what there is.
        """
        spec = self.spec
        if now_s < self._next_s - SOON_S:
            return
        self._next_s += spec.period_s
        if within(spec.dropouts, now_s):
            self._seen_since_s.fill(np.inf)
            return
        on_car = _on_axes(boxes[:, :7], ego)
        seen = self._sees(on_car, there)
        self._seen_since_s = np.where(seen, np.minimum(self._seen_since_s, now_s), np.inf)
        sure = now_s - self._seen_since_s >= spec.confirmation_s - SOON_S
        missed = self._random.random(len(boxes)) < spec.miss_share
        rows = np.flatnonzero(seen & sure & ~missed)
        noise = self._random.normal(size=(len(boxes), 4))[rows]
        said = on_car[rows]
        said[:, [X, Y]] += spec.position_sigma_m * noise[:, :2]
        said[:, [VX, VY]] += spec.speed_sigma_mps * noise[:, 2:]
        said[:, VX] += sum(lie.add_mps for lie in spec.lies if within((lie,), now_s))
        ghosts = self._haunt(now_s, ego)
        self._under_way.append(
            Detections(
                sensor=spec.name,
                measured_s=now_s,
                boxes=np.concatenate((said, ghosts)),
                kinds=np.concatenate((kinds[rows], np.full(len(ghosts), int(Kind.UNKNOWN)))),
                position_sigma_m=spec.position_sigma_m,
                speed_sigma_mps=spec.speed_sigma_mps,
            )
        )

    def arrived(self, now_s: float) -> list[Detections]:
        """Return the looks that have come through since the last call."""
        come: list[Detections] = []
        while (
            self._under_way
            and now_s >= self._under_way[0].measured_s + self.spec.latency_s - SOON_S
        ):
            come.append(self._under_way.popleft())
        return come

    def _sees(self, on_car: Floats, there: Bools) -> Bools:
        """Return what is in range, in the field of view and not hidden."""
        spec = self.spec
        mount = np.array([spec.mount_x_m, spec.mount_y_m])
        points = np.concatenate((corners_m(on_car), on_car[:, None, [X, Y]]), axis=1) - mount
        away_m = np.hypot(points[:, :, 0], points[:, :, 1])
        bearing = np.arctan2(points[:, :, 1], points[:, :, 0]) - spec.mount_heading_rad
        bearing = np.abs((bearing + np.pi) % (2.0 * np.pi) - np.pi)
        inside = (away_m <= spec.range_m) & (bearing <= 0.5 * spec.field_of_view_rad + SOON_S)
        seen = there & inside.any(axis=1)
        if spec.occlusion:
            rows = np.flatnonzero(there & (away_m.min(axis=1) <= spec.range_m))
            seen[rows] &= in_sight(on_car[rows], mount)
        return seen

    def _haunt(self, now_s: float, ego: EgoState) -> Floats:
        """Return what it says of objects that are not there: (G, 7)."""
        spec = self.spec
        if spec.ghosts_per_s == 0.0:
            return np.empty((0, 7))
        self._ghosts = [ghost for ghost in self._ghosts if ghost[0] > now_s]
        appear = self._random.poisson(spec.ghosts_per_s * spec.period_s)
        for _ in range(min(appear, _MOST_GHOSTS - len(self._ghosts))):
            ahead_m = self._random.uniform(_GHOST_FROM_M, max(spec.range_m, _GHOST_FROM_M))
            left_m = self._random.normal(0.0, _GHOST_SIDE_M)
            cos, sin = np.cos(ego.heading_rad), np.sin(ego.heading_rad)
            x_m = ego.x_m + ahead_m * cos - left_m * sin
            y_m = ego.y_m + ahead_m * sin + left_m * cos
            self._ghosts.append((now_s + self._random.exponential(spec.ghost_s), x_m, y_m))
        boxes = np.zeros((len(self._ghosts), 7))
        for row, (_, x_m, y_m) in enumerate(self._ghosts):
            boxes[row] = x_m, y_m, ego.heading_rad, 0.0, 0.0, _GHOST_LENGTH_M, _GHOST_WIDTH_M
        return _on_axes(boxes, ego)


def within(windows: Sequence[Window], now_s: float) -> bool:
    """Return whether a time is in one of some windows."""
    return any(window.from_s - SOON_S <= now_s < window.to_s - SOON_S for window in windows)


def _on_axes(boxes: Floats, ego: EgoState) -> Floats:
    """Return boxes of the map on the car's own axes; velocities stay over ground."""
    cos, sin = np.cos(ego.heading_rad), np.sin(ego.heading_rad)
    x, y = boxes[:, X] - ego.x_m, boxes[:, Y] - ego.y_m
    out = boxes.copy()
    out[:, X], out[:, Y] = x * cos + y * sin, y * cos - x * sin
    out[:, HEADING] = (boxes[:, HEADING] - ego.heading_rad + np.pi) % (2.0 * np.pi) - np.pi
    out[:, VX] = boxes[:, VX] * cos + boxes[:, VY] * sin
    out[:, VY] = boxes[:, VY] * cos - boxes[:, VX] * sin
    return out
