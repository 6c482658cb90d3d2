"""One drive: the world and the pilot in it, moved on step by step."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Literal

from segue.node.assist._wire import Begin, Moved, Over, Seat, Start
from segue.node.assist.drive._person import Person
from segue.node.assist.drive._road import LAST_M, lane_at, left_m, motorway, traffic
from segue.node.pilot import PilotApart, PlannerProcess, Setup, assist_view
from segue.pilot.pipeline import Executive, Output
from segue.pilot.plan import SeguePlanner
from segue.pilot.predict import LanePredictor
from segue.pilot.supervise import Domain, Supervisor
from segue.schema.assist import AssistButton
from segue.schema.drive import Command, DriverInput, Futures, Inputs, Wishes
from segue.vehicle.plant import load_car
from segue.world.own_car import own_car_of
from segue.world.scenes import STEP_S, EgoStart, Scenario, SensorSpec, Simulation

_SENSORS = (
    SensorSpec(
        name="radar and camera",
        range_m=180.0,
        occlusion=True,
        period_s=0.05,
        latency_s=0.1,
        confirmation_s=0.1,
        position_sigma_m=0.2,
        speed_sigma_mps=0.1,
        miss_share=0.02,
    ),
)
"""All round, as several sensors give it together; estimated."""
_TRAFFIC_WITHIN_M = 400.0
_LASTS_S = 3600.0
_MOTORWAYS = Domain(roads=frozenset({"motorway"}))
_WAIT_S = 0.001
_WARMS_UP_S = 1.0
"""In which the world waits for the planner: the first plans load compiled code."""


class Stage:
    """What takes seconds to make: the road, and the planner in a process of its own.

    Args:
        begin: What to drive on.

    Raises:
        Rejected: The road is too short.
        DeviceUnavailable: There is no planner; says why.
    """

    def __init__(self, begin: Begin) -> None:
        self.begin = begin
        self.own_car = own_car_of(load_car(begin.car))
        self.lanes = motorway(begin.points_deg)
        self.planner = PlannerProcess(
            Setup(
                own_car=self.own_car,
                lanes=self.lanes,
                planner=SeguePlanner,
                predictor=LanePredictor,
            )
        )

    def close(self) -> None:
        """End the planner's process."""
        self.planner.close()


class Session:
    """The car, and those around it, on the road.

    Args:
        stage: Where.
        start: Where on it, and how fast.

    Raises:
        LocalUseError: The car cannot be there.
    """

    def __init__(self, stage: Stage, start: Start) -> None:
        self._begin, self._lanes, self._planner = stage.begin, stage.lanes, stage.planner
        self._person = Person(stage.lanes, stage.own_car)
        self._predictor = LanePredictor()
        self._futures: Futures | None = None
        lane, s_m = lane_at(stage.lanes, start.at_m)
        scenario = Scenario(
            name="demo",
            title="The motorway ahead",
            duration_s=_LASTS_S,
            lanes=stage.lanes,
            ego=EgoStart(lane=lane, s_m=s_m, speed_mps=start.speed_mps, car=stage.begin.car),
            wishes=Wishes(set_speed_mps=start.speed_mps),
            traffic=traffic(stage.lanes, start.at_m),
            traffic_within_m=_TRAFFIC_WITHIN_M,
            sensors=_SENSORS,
        )
        self._simulation = Simulation(scenario, stage.begin.seed)
        executive = Executive(
            stage.own_car,
            stage.lanes,
            scenario.wishes,
            Supervisor(stage.own_car, domain=_MOTORWAYS),
            tuple(sensor.view() for sensor in _SENSORS),
        )
        self._pilot = PilotApart(executive, stage.planner)
        self._unspent_s = 0.0
        self._button: AssistButton | None = None
        """Pressed, and not told the pilot yet."""
        self._out = self._step(Seat(wants_mps=start.speed_mps))

    def advance(self, for_s: float, seat: Seat) -> Moved | Over:
        """Let time pass in whole steps, the next with the button pressed; return how it is."""
        self._button = seat.button or self._button
        self._unspent_s += for_s
        steps = int(self._unspent_s / STEP_S + 1e-6)
        self._unspent_s -= steps * STEP_S
        for _ in range(steps):
            self._out = self._step(seat)
            if (over := self._over(self._out)) is not None:
                return over
        return Moved(view=assist_view(self._out, self._lanes, self._futures))

    def _step(self, seat: Seat) -> Output:
        simulation = self._simulation
        inputs = replace(simulation.inputs(), driver=_driver_input(seat, self._button or ""))
        self._button = None
        out = self._pilot.step(inputs)
        if out.ask is not None:
            self._futures = self._predictor.predict(out.ego, out.objects, self._lanes, {})
            self._wait_for_plan()
        by_driver = out.directive.source == "driver"
        simulation.step(self._by_person(out, inputs, seat) if by_driver else out.command)
        return out

    def _wait_for_plan(self) -> None:
        """Wait for the first plans, or for each where a drive is to be the same each time."""
        waits = self._begin.waits or self._simulation.time_s < _WARMS_UP_S
        while waits and self._planner.is_busy:
            time.sleep(_WAIT_S)
            self._planner.newest()

    def _by_person(self, out: Output, inputs: Inputs, seat: Seat) -> Command:
        """Return what the person does: drives on, and what the screen has them do besides."""
        truth = self._simulation.truth
        person = self._person.drive(truth.ego, truth.objects, wants_mps=seat.wants_mps)
        driver, asked = inputs.driver, out.command
        presses = driver.accelerator_frac > 0.0 or driver.brake_frac > 0.0
        return replace(
            asked,
            accel_mps2=asked.accel_mps2 if presses else person.accel_mps2,
            steer_rad=person.steer_rad + asked.steer_rad - out.ego.steer_rad,
        )

    def _over(self, out: Output) -> Over | None:
        simulation = self._simulation
        if simulation.collision is not None:
            return Over(
                why=f"There was a collision with {simulation.collision.name}.", is_fault=True
            )
        if simulation.over:
            return Over(why="Assisted driving lasts an hour. You drive.", is_fault=False)
        ego = simulation.truth.ego
        if out.directive.source == "driver" and left_m(self._lanes, ego.x_m, ego.y_m) < LAST_M:
            return Over(why="The motorway ends here. You drive.", is_fault=False)
        return None


def _driver_input(seat: Seat, button: AssistButton | Literal[""]) -> DriverInput:
    does = seat.does
    return DriverInput(
        accelerator_frac=does.accelerator_frac,
        brake_frac=does.brake_frac,
        steer_torque_nm=does.steer_torque_nm,
        hands_on=does.hands_on,
        attentive=does.attentive,
        seated=seat.seated,
        belted=seat.belted,
        button=button,
    )
