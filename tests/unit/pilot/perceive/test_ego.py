"""Where the car itself is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from comma_drive import CommaDrive
from sensed_traffic import SensedTraffic

from segue.pilot.perceive import Perception
from segue.schema.drive import EgoState, Floats, Inputs, OwnCar

CIVIC = OwnCar(wheelbase_m=2.7)


def _straight(duration_s: float = 6.0) -> Iterator[Inputs]:
    """Yield a drive along x at 20 m/s, with GNSS of 1 m."""
    drive = SensedTraffic(movers=[], sensors=(), ego_speed_mps=20.0, gnss_sigma_m=1.0, seed=3)
    return (inputs for inputs, _ in drive.run(duration_s))


def _moved_fix(inputs: Inputs, by_m: float) -> Inputs:
    assert inputs.own.y_m is not None
    return replace(inputs, own=replace(inputs.own, y_m=inputs.own.y_m + by_m))


def _errors(drive: CommaDrive, gnss_until_s: float) -> tuple[Floats, list[EgoState]]:
    """Return (N, 2): metres off and radians off, from 10 s on, and what was told."""
    perception, errors, told = Perception(CIVIC), [], []
    for inputs in drive.inputs(gnss_until_s=gnss_until_s):
        ego, _ = perception.update(inputs)
        if inputs.time_s > 10.0:
            x, y, heading, _ = drive.true_at(inputs.time_s)
            turn = (ego.heading_rad - heading + np.pi) % (2.0 * np.pi) - np.pi
            errors.append((np.hypot(ego.x_m - x, ego.y_m - y), abs(turn)))
            told.append(ego)
    return np.array(errors), told


@pytest.mark.data
def test_a_real_drive_is_followed_when_gnss_is_there(shared_data: Path) -> None:
    """Within 3 m and half a degree of the post-processed way, by fixes that are 2.2 m off."""
    drive = CommaDrive(shared_data / "drive" / "comma2k19")
    errors, _ = _errors(drive, np.inf)
    assert np.quantile(errors[:, 0], 0.99) < 3.0
    assert np.quantile(errors[:, 1], 0.99) < np.radians(0.6)


@pytest.mark.data
@pytest.mark.parametrize("gnss_until_s", [10.0, 20.0, 30.0])
def test_a_real_drive_is_followed_when_gnss_is_lost(shared_data: Path, gnss_until_s: float) -> None:
    """By its own motion alone it stays within what it says it may be off: three sigma."""
    drive = CommaDrive(shared_data / "drive" / "comma2k19")
    errors, told = _errors(drive, gnss_until_s)
    sigma_m = np.array([ego.position_sigma_m for ego in told])
    lost = np.array([ego.time_s > gnss_until_s + 5.0 for ego in told])
    assert (errors[lost, 0] < 3.0 * np.sqrt(2.0) * sigma_m[lost]).all()
    assert errors[-1, 0] < 35.0
    assert sigma_m[-1] > 3.0


def test_a_jump_of_the_fix_is_not_believed_when_the_car_did_not_jump() -> None:
    """Fixes 50 m to the side, for 2 s, move the car not at all."""
    perception = Perception(OwnCar())
    for inputs in _straight():
        jumped = 3.0 < inputs.time_s < 5.0
        ego, _ = perception.update(_moved_fix(inputs, 50.0) if jumped else inputs)
        if inputs.time_s > 2.0:
            assert abs(ego.y_m) < 1.0
    assert perception.rejected["fix"] == 99


def test_fixes_are_believed_in_the_end_when_they_go_on_saying_the_same() -> None:
    """After a tunnel the car may be elsewhere: 10 s of fixes that agree win."""
    perception, ego = Perception(OwnCar()), None
    for inputs in _straight(16.0):
        ego, _ = perception.update(_moved_fix(inputs, 50.0) if inputs.time_s > 2.0 else inputs)
    assert ego is not None
    assert ego.y_m == pytest.approx(50.0, abs=1.5)


def test_the_state_is_kept_when_the_clock_goes_back() -> None:
    """A clock set back by 3 s, and ahead again, moves the car only by what it drives."""
    perception, places = Perception(OwnCar()), []
    for inputs in _straight():
        off_s = -3.0 if 2.0 < inputs.time_s < 4.0 else 0.0
        own = replace(inputs.own, time_s=inputs.own.time_s + off_s)
        ego, _ = perception.update(replace(inputs, time_s=inputs.time_s + off_s, own=own))
        places.append((ego.x_m, ego.y_m, ego.speed_mps))
    ways_m = np.diff(np.array(places[50:])[:, 0])
    assert np.abs(ways_m - 0.4).max() < 0.5
    assert places[-1] == pytest.approx((20.0 * 5.98, 0.0, 20.0), abs=1.0)


def test_the_heading_is_found_when_fixes_give_none() -> None:
    """The way between fixes tells it, on a drive that heads west."""
    perception, ego = Perception(OwnCar()), None
    for inputs in _straight():
        own = inputs.own
        assert own.x_m is not None
        assert own.y_m is not None
        west = replace(own, x_m=-own.x_m, y_m=-own.y_m, heading_rad=None)
        ego, _ = perception.update(replace(inputs, own=west))
    assert ego is not None
    assert abs(ego.heading_rad) == pytest.approx(np.pi, abs=0.03)
    assert ego.x_m == pytest.approx(-20.0 * 5.98, abs=1.5)


def test_a_gyro_is_calibrated_when_the_car_stands() -> None:
    """What it says of a car that stands still is its bias."""
    drive = SensedTraffic(movers=[], sensors=(), gnss_sigma_m=1.0)
    perception, ego = Perception(OwnCar()), None
    for inputs, _ in drive.run(20.0):
        own = replace(inputs.own, yaw_rate_radps=0.02, heading_rad=None)
        ego, _ = perception.update(replace(inputs, own=own))
    assert ego is not None
    assert ego.yaw_rate_radps == pytest.approx(0.0, abs=1e-3)


def test_a_wheel_that_jumps_is_not_believed_when_no_tyre_does_that() -> None:
    """From 20 to 60 m/s in a step, and NaN: the speed stays, and follows again after."""
    perception, ego = Perception(OwnCar()), None
    for inputs in _straight():
        wrong = {150: 60.0, 151: np.nan}.get(round(inputs.time_s / 0.02), 20.0)
        own = replace(inputs.own, speed_mps=wrong)
        ego, _ = perception.update(replace(inputs, own=own))
        assert ego.speed_mps == pytest.approx(20.0, abs=0.2)
    assert perception.rejected["speed"] == 2
