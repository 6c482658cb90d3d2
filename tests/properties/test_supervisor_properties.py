"""Whatever happens in a run, the supervisor keeps its promises."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from supervising import STEP_S, WELL, Run

from segue.pilot.supervise import Directive, SensorHealth, Transition
from segue.pilot.supervise._transitions import TRANSITIONS

WAYS = {(row.before.__name__, row.after.__name__) for row in TRANSITIONS}
ANY_NUMBER = st.floats(allow_nan=True, allow_infinity=True)
BUTTONS = ("", "engage", "cancel", "left", "right", "faster", "slower", "gap")
MISSING = st.sampled_from(
    [{}, *({name: False} for name in ("hands_on", "attentive", "seated", "belted"))]
)
PILOT_DRIVES = ("Engaged", "Warned", "Demanded", "MinimalRisk")


def _name(directive: Directive) -> str:
    return type(directive.state).__name__


class AnyRun(RuleBasedStateMachine):
    """Steps a supervisor through anything, sane or not."""

    def __init__(self) -> None:
        super().__init__()
        self.run = Run()
        self.run.step()
        self.before = self.run.last

    def _step(self, **pressed: Any) -> None:
        self.before = self.run.last
        self.run.step(**pressed)
        self._judge(pressed)

    def _judge(self, pressed: dict[str, Any]) -> None:
        was, now, said = _name(self.before), self.run.state, self.run.last
        moves = [
            event
            for event in said.events
            if isinstance(event, Transition) and event.machine == "assistance"
        ]
        if was == now:
            assert moves == []
        else:
            assert [(move.before, move.after) for move in moves] == [(was, now)]
            assert (was, now) in WAYS
        driver = replace(self.run.driver, **pressed)
        if was in PILOT_DRIVES and (
            driver.brake_frac > 0.02
            or abs(driver.steer_torque_nm) > 3.0
            or driver.button == "cancel"
        ):
            assert said.source == "driver"
        if was == "MinimalRisk":
            assert now in ("MinimalRisk", "Standstill", "TakenOver", "Locked")
        if now in ("Engaged", "Warned"):
            assert driver.belted
        if was not in PILOT_DRIVES and now == "Engaged":
            assert driver.button == "engage"
            assert driver.seated
            assert driver.hands_on
            assert driver.attentive
        if (was, now) == ("Standstill", "TakenOver"):
            assert driver.seated
            assert driver.belted
            assert driver.accelerator_frac > 0.0
        if was == now == "Warned" and self.run.supervisor._presence.back_s == 0.0:
            assert said.warning.urgency >= self.before.warning.urgency
        if was in ("Warned", "Demanded") and now in ("Demanded", "MinimalRisk"):
            assert said.warning.urgency >= self.before.warning.urgency

    @rule(button=st.sampled_from(BUTTONS))
    def press(self, button: str) -> None:
        """Press a button."""
        self._step(button=button)

    @rule(missing=MISSING)
    def engage(self, missing: dict[str, bool]) -> None:
        """Put all right and engage, with the driver in place or not: else few runs get far."""
        self.run.driver_does(
            brake_frac=0.0, steer_torque_nm=0.0, accelerator_frac=0.0, hands_on=True,
            attentive=True, seated=True, belted=True,
        )  # fmt: skip
        self.run.health, self.run.speed_mps, self.run.position_sigma_m = WELL, 20.0, 0.1
        self.run.ego_age_s = 0.0
        for _ in range(60):
            self._step()
        self._step(button="engage", **missing)

    @rule(missing=MISSING)
    def drive_away(self, missing: dict[str, bool]) -> None:
        """Come to rest blind, and press the accelerator, with the driver in place or not."""
        self.engage({})
        self.run.parts(sensors=()).speed_mps = 0.0
        for _ in range(40):
            self._step()
        self._step(accelerator_frac=0.5, **missing)

    @rule(seconds=st.sampled_from([0.04, 0.6, 1.1, 2.1, 5.0, 11.0, 16.0]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds / 0.1)):
            self.before = self.run.last
            self.run.step(elapsed_s=0.1)
            self._judge({})

    @rule(
        hands_on=st.booleans(), attentive=st.booleans(), seated=st.booleans(), belted=st.booleans()
    )
    def change_driver(self, **driver: bool) -> None:
        """Sit, look, hold on, or not."""
        self.run.driver_does(**driver)
        self._step()

    @rule(
        brake_frac=st.sampled_from([0.0, 0.01, 0.5, math.nan, math.inf]),
        accelerator_frac=st.sampled_from([0.0, 0.3, math.nan]),
        steer_torque_nm=st.sampled_from([0.0, 2.0, -5.0, math.nan, -math.inf]),
    )
    def change_controls(self, **controls: float) -> None:
        """Press pedals and turn the wheel, or let sensors lie."""
        self.run.driver_does(**controls)
        self._step()

    @rule(
        age_s=ANY_NUMBER, plan_age_s=ANY_NUMBER, grip_share=ANY_NUMBER,
        no_plan=st.sampled_from(["", "The road ends."]), line_m=ANY_NUMBER,
        road=st.sampled_from(["motorway", "unknown"]),
    )  # fmt: skip
    def break_parts(self, *, age_s: float, line_m: float, **parts: Any) -> None:
        """Let the pilot's parts be anything."""
        lane = replace(WELL.lane, to_left_m=line_m)
        sensors = (SensorHealth(name="radar", age_s=age_s),)
        self.run.parts(sensors=sensors, lane=lane, **parts)
        self._step()

    @rule(
        speed_mps=ANY_NUMBER, yaw_rate_radps=ANY_NUMBER, position_sigma_m=ANY_NUMBER,
        ego_age_s=ANY_NUMBER,
    )  # fmt: skip
    def break_motion(self, **ego: float) -> None:
        """Let the car's own motion be anything."""
        for name, value in ego.items():
            setattr(self.run, name, value)
        self._step()

    @rule(jump_s=st.sampled_from([0.0, -1.0, -1e9, 1e-6, 3.0, 1e9]))
    def jump(self, jump_s: float) -> None:
        """Let the clock jump, or stand."""
        self.before = self.run.last
        was = self.run.state
        self.run.step(elapsed_s=jump_s)
        self._judge({})
        if was in ("Engaged", "Warned"):
            assert self.run.state in ("Demanded", "MinimalRisk", "Off")

    @invariant()
    def what_reaches_the_car_is_sane(self) -> None:
        """Hazards through the whole manoeuvre, its braking bounded, settings that are numbers."""
        said = self.run.last
        now = self.run.state
        if now in ("MinimalRisk", "Standstill"):
            assert said.hazards
            assert said.manoeuvre == "stop_in_lane"
            assert said.largest_brake_mps2 == 4.0
        assert (said.source == "driver") == (now not in (*PILOT_DRIVES, "Standstill"))
        assert (said.autonomy == "SAE_0") == (now not in PILOT_DRIVES)
        assert 30.0 / 3.6 <= said.set_speed_mps <= 130.0 / 3.6
        assert 1.0 <= said.time_gap_s <= 2.4
        if said.source == "driver":
            assert (said.lane_change, said.indicator) == ("", "")
        if said.lane_change:
            assert said.indicator == said.lane_change


AnyRun.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyRun = AnyRun.TestCase


def test_any_demand_ends_within_ten_seconds_and_a_stop():
    """From every way into a demand, unanswered, the car is being stopped ten seconds later."""
    causes: list[dict[str, Any]] = [{"belted": False}, {"seated": False}, {"attentive": False}]
    for cause in causes:
        run = Run().engage().driver_does(hands_on=False, **cause)
        while run.state != "Demanded":
            run.step()
        asked_s = run.now_s
        while run.state == "Demanded":
            run.step()
        assert run.state == "MinimalRisk"
        assert math.isclose(run.now_s - asked_s, 10.0, abs_tol=1.5 * STEP_S)
