"""The executive: what it asks, what it drives by, and what it does not take for a sensor's word."""

from __future__ import annotations

import math

import numpy as np
import pytest

from segue.lanes.build import CrossSection, road, straight
from segue.pilot.pipeline import Executive, Output, Pilot
from segue.pilot.plan import SeguePlanner
from segue.pilot.predict import LanePredictor
from segue.pilot.supervise import Drive, Engaged, MinimalRisk, Off, Supervisor
from segue.schema.drive import (
    Detections,
    DriverInput,
    Inputs,
    OwnCar,
    OwnMotion,
    SensorView,
    Wishes,
)

CAR = OwnCar()
LANES = road([straight(3000.0)], CrossSection(lanes=2, speed_limit_mps=30.0))
SPEED_MPS = 20.0
RADAR = (SensorView(sensor="radar", range_m=180.0),)
STEP_S = 0.02
DRIVE = Drive(set_speed_mps=SPEED_MPS, time_gap_s=1.6)


def engaged() -> Supervisor:
    """Return a supervisor of a drive that goes on."""
    return Supervisor(CAR, state=Engaged(drive=DRIVE), preset=DRIVE)


def executive() -> Executive:
    """Return one with a single sensor."""
    return Executive(CAR, LANES, Wishes(set_speed_mps=SPEED_MPS), engaged(), RADAR)


def pilot() -> Pilot:
    """Return a whole one, with the same sensor."""
    return Pilot(
        CAR,
        LANES,
        Wishes(set_speed_mps=SPEED_MPS),
        planner=SeguePlanner(CAR),
        predictor=LanePredictor(),
        supervisor=engaged(),
        sensors=RADAR,
    )


def at(
    step: int, *, looks: tuple[float, ...] = (0.0,), driver: DriverInput | None = None
) -> Inputs:
    """Return what is said at a step: the radar's looks are so much older than now."""
    time_s = step * STEP_S
    x_m, y_m, heading_rad = LANES.path("main.2").at(100.0 + SPEED_MPS * time_s)[0]
    return Inputs(
        time_s=time_s,
        own=OwnMotion(
            time_s=time_s,
            speed_mps=SPEED_MPS,
            accel_mps2=0.0,
            yaw_rate_radps=0.0,
            steer_rad=0.0,
            x_m=x_m,
            y_m=y_m,
            heading_rad=heading_rad,
            position_sigma_m=0.1,
        ),
        detections=tuple(
            Detections(
                sensor="radar",
                measured_s=time_s - age_s,
                boxes=np.empty((0, 7)),
                kinds=np.empty(0, dtype=np.int64),
            )
            for age_s in looks
        ),
        driver=driver or DriverInput(),
    )


def stepped(drive: Executive, steps: int, **said: object) -> list[Output]:
    """Return the outputs of so many steps in which nobody answers."""
    return [drive.step(at(step, **said)) for step in range(steps)]  # pyright: ignore[reportArgumentType]


def test_it_asks_ten_times_a_second_whether_or_not_it_is_answered():
    """In a second of 50 steps there are ten questions, evenly."""
    asked = [row for row, out in enumerate(stepped(executive(), 50)) if out.ask is not None]
    assert asked == list(range(0, 50, 5))


def test_a_plan_is_driven_by_in_the_step_after_it_was_asked_for():
    """The whole pilot answers at once, and is driven by one step later."""
    drive = pilot()
    drive.step(at(0))
    assert drive.output is not None
    assert drive.output.plan is None
    drive.step(at(1))
    assert drive.output.plan is not None
    assert drive.output.plan.made_s == 0.0


def test_without_answers_the_car_is_braked_with_hazard_lights():
    """A planner that never speaks does not keep the car going."""
    out = stepped(executive(), 100)[-1]
    assert out.command.accel_mps2 < -1.0
    assert out.command.hazards
    assert "stale_plan" in out.verdict.rules


@pytest.mark.parametrize("ages_s", [(-1e9,), (-5.0,), (math.nan,), (math.inf,), ()])
def test_a_sensor_whose_looks_have_no_time_counts_as_silent(ages_s: tuple[float, ...]):
    """Looks from the future, of no time or from long ago are no sign of life."""
    drive = pilot()
    for step in range(60):
        drive.step(at(step, looks=ages_s))
    assert drive.output is not None
    assert isinstance(drive.output.directive.state, MinimalRisk)
    assert drive.output.directive.state.why.startswith("No sensor sees anything.")


def test_a_late_look_does_not_make_a_fresh_one_old():
    """Frames that arrive out of order leave the newest one's age."""
    drive = pilot()
    for step in range(60):
        drive.step(at(step, looks=(0.0, 2.0)))
    assert drive.output is not None
    assert isinstance(drive.output.directive.state, Engaged)


@pytest.mark.parametrize(
    "act",
    [
        DriverInput(brake_frac=0.4),
        DriverInput(button="cancel"),
        DriverInput(steer_torque_nm=8.0),
    ],
)
def test_what_the_driver_does_is_what_the_car_is_told_in_the_same_step(act: DriverInput):
    """Brake, button and wheel win at once: the command is the driver's own, unguarded."""
    drive = executive()
    stepped(drive, 10)
    out = drive.step(at(10, driver=act))
    assert isinstance(out.directive.state, Off)
    assert out.directive.source == "driver"
    assert out.command.accel_mps2 == pytest.approx(-9.0 * act.brake_frac)
    assert out.verdict.rules == ()


def test_an_accelerator_pressed_further_speeds_the_car_up_and_leaves_assistance_on():
    """The driver may hurry the pilot along without taking over."""
    drive = pilot()
    for step in range(50):
        drive.step(at(step, driver=DriverInput(accelerator_frac=0.6)))
    assert drive.output is not None
    assert isinstance(drive.output.directive.state, Engaged)
    assert drive.output.command.accel_mps2 > 1.0
