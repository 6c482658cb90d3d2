"""Others that SUMO drives: asked ten times a second, and in between on the way from here to there.

0.1 s: where the ego will be ─▶ SUMO ─▶ where all will be, five steps of the world ahead
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from segue.lanes import LaneMap
from segue.schema.drive import HEADING, EgoState, Floats, Ints, Kind, Objects, OwnCar, X, Y
from segue.world.scenes._boxes import Bools
from segue.world.scenes._others import STEP_S
from segue.world.scenes._rows import Rows
from segue.world.scenes._scenario import Scenario
from segue.world.scenes.actors import chain_of
from segue.world.scenes.files import AmbientSpec, KindName, LightState
from segue.world.sumo import STEP_S as SUMO_STEP_S
from segue.world.sumo import Network, Seen, Setup, TrafficApart, edges_of, ends_of, trips

_MOST = 128
"""Others that are there at once; of more, the nearest were there first."""
_SEEN_M = 200.0
"""Others within this of the ego are there, however short-sighted the sensors are..."""
_MORE_M = 20.0
"""...and a little farther than the sensors see."""
_STEPS = round(SUMO_STEP_S / STEP_S)
_CLASSES: dict[KindName, str] = {
    "car": "passenger", "truck": "truck", "motorcycle": "motorcycle", "bicycle": "bicycle",
}  # fmt: skip


class Ambient:
    """SUMO's traffic around the ego, and its lights; see `Others`.

    SUMO drives in a process of its own, which ends when nobody has this any more.

    Args:
        scenario: Where.
        spec: How much of it.
        network: What SUMO drives on.
        own_car: The ego's size.
        ego: Where it begins.
        chance: SUMO's seed comes from it.

    Raises:
        LocalUseError: SUMO is not installed, or no road leads into the map or out of it.
        DeviceUnavailable: SUMO does not start; says why.
    """

    def __init__(
        self,
        scenario: Scenario,
        spec: AmbientSpec,
        network: Network,
        own_car: OwnCar,
        ego: EgoState,
        chance: np.random.Generator,
    ) -> None:
        lanes = scenario.lanes
        seed = int(chance.integers(2**31))
        within_m = max(_SEEN_M, *(sensor.range_m for sensor in scenario.sensors)) + _MORE_M
        shares = {_CLASSES[kind]: share for kind, share in spec.shares().items()}
        self._sumo = TrafficApart(
            Setup(
                network=network,
                trips=trips(
                    ends_of(lanes),
                    own_car,
                    every_s=spec.every_s,
                    mix=shares,
                    seed=seed,
                    seconds=spec.warm_up_s + scenario.duration_s,
                ),
                seed=seed,
                own_car=own_car,
                warm_up_s=spec.warm_up_s,
                ego=ego,
                edges=edges_of(_way(lanes, scenario)),
                within_m=within_m,
            )
        )
        periods_s = [sensor.period_s for sensor in scenario.sensors]
        self._rows = Rows(_MOST, max(periods_s, default=0.0) + SUMO_STEP_S)
        self._lit = _Lit(lanes, within_m)
        self._before = self._after = self._now = self._placed(0.0, ego)
        self._lights = self._lit.around(ego, self._sumo.seen.lights)
        self._now_s = 0.0
        self._left = 0
        """Steps of the world until SUMO is asked again."""

    def __len__(self) -> int:
        return _MOST

    @property
    def ids(self) -> Ints:
        """(N,)."""
        return self._now.ids

    @property
    def kinds(self) -> Ints:
        """(N,)."""
        return self._now.kinds

    @property
    def boxes(self) -> Floats:
        """(N, 9)."""
        return self._now.boxes

    @property
    def there(self) -> Bools:
        """(N,)."""
        return self._now.there

    @property
    def lights(self) -> tuple[tuple[str, LightState], ...]:
        """What the lights around the ego show."""
        return self._lights

    def objects(self) -> Objects:
        """Return those who are there."""
        rows = np.flatnonzero(self.there)
        return Objects.exact(self._now_s, self.ids[rows], self.kinds[rows], self.boxes[rows])

    def name_of(self, row: int) -> str:
        """Return the kind of somebody, and his number."""
        return f"{Kind(int(self.kinds[row])).name.lower()} {self.ids[row]}"

    def step(self, now_s: float, until_s: float, ego: EgoState, ego_box: Floats) -> None:
        """Ask SUMO, if it is time to, and go on towards what it said."""
        del ego_box
        if self._left == 0:
            self._left = _STEPS
            self._lights = self._lit.around(ego, self._sumo.seen.lights)
            self._sumo.step(_in_a_step(ego))
            self._before, self._after = self._after, self._placed(now_s, ego)
        self._left -= 1
        self._now = _between(self._before, self._after, 1.0 - self._left / _STEPS)
        self._now_s = until_s

    def _placed(self, now_s: float, ego: EgoState) -> _Placed:
        """Return what SUMO said last, row by row."""
        seen = self._sumo.seen
        away_m = np.hypot(seen.boxes[:, X] - ego.x_m, seen.boxes[:, Y] - ego.y_m)
        return _Placed.of(seen, self._rows.of(seen.ids, away_m, now_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Others in their rows."""

    ids: Ints
    kinds: Ints
    boxes: Floats
    there: Bools

    @classmethod
    def of(cls, seen: Seen, row_of: dict[int, int]) -> _Placed:
        """Return what was seen in the rows of those who have one."""
        which = np.array([one for one, name in enumerate(seen.ids.tolist()) if name in row_of], int)
        rows = np.array([row_of[name] for name in seen.ids[which].tolist()], int)
        placed = cls(
            ids=np.full(_MOST, -1),
            kinds=np.zeros(_MOST, dtype=np.int64),
            boxes=np.zeros((_MOST, 9)),
            there=np.zeros(_MOST, dtype=np.bool_),
        )
        placed.ids[rows], placed.kinds[rows] = seen.ids[which], seen.kinds[which]
        placed.boxes[rows], placed.there[rows] = seen.boxes[which], True
        return placed


