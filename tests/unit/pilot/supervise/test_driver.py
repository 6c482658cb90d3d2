"""Every act of the driver is told from rest at its threshold, and from nonsense."""

from __future__ import annotations

import math

import pytest
from supervising import Run

from segue.pilot.supervise._driver import (
    OVERRIDE_ACCELERATOR_FRAC,
    OVERRIDE_BRAKE_FRAC,
    OVERRIDE_STEER_TORQUE_NM,
    Acts,
)
from segue.schema.drive import DriverInput


@pytest.mark.parametrize("share", [-math.inf, -1.0, 0.0, 0.5, 0.99, 1.0, 1.01, 2.0, math.inf])
def test_act_is_seen_when_it_is_beyond_its_threshold(share: float):
    """Steering counts to both sides; pedals only when pressed."""
    acts = Acts.of(
        DriverInput(
            brake_frac=share * OVERRIDE_BRAKE_FRAC,
            accelerator_frac=share * OVERRIDE_ACCELERATOR_FRAC,
            steer_torque_nm=share * OVERRIDE_STEER_TORQUE_NM,
        )
    )
    assert (acts.brakes, acts.accelerates) == (share > 1.0, share > 1.0)
    assert acts.steers == (abs(share) > 1.0)
    assert acts.unreadable == math.isinf(share)


def test_driver_is_asked_when_a_pedal_cannot_be_read():
    """An override that could not be seen is no override: the driver has to take over now."""
    run = Run().engage().driver_does(brake_frac=math.nan)
    run.steps(0.06)
    assert run.state == "Engaged"
    run.steps(0.06)
    assert run.state == "Demanded"
    assert run.step(button="cancel").source == "driver"


@pytest.mark.parametrize("torque_nm", [-2.9, 2.9])
def test_pilot_goes_on_when_hands_only_hold(torque_nm: float):
    """Holding on is what is asked for."""
    run = Run().engage().driver_does(steer_torque_nm=torque_nm, brake_frac=0.01)
    run.steps(1.0)
    assert run.state == "Engaged"


def test_set_speed_and_gap_change_when_buttons_are_pressed():
    """5 km/h a press, within 30 and 130 km/h; four time gaps in turn."""
    run = Run()
    run.speed_mps = 100.0 / 3.6
    run.engage()
    assert run.step(button="faster").set_speed_mps == pytest.approx(105.0 / 3.6)
    for _ in range(9):
        run.step(button="faster")
    assert run.last.set_speed_mps == pytest.approx(130.0 / 3.6, abs=0.01)
    for _ in range(30):
        run.step(button="slower")
    assert run.last.set_speed_mps == pytest.approx(30.0 / 3.6)
    gaps_s = [run.step(button="gap").time_gap_s for _ in range(4)]
    assert gaps_s == [2.0, 2.4, 1.6, 1.6]  # the shortest, 1.2 s, is too short at 100 km/h


def test_settings_outlive_a_warning():
    """Looking away does not change the speed."""
    run = Run().engage()
    set_mps = run.step(button="faster").set_speed_mps
    run.driver_does(attentive=False).steps(3.0)
    assert run.state == "Warned"
    run.driver_does(attentive=True).steps(1.0)
    assert (run.state, run.last.set_speed_mps) == ("Engaged", set_mps)


@pytest.mark.parametrize("speed_mps", [0.0, 3.0])
def test_engaging_sets_no_crawl_when_the_car_is_slow(speed_mps: float):
    """From standstill it is 30 km/h."""
    run = Run()
    run.speed_mps = speed_mps
    assert run.engage().last.set_speed_mps == pytest.approx(30.0 / 3.6)
