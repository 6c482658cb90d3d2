"""SUMO's traffic around a car that is not SUMO's: it moves the car, SUMO's drivers see it.

A second start in one process crashes it, so each run takes a process of its own.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np

from segue.kernel import LocalUseError
from segue.schema.drive import EgoState, Floats, Ints, Kind, OwnCar
from segue.world.sumo._demand import edges_of

LightState = Literal["red", "amber", "green"]

STEP_S = 0.1
_EGO = "ego"
_SIDEWAYS_M = 0.8
"""SUMO's drivers change lanes bit by bit of this width, not all at once."""
_STUCK_S = 120
"""Who has waited as long is taken off: a jam that SUMO's drivers cannot undo."""
_LONGEST_PHASE_S = 60.0
"""Of lights; some networks are games whose player switches them."""
_TURN_S = 0.5
"""Over which it is told how fast others turn: their roads are drawn with corners."""
_ROOM_M = 20.0
_ROOM_S = 2.0
"""Nobody is nearer to a car that is set down at speed, to its place and over its speed: so nobody
who reacts within a second must brake hard for it."""
_KINDS = {
    "bicycle": Kind.BICYCLE, "bus": Kind.TRUCK, "delivery": Kind.CAR, "motorcycle": Kind.MOTORCYCLE,
    "passenger": Kind.CAR, "truck": Kind.TRUCK,
}  # fmt: skip
_LIGHTS: dict[str, LightState] = {
    "g": "green", "G": "green", "r": "red", "u": "red", "s": "red", "y": "amber", "Y": "amber",
}  # fmt: skip
"""A light that is off, or blinks, is none: the right of way rules."""

_TOLD = (
    "VAR_POSITION", "VAR_ANGLE", "VAR_SPEED", "VAR_SPEED_LAT", "VAR_LENGTH", "VAR_WIDTH",
    "VAR_ACCELERATION", "VAR_VEHICLECLASS",
)  # fmt: skip


