"""The supervisor drives, warns, demands, stops and is overruled as its table says."""

from __future__ import annotations

from typing import Any

import pytest
from supervising import STEP_S, Run

from segue.pilot.supervise import Refusal, SensorHealth, Urgency


def _engaged() -> Run:
    """The pilot drives."""
    return Run().engage()


def _demanded() -> Run:
    """The driver must take over."""
    run = _engaged()
    run.step(belted=False)
    return run


def _stopping() -> Run:
    """The car is being stopped."""
    run = _demanded().driver_does(hands_on=False)
    run.steps(10.1)
    return run


def _standing() -> Run:
    """The car is held."""
    run = _stopping()
    run.speed_mps = 0.0
    run.steps(0.6)
    return run


def test_assistance_engages_when_the_driver_asks_and_all_is_well():
    """From off, through ready, to driving by the plan."""
    run = _engaged()
    assert run.ways == [("Off", "Ready"), ("Ready", "Engaged")]
    assert (run.last.source, run.last.autonomy, run.last.hazards) == ("plan", "SAE_2", False)


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ({"belted": False}, "belt"),
        ({"seated": False}, "seat"),
        ({"hands_on": False}, "wheel"),
        ({"attentive": False}, "look"),
        ({"brake_frac": 0.5}, "brake"),
        ({"steer_torque_nm": -5.0}, "wheel"),
    ],
)
def test_engaging_is_refused_with_what_to_do_when_the_driver_is_not_in_place(
    does: dict[str, Any], told: str
):
    """A refusal is in the log and in front of the driver."""
    run = Run()
    run.step()
    run.step(button="engage", **does)
    assert run.last.source == "driver"
    (refusal,) = [event for event in run.last.events if isinstance(event, Refusal)]
    assert told in refusal.why.lower()
    assert run.last.warning.text == refusal.why


@pytest.mark.parametrize("state", [_engaged, _demanded, _stopping])
@pytest.mark.parametrize(
    "does", [{"brake_frac": 0.1}, {"steer_torque_nm": 4.0}, {"button": "cancel"}]
)
def test_driver_has_the_car_in_one_step_when_they_take_it(state: Any, does: dict[str, Any]):
    """Brake, wheel and button win in the very step in which they are seen."""
    run = state()
    assert run.step(**does).source == "driver"


def test_assistance_stays_on_when_the_driver_accelerates():
    """The larger acceleration is taken, and nothing ends."""
    run = _engaged()
    assert not run.step().driver_accelerates
    assert run.step(accelerator_frac=0.4).driver_accelerates
    assert run.state == "Engaged"


def test_refusal_can_be_read_when_it_was_a_single_press():
    """It stays for four seconds, sounds once, and goes when assistance comes on."""
    run = Run().driver_does(belted=False)
    run.step()
    assert run.step(button="engage").warning.sound == "chime"
    run.steps(3.9)
    assert (run.last.warning.text, run.last.warning.sound) == ("Fasten your belt.", "")
    run.steps(0.2)
    assert run.last.warning.text == ""
    run.step(button="engage")
    run.driver_does(belted=True).step(button="engage")
    assert (run.state, run.last.warning.text) == ("Engaged", "")


@pytest.mark.parametrize("does", [{"brake_frac": 0.1}, {"button": "cancel"}])
def test_driver_is_told_when_they_have_the_car(does: dict[str, Any]):
    """Nobody believes that the pilot still drives: it is said, and it sounds."""
    run = _engaged()
    run.step(**does)
    assert run.last.warning.text.startswith("You drive. The driver ")
    assert run.last.warning.sound == "chime"
    run.steps(3.0)
    assert run.last.warning.text.startswith("You drive.")
    run.steps(1.1)
    assert run.last.warning.urgency is Urgency.NONE


def test_stop_stays_the_most_urgent_when_engage_is_pressed_in_it():
    """What is refused does not hush what is asked."""
    run = _stopping()
    run.step(button="engage")
    assert run.last.warning.urgency is Urgency.STOPPING
    assert "new run" in run.last.warning.text
    assert "The car stops." in run.last.warning.text


def test_warnings_rise_to_a_demand_when_the_driver_looks_away():
    """Notice at 2 s, louder at 5 and 10 s, a demand at 15 s and not before (UN R157, 6.1.3)."""
    run = _engaged().driver_does(attentive=False)
    began_s = run.now_s
    first: dict[Urgency, float] = {}
    while run.state in ("Engaged", "Warned"):
        first.setdefault(run.step().warning.urgency, run.now_s - began_s)
    expected = {
        Urgency.NONE: 0.02,
        Urgency.NOTICE: 2.0,
        Urgency.LOOK: 5.0,
        Urgency.ALARM: 10.0,
        Urgency.DEMAND: 15.0,
    }
    assert first == pytest.approx(expected, abs=1.01 * STEP_S)


