"""Others that a scenario names: scripted ones, and traffic that drives by itself."""

from __future__ import annotations

import numpy as np

from segue.schema.drive import EgoState, Floats, Ints, Objects
from segue.world.scenes._boxes import Bools
from segue.world.scenes._lights import states_at
from segue.world.scenes._others import STEP_S
from segue.world.scenes._scenario import Scenario
from segue.world.scenes.actors import (
    Around,
    Crowd,
    LaneTable,
    Scripts,
    Traffic,
    Ways,
    cast,
    path_of,
)
from segue.world.scenes.files import LightState


class Company:
    """Those of a scenario, and its lights; see `Others`.

    Args:
        scenario: Who and where.
        casting: Chance, for who they are.
        wanting: Chance, for how fast they want to go.
    """

    def __init__(
        self, scenario: Scenario, casting: np.random.Generator, wanting: np.random.Generator
    ) -> None:
        actors = (*scenario.actors, *cast(scenario.traffic, casting))
        self._names = [actor.name for actor in actors]
        ways = Ways()
        way_of = [ways.add(path_of(scenario.lanes, actor)) for actor in actors]
        self._crowd = Crowd(actors, ways, way_of)
        self._scripts = Scripts(actors)
        table = LaneTable(scenario.lanes)
        self._traffic = Traffic(actors, self._crowd, table, scenario.grip_share, wanting)
        self._around: Around | None = None
        if scenario.traffic_within_m is not None:
            self._around = Around(
                self._crowd,
                self._traffic.rows,
                scenario.lanes,
                scenario.traffic_within_m,
                casting,
                self._traffic.set_down,
            )
        self._programs = scenario.lights
        self._lights = states_at(self._programs, 0.0)

    def __len__(self) -> int:
        return len(self._crowd)

    @property
    def ids(self) -> Ints:
        """(N,)."""
        return self._crowd.ids

    @property
    def kinds(self) -> Ints:
        """(N,)."""
        return self._crowd.kinds

    @property
    def boxes(self) -> Floats:
        """(N, 9)."""
        return self._crowd.boxes

    @property
    def there(self) -> Bools:
        """(N,)."""
        return self._crowd.there

    @property
    def lights(self) -> tuple[tuple[str, LightState], ...]:
        """What each light shows."""
        return self._lights

    def objects(self) -> Objects:
        """Return those who are there."""
        return self._crowd.objects()

    def name_of(self, row: int) -> str:
        """Return an actor's name."""
        return self._names[row]

    def step(self, now_s: float, until_s: float, ego: EgoState, ego_box: Floats) -> None:
        """Let all decide, and move."""
        self._scripts.step(now_s, self._crowd, ego)
        if self._around:
            self._around.step(now_s, ego)
        self._traffic.step(now_s, ego_box, ego.accel_mps2, dict(self._lights))
        self._crowd.step(until_s, STEP_S)
        self._lights = states_at(self._programs, until_s)