class SumoTraffic:
    """A network with its traffic, in steps of 0.1 s.

    Args:
        network: A `.net.xml`.
        trips: Who sets out when, for SUMO.
        seed: All of SUMO's chance comes from it.
        own_car: The size of the car that is not SUMO's.

    Raises:
        LocalUseError: SUMO is not installed.
    """

    def __init__(self, network: Path, trips: Path, seed: int, own_car: OwnCar) -> None:
        require_libsumo()
        self._sumo: Any = import_module("libsumo")
        self._own = own_car
        self._ids: dict[str, int] = {}
        self._headings: dict[str, deque[float]] = {}
        self._legs = 0
        self._watched_m: float | None = None
        options = {
            "net-file": network,
            "route-files": trips,
            "seed": seed,
            "step-length": STEP_S,
            "lateral-resolution": _SIDEWAYS_M,
            "collision.action": "none",
            "time-to-teleport": _STUCK_S,
            "time-to-teleport.remove": "true",
            "ignore-route-errors": "true",
            "no-step-log": "true",
            "no-warnings": "true",
        }
        self._sumo.start(["sumo", *(str(x) for o, v in options.items() for x in (f"--{o}", v))])
        self._keep_lights_going()

    @property
    def time_s(self) -> float:
        """Since the begin."""
        return float(self._sumo.simulation.getTime())

    def step(self) -> None:
        """Advance by `STEP_S`."""
        self._sumo.simulationStep()

    def close(self) -> None:
        """End SUMO."""
        self._sumo.close()

    # ------------------------------------------------------------------ the car

    def enter(self, route: Sequence[str], *, driven_by: Literal["pilot", "peer"]) -> None:
        """Let the car set out at the begin of a way of lanes as soon as there is room."""
        self._sumo.vehicle.add(
            _EGO,
            self._way(edges_of(route)),
            typeID=driven_by,
            departLane="best",
            departPos="base",
            departSpeed="max",
        )

    def set_down(self, ego: EgoState, edges: Sequence[str]) -> None:
        """Let the car be somewhere after the next step; others near that place are taken off.

        Args:
            ego: Where, and how fast.
            edges: The way that SUMO's drivers expect it to take.
        """
        vehicle = self._sumo.vehicle
        room_m = _ROOM_M + _ROOM_S * ego.speed_mps
        for name in vehicle.getIDList():
            x_m, y_m = vehicle.getPosition(name)
            if math.hypot(x_m - ego.x_m, y_m - ego.y_m) < room_m:
                vehicle.remove(name)
        self._sumo.vehicle.add(_EGO, self._way(edges), typeID="pilot", departSpeed="max")
        self.place(ego)

    @property
    def entered(self) -> bool:
        """Whether the car is on the road."""
        return _EGO in self._sumo.vehicle.getIDList()

    def watch(self, within_m: float) -> None:
        """Tell of all others within that distance of the car, from the next step on."""
        constants = self._sumo.constants
        self._watched_m = within_m
        self._sumo.vehicle.subscribeContext(
            _EGO,
            constants.CMD_GET_VEHICLE_VARIABLE,
            within_m,
            [getattr(constants, name) for name in _TOLD],
        )

    def leave(self) -> None:
        """Take the car off, on the road or still waiting to set out."""
        vehicle = self._sumo.vehicle
        if self._watched_m is not None:
            vehicle.unsubscribeContext(
                _EGO, self._sumo.constants.CMD_GET_VEHICLE_VARIABLE, self._watched_m
            )
            self._watched_m = None
        vehicle.remove(_EGO)

    def take_over(self) -> None:
        """Let SUMO no longer drive the car."""
        self._sumo.vehicle.setSpeedMode(_EGO, 0)
        self._sumo.vehicle.setLaneChangeMode(_EGO, 0)

    def place(self, ego: EgoState) -> None:
        """Say where the car will be after the next step."""
        half_m = 0.5 * self._own.length_m
        self._sumo.vehicle.moveToXY(
            _EGO,
            "",
            -1,
            ego.x_m + half_m * math.cos(ego.heading_rad),
            ego.y_m + half_m * math.sin(ego.heading_rad),
            90.0 - math.degrees(ego.heading_rad),
            keepRoute=2,
        )

    def state(self) -> EgoState:
        """Return where the car is, as SUMO has it."""
        vehicle, half_m = self._sumo.vehicle, 0.5 * self._own.length_m
        x_m, y_m = vehicle.getPosition(_EGO)
        heading_rad = _heading_rad(vehicle.getAngle(_EGO))
        return EgoState(
            time_s=self.time_s,
            x_m=x_m - half_m * math.cos(heading_rad),
            y_m=y_m - half_m * math.sin(heading_rad),
            heading_rad=heading_rad,
            speed_mps=vehicle.getSpeed(_EGO),
            accel_mps2=vehicle.getAcceleration(_EGO),
        )

    # ------------------------------------------------------------------ the others

    def others(self) -> tuple[Ints, Ints, Floats]:
        """Return ids, kinds and boxes of the others around the car; boxes as `Objects` has them."""
        constants = self._sumo.constants
        told: dict[str, dict[int, Any]] = self._sumo.vehicle.getContextSubscriptionResults(_EGO)
        seen = {name: values for name, values in sorted(told.items()) if name != _EGO}
        self._headings = {name: self._headings.get(name, _new_deque()) for name in seen}
        boxes = np.empty((len(seen), 9))
        ids, kinds = np.empty((2, len(seen)), dtype=np.int64)
        for row, (name, values) in enumerate(seen.items()):
            ids[row] = self._ids.setdefault(name, len(self._ids))
            x, y, angle, speed, side, length, width, accel, kind = (
                *values[constants.VAR_POSITION],
                *(values[getattr(constants, said)] for said in _TOLD[1:]),
            )
            kinds[row] = _KINDS[kind]
            heading = _heading_rad(angle)
            cos, sin = math.cos(heading), math.sin(heading)
            before = self._headings[name]
            before.append(heading)
            turned = math.remainder(heading - before[0], math.tau)
            turn_rate = turned / (STEP_S * (len(before) - 1)) if len(before) > 1 else 0.0
            boxes[row] = (
                x - 0.5 * length * cos, y - 0.5 * length * sin, heading,
                speed * cos - side * sin, speed * sin + side * cos,
                length, width, accel, turn_rate,
            )  # fmt: skip
        return ids, kinds, boxes

    def lights(self) -> dict[str, LightState]:
        """Return all lights that are on, by their id on the lane map."""
        programs = self._sumo.trafficlight
        return {
            f"{program}/{row}": _LIGHTS[letter]
            for program in programs.getIDList()
            for row, letter in enumerate(programs.getRedYellowGreenState(program))
            if letter in _LIGHTS
        }

    # ------------------------------------------------------------------ how it is set up

    def _way(self, edges: Sequence[str]) -> str:
        """Return SUMO's name for a way of these edges."""
        self._legs += 1
        name = f"leg{self._legs}"
        self._sumo.route.add(name, list(edges))
        return name

    def _keep_lights_going(self) -> None:
        """Bound the phases of lights that go by the clock; others are bound already.

        SUMO never returns from a step of an actuated light whose phase has no longest duration.
        """
        programs = self._sumo.trafficlight
        by_the_clock = self._sumo.constants.TRAFFICLIGHT_TYPE_STATIC
        for program in programs.getIDList():
            for logic in programs.getAllProgramLogics(program):
                short = all(phase.duration <= _LONGEST_PHASE_S for phase in logic.phases)
                if short or logic.type != by_the_clock:
                    continue
                logic.phases = [
                    programs.Phase(min(phase.duration, _LONGEST_PHASE_S), phase.state)
                    for phase in logic.phases
                ]
                programs.setProgramLogic(program, logic)


def require_libsumo() -> None:
    """Say so where there is no SUMO to drive traffic.

    Raises:
        LocalUseError: SUMO is not installed.
    """
    if find_spec("libsumo") is None:
        raise LocalUseError(
            "Traffic needs libsumo, which is not installed.", do="pip install 'segue[traffic]'"
        )


def _heading_rad(angle_deg: float) -> float:
    """Return a heading from the x axis for one from the north, clockwise."""
    return math.remainder(math.radians(90.0 - angle_deg), math.tau)


def _new_deque() -> deque[float]:
    return deque(maxlen=round(_TURN_S / STEP_S) + 1)