def test_a_glance_back_does_not_start_the_count_anew():
    """0.4 s of attention is none; 0.5 s is."""
    run = _engaged().driver_does(attentive=False)
    run.steps(14.0)
    run.driver_does(attentive=True).steps(0.4)
    run.driver_does(attentive=False).steps(1.1)
    assert run.state == "Demanded"


def test_driver_is_asked_when_off_the_seat_for_over_a_second():
    """Not before (UN R157, 6.1.2)."""
    run = _engaged().driver_does(seated=False)
    run.steps(1.0)
    assert run.state == "Engaged"
    run.steps(0.04)
    assert run.state == "Demanded"


def test_driver_is_asked_at_once_when_unbelted():
    """In that step (UN R157, 6.1.2)."""
    assert _demanded().state == "Demanded"
    assert _demanded().last.autonomy == "SAE_2_DISENGAGING"


def test_demand_ends_with_the_driver_when_hands_and_eyes_are_back():
    """After 2 s of them."""
    run = _demanded()
    run.steps(1.9)
    assert run.state == "Demanded"
    run.steps(0.2)
    assert ("Demanded", "Off") in run.ways


@pytest.mark.parametrize("missing", ["hands_on", "attentive", "seated", "belted"])
def test_demand_is_not_answered_when_the_driver_is_only_half_there(missing: str):
    """It takes hands, eyes, seat and belt together."""
    run = _demanded().driver_does(belted=True).driver_does(**{missing: False})
    run.steps(9.0)
    assert run.state == "Demanded"


def test_car_stops_with_hazards_when_a_demand_is_not_answered():
    """After 10 s and not earlier; never more than 4 m/s² (UN R157, 5.4.4 and 5.5.1)."""
    run = _demanded().driver_does(hands_on=False)
    run.steps(9.9)
    assert run.state == "Demanded"
    assert run.last.warning.urgency is Urgency.LOUD_DEMAND
    run.steps(0.2)
    assert run.state == "MinimalRisk"
    assert (run.last.source, run.last.manoeuvre) == ("stop", "stop_in_lane")
    assert run.last.largest_brake_mps2 == 4.0
    first = next(said for said in run.said if type(said.state).__name__ == "MinimalRisk")
    assert first.hazards


def test_car_stops_at_once_when_no_sensor_sees():
    """There is no time to ask."""
    run = _engaged()
    run.parts(sensors=(SensorHealth(name="radar", age_s=1.5),)).step()
    assert run.state == "MinimalRisk"


def test_car_is_held_with_hazards_when_the_manoeuvre_has_ended():
    """And assistance does not come back in this run (UN R157, 5.5.4 and 5.5.5)."""
    run = _standing()
    assert (run.state, run.last.source, run.last.hazards) == ("Standstill", "hold", True)
    run.driver_does(hands_on=True).steps(5.0)
    run.step(button="engage")
    assert run.state == "Standstill"
    assert "new run" in run.last.warning.text


def test_hazards_stay_on_when_the_driver_drives_away_until_they_are_put_out():
    """Then assistance is locked."""
    run = _standing().driver_does(hands_on=True)
    run.step(accelerator_frac=0.3)
    assert (run.state, run.last.hazards) == ("TakenOver", True)
    run.step(button="cancel")
    assert (run.state, run.last.hazards) == ("Locked", False)


def test_standing_car_is_not_let_go_when_the_seat_is_empty():
    """A pedal without a person moves nothing."""
    run = _standing()
    assert run.step(accelerator_frac=0.5, seated=False).source == "hold"


def test_foot_alone_does_not_end_the_manoeuvre():
    """It may be that of a driver who has fainted."""
    run = _stopping()
    assert run.step(accelerator_frac=1.0).source == "stop"
    run.driver_does(hands_on=True, belted=True)
    assert run.step(accelerator_frac=0.3).source == "driver"


@pytest.mark.parametrize("jump_s", [60.0, -60.0, 0.0, float("nan")])
def test_demand_is_not_skipped_when_the_clock_jumps(jump_s: float):
    """A jump counts as one step, and as a fault: the driver is asked and has ten seconds."""
    run = _engaged()
    before_s = run.now_s
    run.step(elapsed_s=jump_s)
    run.now_s = before_s if run.now_s != run.now_s else run.now_s
    assert run.state == "Demanded"
    run.driver_does(hands_on=False)
    run.steps(9.0)
    assert run.state == "Demanded"


def test_demand_is_not_held_up_when_the_clock_stands():
    """Steps are counted instead."""
    run = _demanded().driver_does(hands_on=False)
    for _ in range(round(10.1 / STEP_S)):
        run.step(elapsed_s=0.0)
    assert run.state == "MinimalRisk"
