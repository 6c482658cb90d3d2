"""Whatever comes in, what goes out is finite, permitted, and never the worse for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.pilot.control import Controller
from segue.schema.drive import PLAN_STEPS, Command, EgoState, Floats, OwnCar, Plan

OWN = OwnCar()
STEP_S = 0.02
ODD = [math.nan, math.inf, -math.inf, 0.0, -1.0, 1e9, 1e300, -1e300]
EGO = EgoState(time_s=0.0, x_m=0.0, y_m=0.0, heading_rad=0.0, speed_mps=10.0)
FIELDS = ["x_m", "y_m", "heading_rad", "speed_mps", "accel_mps2", "yaw_rate_radps", "steer_rad"]


def straight(speed_mps: float = 10.0, accel_mps2: float = 0.0) -> Floats:
    """Return the states of a plan straight on."""
    states = np.zeros((PLAN_STEPS, 6))
    time_s = 0.1 * np.arange(PLAN_STEPS)
    states[:, 3] = np.maximum(speed_mps + accel_mps2 * time_s, 0.0)
    states[1:, 0] = np.cumsum(0.05 * (states[1:, 3] + states[:-1, 3]))
    states[:, 4] = np.where(states[:, 3] > 0.0, accel_mps2, 0.0)
    return states


def plan(states: Floats, made_s: float = 0.0, *, emergency: bool = False) -> Plan:
    """Return a plan."""
    return Plan(made_s=made_s, states=states, behaviour="keep_lane", emergency=emergency)


def check(command: Command, before: Command | None, ego: EgoState) -> None:
    """Hold a command against the car's limits."""
    assert -OWN.brake_mps2 <= command.accel_mps2 <= OWN.accel_mps2
    assert abs(command.steer_rad) <= OWN.largest_steer_rad
    if before is not None:
        turned = OWN.steer_rate_radps * 0.1 + 1e-9
        near = abs(command.steer_rad - before.steer_rad) <= turned
        steer_rad = min(max(ego.steer_rad, -OWN.largest_steer_rad), OWN.largest_steer_rad)
        taken_over = abs(command.steer_rad - steer_rad) <= 2.0 * turned
        assert near or taken_over


@pytest.mark.parametrize("bad", ODD)
@pytest.mark.parametrize("field", FIELDS)
def test_the_command_is_permitted_when_the_car_is_told_oddly(field: str, bad: float):
    """A value that no car can have brakes the car or is steered by; it never gets through."""
    controller, before = Controller(OWN), None
    for at in range(30):
        odd = replace(EGO, **{field: bad}) if 10 <= at < 20 else EGO
        command = controller.step(STEP_S * at, odd, plan(straight(), STEP_S * at))
        check(command, before, odd)
        before = command


@pytest.mark.parametrize("bad", ODD)
@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize("row", [0, 7, PLAN_STEPS - 1])
def test_the_command_is_permitted_when_a_plan_is_odd(row: int, column: int, bad: float):
    """A plan with such a value in any place is followed within limits, or not at all."""
    controller, before = Controller(OWN), None
    states = straight()
    states[row, column] = bad
    for at in range(20):
        command = controller.step(STEP_S * at, EGO, plan(states, STEP_S * at))
        check(command, before, EGO)
        before = command


@pytest.mark.parametrize("shape", [(0, 6), (1, 6), (81, 3), (81,), (2, 6)])
def test_the_command_is_permitted_when_a_plan_has_another_shape(shape: tuple[int, ...]):
    """An empty plan is none; two states are a short one."""
    controller = Controller(OWN)
    for at in range(5):
        check(controller.step(STEP_S * at, EGO, plan(np.zeros(shape))), None, EGO)