class _Lit:
    """Which of a map's lights are near the ego.

    Args:
        lanes: The map.
        within_m: From the ego to where a lane begins that the light is for.
    """

    def __init__(self, lanes: LaneMap, within_m: float) -> None:
        lit = [lane for lane in lanes.lanes.values() if lane.light is not None]
        self._names = [str(lane.light) for lane in lit]
        self._places_m = np.array([lane.centre_m[0] for lane in lit]).reshape(-1, 2)
        self._within_m = within_m

    def around(
        self, ego: EgoState, all_lights: dict[str, LightState]
    ) -> tuple[tuple[str, LightState], ...]:
        """Return what those near the ego show that are on."""
        away_m = np.hypot(*(self._places_m - [ego.x_m, ego.y_m]).T)
        near = sorted({self._names[row] for row in np.flatnonzero(away_m <= self._within_m)})
        return tuple((name, all_lights[name]) for name in near if name in all_lights)


def _way(lanes: LaneMap, scenario: Scenario) -> tuple[str, ...]:
    """Return the lanes that the ego is expected to take: its route, then straight on."""
    route = scenario.wishes.route or (scenario.ego.lane,)
    return (*route, *chain_of(lanes, route[-1]))


def _in_a_step(ego: EgoState) -> EgoState:
    """Return where a car is after a step of SUMO's, if it goes on as it does."""
    speed_mps = max(ego.speed_mps + ego.accel_mps2 * SUMO_STEP_S, 0.0)
    far_m = 0.5 * (ego.speed_mps + speed_mps) * SUMO_STEP_S
    turned_rad = ego.yaw_rate_radps * SUMO_STEP_S
    towards_rad = ego.heading_rad + 0.5 * turned_rad
    return replace(
        ego,
        x_m=ego.x_m + far_m * math.cos(towards_rad),
        y_m=ego.y_m + far_m * math.sin(towards_rad),
        heading_rad=ego.heading_rad + turned_rad,
        speed_mps=speed_mps,
    )


def _between(before: _Placed, after: _Placed, share: float) -> _Placed:
    """Return how it is at a share of the way; who is not there at both ends is not there."""
    change = after.boxes - before.boxes
    change[:, HEADING] = (change[:, HEADING] + np.pi) % (2.0 * np.pi) - np.pi
    return _Placed(
        ids=after.ids,
        kinds=after.kinds,
        boxes=before.boxes + share * change,
        there=before.there & after.there & (before.ids == after.ids),
    )
