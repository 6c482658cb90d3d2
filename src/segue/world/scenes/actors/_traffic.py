"""Actors that drive by themselves: they follow, give way, change lanes, and heed the ego too.

They decide ten times a second and go on so in between. What they know of each other is where each
is on which lanes: `LaneTable.standing`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segue.lanes import Lane
from segue.schema.drive import Kind
from segue.world.scenes.actors._crowd import Crowd
from segue.world.scenes.actors._idm import HARDEST_BRAKE_MPS2, STYLES, styles_of
from segue.world.scenes.actors._lane_change import Beside, worth_changing
from segue.world.scenes.actors._lane_table import LaneTable, Standing
from segue.world.scenes.actors._right_of_way import Mover, Now, RightOfWay
from segue.world.scenes.actors._routes import chain_of
from segue.world.scenes.files import KINDS, ActorSpec, LightState

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_DECIDES_EVERY_S = 0.1
_THINKS_OF_CHANGING = 10
"""Decisions from one look at the lanes beside to the next: a second."""
_CHANGE_S = 4.0
"""A lane change lasts; Toledo and Zohar 2007 measured 4.6 s on average, 1 to 13."""
_RESTS_S = 4.0
"""Between two changes of one driver; estimated."""
_CLEAR_M = 0.3
"""Beside another there must be so much to pass it; estimated."""
_SPREAD = 0.08
"""Standard deviation of what drivers want over the limit; estimated."""
_BEYOND_MPS = 1e9


class Traffic:
    """Those of a crowd who drive by themselves.

    Args:
        actors: All of the crowd, row by row.
        crowd: It.
        table: The map.
        grip_share: Of a dry road's grip.
        random: What its drivers want comes from it.
    """

    def __init__(
        self,
        actors: Sequence[ActorSpec],
        crowd: Crowd,
        table: LaneTable,
        grip_share: float,
        random: np.random.Generator,
    ) -> None:
        self._crowd, self._table = crowd, table
        self._rows: Ints = np.flatnonzero([actor.drives == "traffic" for actor in actors])
        """(T,): its drivers' in the crowd; T of them."""
        self._may_change = [not actors[row].route for row in map(int, self._rows)]
        self._hardest_mps2 = HARDEST_BRAKE_MPS2 * grip_share
        self._right_of_way = RightOfWay(table)
        self._begins_m: Floats = np.zeros((len(actors) + 1, len(table.ids)))
        """(N + 1, L): where each lane begins along each actor's way; NaN: it does not go there.
        The last row is the ego's, which may go anywhere, as may who follows no lanes."""
        chains = [chain_of(table.lanes, a.lane, a.route) if a.lane else () for a in actors]
        for row, chain in enumerate(chains):
            if chain:
                self._begins_m[row] = table.begins_m(chain)
        self._chains = [chains[row] for row in map(int, self._rows)]
        self._lines = [self._right_of_way.lines_m(chain) for chain in self._chains]
        self._ends_m = np.array([self._dead_end_m(chain) for chain in self._chains])
        self._ways: dict[tuple[str, ...], int] = {}
        self._changed_s = np.full(len(self._rows), -_RESTS_S - _CHANGE_S)
        self._styles = styles_of([*(KINDS[actor.kind] for actor in actors), Kind.CAR])
        mine = [actors[row] for row in map(int, self._rows)]
        self._factor = np.clip(random.normal(1.0, _SPREAD, len(mine)), 1 - 2 * _SPREAD, 1.2)
        self._fastest_mps = np.array(
            [min(a.wants_mps or math.inf, STYLES[KINDS[a.kind]].fastest_mps) for a in mine]
        )
        self._crossing: Bools = np.zeros(len(self._rows), dtype=np.bool_)
        """(T,): who is between two lanes, and heeds those on both."""
        self._decisions = 0

    @property
    def rows(self) -> tuple[int, ...]:
        """Those of its drivers in the crowd."""
        return tuple(map(int, self._rows))

    def step(
        self, now_s: float, ego: Floats, ego_accel_mps2: float, lights: Mapping[str, LightState]
    ) -> None:
        """Decide, if it is time to.

        Args:
            now_s: When.
            ego: (7,): the ego's box.
            ego_accel_mps2: Along it.
            lights: What each shows.
        """
        if not len(self._rows) or now_s < self._decisions * _DECIDES_EVERY_S - 1e-9:
            return
        crowd, rows = self._crowd, self._rows
        boxes = np.concatenate((crowd.boxes[:, :7], ego[None]))
        there = np.flatnonzero(np.append(crowd.there, True))
        standing = self._table.standing(boxes[there])
        standing = replace(standing, row=there[standing.row])
        self._settle()
        wanted_mps = self._wanted_mps()
        free = self._styles.of(rows).free(crowd.speed_mps[rows], wanted_mps)
        accel = free - np.maximum(
            self._taken_by_leaders(standing, boxes), self._taken_by_lines(standing, lights)
        )
        accel = np.maximum(accel, -self._hardest_mps2)
        crowd.accel_mps2[rows] = accel
        crowd.end_speed_mps[rows] = np.where(accel > 0.0, _BEYOND_MPS, 0.0)
        accels = np.append(crowd.boxes[:, 7], ego_accel_mps2)
        accels[rows] = accel
        wants = np.append(np.hypot(crowd.boxes[:, 3], crowd.boxes[:, 4]), math.hypot(*ego[3:5]))
        wants[rows] = wanted_mps
        for driver in range(self._decisions % _THINKS_OF_CHANGING, len(rows), _THINKS_OF_CHANGING):
            self._think(driver, now_s, standing, accels, wants)
        self._decisions += 1

    def _dead_end_m(self, chain: tuple[str, ...]) -> float:
        """Return where a way ends although the road goes on beside it; inf: it does not."""
        last = self._table.lanes[chain[-1]]
        beside = [self._table.lanes[other] for other in (last.left, last.right) if other]
        if last.successors or not any(other.successors for other in beside):
            return math.inf
        return self._table.length_m(chain)

    def _settle(self) -> None:
        """Let those who have come over to another lane forget the one that they left."""
        shifting = self._crowd.shifting()[self._rows]
        for driver in np.flatnonzero(self._crossing & ~shifting):
            self._begins_m[self._rows[driver]] = self._table.begins_m(self._chains[driver])
        self._crossing = shifting

    def _front_m(self) -> Floats:
        return self._crowd.s_m[self._rows] + 0.5 * self._crowd.length_m[self._rows]

    def _wanted_mps(self) -> Floats:
        """Return the speed that each would have: the limit's, also of the lanes that come."""
        begins = self._begins_m[self._rows]
        to_m = np.maximum(begins - self._front_m()[:, None], 0.0)
        passed = begins + self._table.lengths_m < self._crowd.s_m[self._rows, None]
        limits = self._factor[:, None] * self._table.limits_mps
        brake = self._styles.brake_mps2[self._rows, None]
        allowed = np.sqrt(limits**2 + 2.0 * brake * to_m)
        allowed[passed | np.isnan(begins)] = np.inf
        return np.minimum(allowed.min(axis=1), self._fastest_mps)

    def _taken_by_leaders(self, standing: Standing, boxes: Floats) -> Floats:
        """Return what those ahead take from each one's acceleration: (T,)."""
        crowd, rows = self._crowd, self._rows
        if not len(standing.row):
            return np.zeros(len(rows))
        at_m = self._begins_m[rows][:, standing.lane] + standing.s_m - crowd.s_m[rows, None]
        aside_m = np.abs(standing.offset_m - crowd.offset_m[rows, None])
        room_m = 0.5 * (crowd.width_m[rows, None] + boxes[standing.row, 6]) + _CLEAR_M
        in_the_way = (at_m > 0.0) & (standing.row != rows[:, None])
        in_the_way &= (aside_m < room_m) | self._crossing[:, None]
        gaps_m = at_m - standing.half_m - 0.5 * crowd.length_m[rows, None]
        speeds = np.broadcast_to(standing.speed_mps, gaps_m.shape)
        taken = self._styles.of(rows).behind(crowd.speed_mps[rows], gaps_m, speeds)
        return np.where(in_the_way, taken, 0.0).max(axis=1)

    def _taken_by_lines(self, standing: Standing, lights: Mapping[str, LightState]) -> Floats:
        """Return what a line to wait at, or the end of the lane, takes from each one's: (T,)."""
        crowd, front_m = self._crowd, self._front_m()
        walls_m, now = self._ends_m.copy(), Now(lights, standing, self._begins_m)
        for driver, lines in enumerate(self._lines):
            row = int(self._rows[driver])
            if lines and crowd.there[row]:
                mover = Mover(
                    row=row,
                    s_m=float(front_m[driver]),
                    speed_mps=float(crowd.speed_mps[row]),
                    accel_mps2=float(self._styles.accel_mps2[row]),
                    length_m=float(crowd.length_m[row]),
                )
                wait_m = self._right_of_way.wait_at_m(mover, lines, now)
                walls_m[driver] = min(walls_m[driver], wait_m)
        gaps_m = (walls_m - front_m)[:, None]
        still = np.zeros_like(gaps_m)
        speed = crowd.speed_mps[self._rows]
        return self._styles.of(self._rows).behind(speed, gaps_m, still)[:, 0]

    def _think(
        self, driver: int, now_s: float, standing: Standing, accels: Floats, wants: Floats
    ) -> None:
        """Let one change lanes if it is worth it."""
        crowd, row = self._crowd, int(self._rows[driver])
        rested = now_s - self._changed_s[driver] > _CHANGE_S + _RESTS_S
        if not (rested and crowd.there[row] and self._may_change[driver]):
            return
        lane = self._lane_of(driver)
        for other, may in ((lane.left, lane.may_change_left), (lane.right, lane.may_change_right)):
            if other is None or not may or self._table.lanes[other].kind != "driving":
                continue
            s_m, offset_m, _ = self._table.lanes.path(other).locate(crowd.boxes[row, None, :2])[0]
            chain = chain_of(self._table.lanes, other)
            begins = self._table.begins_m(chain)
            around = np.where(np.isnan(begins), self._table.before_m(other), begins)
            at_m = around[standing.lane] + standing.s_m - s_m
            near = np.flatnonzero(~np.isnan(at_m) & (standing.row != row))
            who = standing.row[near]
            style = self._styles.of(row)
            speed = crowd.speed_mps[row : row + 1]
            to_end_m = np.array([[self._dead_end_m(chain) - s_m - 0.5 * crowd.length_m[row]]])
            free = style.free(speed, wants[row : row + 1])
            free = free - style.behind(speed, to_end_m, np.zeros((1, 1)))[:, 0]
            if worth_changing(
                Beside(
                    at_m[near],
                    standing.half_m[near],
                    standing.speed_mps[near],
                    accels[who],
                    wants[who],
                    self._styles.of(who),
                ),
                style=style,
                half_m=0.5 * float(crowd.length_m[row]),
                speed_mps=float(speed[0]),
                accel_mps2=float(accels[row]),
                free_mps2=float(free[0]),
                to_the_right=other == lane.right,
            ):
                self._change(driver, chain, float(s_m), float(offset_m), now_s)
                return

    def _lane_of(self, driver: int) -> Lane:
        """Return the lane that one is on, or is coming over to."""
        row = self._rows[driver]
        chain = self._chains[driver]
        begins = [self._begins_m[row, self._table.number[lane_id]] for lane_id in chain]
        at = int(np.searchsorted(begins, self._crowd.s_m[row], side="right")) - 1
        return self._table.lanes[chain[max(at, 0)]]

    def _change(
        self, driver: int, chain: tuple[str, ...], s_m: float, offset_m: float, now_s: float
    ) -> None:
        row, crowd, table = int(self._rows[driver]), self._crowd, self._table
        left = self._begins_m[row] + s_m - crowd.s_m[row]
        begins = table.begins_m(chain)
        self._begins_m[row] = np.where(np.isnan(begins), left, begins)
        self._changed_s[driver] = now_s
        self._crossing[driver] = True
        crowd.move_to_way(row, self._take(driver, chain), s_m, offset_m)
        crowd.shift(row, 0.0, _CHANGE_S)

    def set_down(self, row: int, lane_id: str, s_m: float) -> None:
        """Put one in the middle of a lane, so far along it, to drive on from there as it did.

        Who had left the map comes back at the speed that it likes.
        """
        driver = int(np.searchsorted(self._rows, row))
        chain = chain_of(self._table.lanes, lane_id)
        self._begins_m[row] = self._table.begins_m(chain)
        self._crossing[driver] = False
        self._crowd.move_to_way(row, self._take(driver, chain), s_m, 0.0)
        if not self._crowd.there[row]:
            limit_mps = self._table.limits_mps[self._table.number[lane_id]]
            fastest_mps = self._fastest_mps[driver]
            self._crowd.speed_mps[row] = min(limit_mps * self._factor[driver], fastest_mps)
            self._crowd.there[row] = True

    def _take(self, driver: int, chain: tuple[str, ...]) -> int:
        """Let one go along a chain of lanes from now on; return the way that it makes."""
        way = self._ways.get(chain)
        if way is None:
            way = self._ways[chain] = self._crowd.ways.add(self._table.lanes.line(chain))
        self._chains[driver] = chain
        self._lines[driver] = self._right_of_way.lines_m(chain)
        self._ends_m[driver] = self._dead_end_m(chain)
        return way