@pytest.mark.parametrize("now_s", [*ODD, 0.5])
def test_the_command_is_permitted_when_time_is_odd(now_s: float):
    """Time that stands, jumps or is no number changes nothing suddenly."""
    controller = Controller(OWN)
    before = controller.step(0.0, EGO, plan(straight()))
    command = controller.step(now_s, EGO, plan(straight()))
    check(command, before, EGO)
    assert abs(command.accel_mps2 - before.accel_mps2) <= OWN.brake_jerk_mps3 * 0.1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_command_is_permitted_when_everything_is_anything(data: st.DataObject):
    """Any numbers at all, step after step."""
    number = st.floats() | st.floats(-50.0, 50.0)
    controller, before = Controller(OWN), None
    for at in range(4):
        values = {field: data.draw(number) for field in FIELDS}
        ego = EgoState(time_s=0.0, **values)
        states = straight()
        for _ in range(data.draw(st.integers(0, 3))):
            row, column = data.draw(st.integers(0, 80)), data.draw(st.integers(0, 5))
            states[row, column] = data.draw(number)
        made_s = data.draw(number)
        given_plan = plan(states, made_s, emergency=data.draw(st.booleans()))
        command = controller.step(
            STEP_S * at, ego, given_plan if data.draw(st.booleans()) else None
        )
        check(command, before, ego)
        before = command


def roll(
    plan_at: Callable[[float], Plan | None],
    *,
    until_s: float,
    speed_mps: float,
    steer_rad: float = 0.0,
) -> list[Command]:
    """Return what is asked of a car that does on the next step whatever it is asked."""
    controller, commands = Controller(replace(OWN, brake_delay_s=0.0)), list[Command]()
    x_m, accel_mps2 = 0.0, 0.0
    for at in range(round(until_s / STEP_S)):
        ego = replace(EGO, x_m=x_m, speed_mps=speed_mps, accel_mps2=accel_mps2, steer_rad=steer_rad)
        commands.append(controller.step(STEP_S * at, ego, plan_at(STEP_S * at)))
        accel_mps2 = commands[-1].accel_mps2
        x_m += speed_mps * STEP_S
        speed_mps = max(speed_mps + accel_mps2 * STEP_S, 0.0)
    return commands


def asked(commands: list[Command]) -> Floats:
    """Return the accelerations asked for."""
    return np.array([command.accel_mps2 for command in commands])


def test_the_car_brakes_in_its_lane_when_there_was_never_a_plan():
    """Deceleration builds up to 2.5 m/s², and the wheels stay as they are."""
    commands = roll(lambda _now_s: None, until_s=3.0, speed_mps=15.0, steer_rad=0.02)
    assert asked(commands)[0] == pytest.approx(-5.0 * STEP_S)
    assert asked(commands)[-1] == -2.5
    assert {command.steer_rad for command in commands} == {0.02}


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1e9])
@pytest.mark.parametrize("field", FIELDS)
def test_the_car_brakes_when_its_own_state_is_no_number(field: str, bad: float):
    """A broken estimate brakes the car and holds its wheels, however good the plan is."""
    controller = Controller(OWN)
    odd = replace(EGO, **{field: bad})
    commands = [
        controller.step(STEP_S * at, odd, plan(straight(), STEP_S * at)) for at in range(40)
    ]
    assert commands[-1].accel_mps2 == -2.5
    assert np.abs(np.diff(asked(commands))).max() <= 5.0 * STEP_S + 1e-9
    assert {command.steer_rad for command in commands} == {0.0}


def test_a_car_without_a_plan_stands_still_softly():
    """The brake is eased off before the wheels stop, and then holds the car."""
    commands = roll(lambda _now_s: None, until_s=8.0, speed_mps=8.0)
    held = [command.hold for command in commands].index(True)
    assert asked(commands)[held] > -0.5
    assert all(command.hold for command in commands[held:])


def test_the_last_plan_is_followed_for_half_a_second_when_no_other_comes():
    """It is a good one still; then the car brakes in its lane along the way it had."""
    only = plan(straight(10.0))
    accels = asked(roll(lambda _now_s: only, until_s=1.4, speed_mps=10.0))
    assert np.abs(accels[:25]).max() < 0.05
    assert accels[27] < -0.05
    assert accels[-1] == -2.5


def test_the_last_good_plan_is_followed_when_a_broken_one_comes():
    """One value that is no number spoils a whole plan, and not the drive."""
    broken = straight(10.0)
    broken[40, 0] = math.nan
    good = plan(straight(10.0, -1.0))
    accels = asked(
        roll(
            lambda now_s: plan(broken, now_s) if now_s > 0.1 else good, until_s=0.5, speed_mps=10.0
        )
    )
    assert accels[-1] == pytest.approx(-1.0, abs=0.2)


