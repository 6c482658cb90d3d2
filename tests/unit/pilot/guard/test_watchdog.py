"""What is too old to be followed is named."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from guard_road import CAR, ask, ego

from segue.pilot.guard._limits import LIMITS
from segue.pilot.guard._own import believed_own
from segue.pilot.guard._watchdog import is_whole, reasons_to_stop
from segue.schema.drive import Command

OWN = believed_own(CAR, LIMITS, ego(20.0, time_s=10.0))


def reasons(
    now_s: float = 10.0,
    command: Command | None = None,
    plan_age_s: float = 0.0,
    sensor_age_s: float = 0.0,
) -> tuple[str, ...]:
    """Return why the car must stop."""
    return reasons_to_stop(
        LIMITS, now_s, command or ask(), OWN, plan_age_s=plan_age_s, sensor_age_s=sensor_age_s
    )


@pytest.mark.parametrize("age_s", [0.0, 0.499, 0.5, -0.5])
def test_nothing_stops_the_car_when_all_is_fresh(age_s: float) -> None:
    """Up to the limits, and for clocks that differ by less."""
    assert reasons(plan_age_s=age_s, sensor_age_s=age_s) == ()
    assert reasons(now_s=10.2) == reasons(now_s=9.8) == ()


@pytest.mark.parametrize("age_s", [0.501, 9.0, -0.501, math.nan, math.inf, -math.inf])
def test_car_stops_when_plan_or_sensors_are_old(age_s: float) -> None:
    """Beyond the limits, from a time to come, or of an age that is no number."""
    assert reasons(plan_age_s=age_s) == ("stale_plan",)
    assert reasons(sensor_age_s=age_s) == ("stale_sensors",)


def test_car_stops_when_its_own_state_is_old_or_unknown() -> None:
    """Beyond 0.2 s."""
    assert reasons(now_s=10.201) == reasons(now_s=9.79) == ("stale_ego",)
    assert reasons_to_stop(LIMITS, 10.0, ask(), None, plan_age_s=0.0, sensor_age_s=0.0) == (
        "stale_ego",
    )


def test_car_stops_when_nobody_asks() -> None:
    """None, and what is no request."""
    assert reasons_to_stop(LIMITS, 10.0, None, OWN, plan_age_s=0.0, sensor_age_s=0.0) == (
        "no_command",
    )
    for bad in (math.nan, math.inf):
        assert reasons(command=ask(bad)) == ("no_command",)
    for bad in (math.nan, math.inf, -math.inf):
        assert reasons(command=ask(steer_rad=bad)) == ("no_command",)


def test_request_is_whole_when_it_brakes_without_end() -> None:
    """A brake is never refused."""
    assert is_whole(replace(ask(), accel_mps2=-math.inf))