def test_the_last_good_plan_is_followed_when_one_contradicts_itself():
    """A plan that drives fast and stays where it is says nothing."""
    contradicts = straight(10.0)
    contradicts[:, 0] = 0.0
    good = plan(straight(10.0, -1.0))
    last = asked(
        roll(
            lambda now_s: plan(contradicts, now_s) if now_s > 0.1 else good,
            until_s=0.5,
            speed_mps=10.0,
        )
    )[-1]
    assert last == pytest.approx(-1.0, abs=0.2)


def test_a_fast_car_is_steered_gently_when_it_is_far_beside_its_way():
    """Fifty metres are steered away no harder than one."""
    controller = Controller(OWN)
    far = replace(EGO, y_m=50.0, speed_mps=30.0)
    for at in range(25):
        command = controller.step(STEP_S * at, far, plan(straight(30.0), STEP_S * at))
    assert -0.05 < command.steer_rad < 0.0


def test_an_emergency_brake_goes_on_when_plans_stop_coming():
    """What was braked for is there still: the last plan's brake is not eased off."""
    last = plan(straight(25.0, -8.0), emergency=True)
    accels = asked(roll(lambda _now_s: last, until_s=2.0, speed_mps=25.0))
    assert accels[-1] == pytest.approx(-8.0)


def test_the_plans_own_acceleration_is_asked_when_the_solver_fails(
    monkeypatch: pytest.MonkeyPatch,
):
    """Without a solution the plan itself says how to go on."""
    monkeypatch.setattr(
        "segue.pilot.control._controller.SpeedQp.solve", lambda *_arguments: math.nan
    )
    slower = plan(straight(20.0, -2.0))
    accels = asked(roll(lambda _now_s: slower, until_s=0.5, speed_mps=20.0))
    assert accels[-1] == -2.0


def test_comfort_is_kept_when_a_plan_without_emergency_asks_for_more():
    """A plan that brakes harder than comfort allows must say that it is an emergency."""
    hard = straight(20.0, -8.0)
    for emergency, least in ((False, -4.0), (True, -8.0)):
        only = plan(hard, emergency=emergency)
        accels = asked(roll(lambda _now_s, only=only: only, until_s=0.5, speed_mps=20.0))
        assert accels.min() < least + 2.0
        if not emergency:
            assert accels.min() >= -4.0 - 1e-6
            assert np.abs(np.diff(accels)).max() <= 5.0 * STEP_S + 1e-9


def test_control_goes_on_from_how_the_car_moves_when_another_drove_it():
    """After the guard or the driver braked and steered, nothing jumps back to what was asked."""
    controller = Controller(OWN)
    for at in range(10):
        controller.step(STEP_S * at, EGO, plan(straight(), STEP_S * at))
    ego = replace(EGO, accel_mps2=-6.0, steer_rad=0.3)
    command = controller.step(0.2, ego, plan(straight(), 0.2))
    assert command.accel_mps2 < -4.0
    assert command.steer_rad > 0.2


def test_a_standing_car_is_not_steered_when_it_is_held():
    """Wheels are not turned on the spot."""
    controller = Controller(OWN)
    ego = replace(EGO, y_m=0.3, speed_mps=0.0)
    still = plan(straight(0.0))
    commands = [controller.step(STEP_S * at, ego, still) for at in range(20)]
    assert all(command.hold for command in commands)
    assert {command.steer_rad for command in commands} == {0.0}


def test_a_standing_car_starts_when_each_plan_starts_gently_from_rest():
    """Plans that are made anew where the car stands do not keep it there."""
    commands = roll(
        lambda now_s: plan(straight(0.0, 0.2), now_s - now_s % 0.1), until_s=1.0, speed_mps=0.0
    )
    assert not commands[-1].hold
    assert commands[-1].accel_mps2 > 0.0


def test_the_same_inputs_give_the_same_commands():
    """A log of the inputs replays the control bit for bit."""

    def run() -> list[Command]:
        controller = Controller(OWN)
        return [
            controller.step(
                STEP_S * at, replace(EGO, y_m=0.01 * at), plan(straight(), 0.1 * (at // 5))
            )
            for at in range(50)
        ]

    assert run() == run()
