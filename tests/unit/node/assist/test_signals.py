"""The pilot in VSS."""

from __future__ import annotations

import math

import pytest

from segue.node.assist import PILOT_PATHS, signals_of
from segue.schema.assist import AssistLine, AssistObject, AssistPlan, AssistState, AssistView
from segue.vehicle.actuate import allowances
from segue.vehicle.signals import checker, vss_catalogue

CENTER = "Vehicle.ADAS.ObstacleDetection.Front.Center"


def seen(x_m: float, y_m: float) -> AssistObject:
    """Return a car somewhere."""
    return AssistObject(
        id=7,
        kind="car",
        x_m=x_m,
        y_m=y_m,
        heading_rad=0.5 * math.pi,
        length_m=4.0,
        width_m=1.8,
        speed_mps=10.0,
        existence=1.0000001,
    )


BUSY = AssistView(
    state="engaged",
    autonomy="SAE_2",
    speed_mps=20.0,
    set_speed_mps=25.0,
    time_gap_s=1.6,
    objects=(seen(60.0, 0.4), seen(22.0, -0.4), seen(8.0, 3.7), seen(-5.0, 0.0)),
    lines=(
        AssistLine(kind="edge", points_m=(-10.0, 5.6, 30.0, 5.6)),
        AssistLine(kind="dashed", points_m=(-10.0, 1.9, 0.0, 1.9, 30.0, 1.9)),
    ),
    plan=AssistPlan(
        points_m=(0.0, 0.0, 10.0, 0.1), speeds_mps=(20.0, 19.0), behaviour="follow", reason="A car."
    ),
)


def test_every_value_fits_its_signal_when_much_or_nothing_is_shown():
    """Types, units' limits and allowed words are VSS's; a value that did not fit would be lost."""
    at_rest = AssistView(state="standstill", speed_mps=-1e-3, time_gap_s=1.6)
    for view in (BUSY, at_rest, AssistView(state="unavailable")):
        values = signals_of(view)
        assert tuple(values) == PILOT_PATHS
        for path, value in values.items():
            checker(vss_catalogue().lookup(path))(value)


def test_units_are_those_of_vss_when_the_pilot_drives():
    """Inside Segue everything is SI."""
    values = signals_of(BUSY)
    assert values["Vehicle.ADAS.CruiseControl.SpeedSet"] == pytest.approx(90.0)
    assert values["Vehicle.ADAS.CruiseControl.AdaptiveDistanceSet"] == pytest.approx(32.0)
    assert values["Vehicle.Segue.Pilot.Objects.Heading"] == pytest.approx((90.0,) * 4)
    assert values["Vehicle.Segue.Pilot.Plan.Speed"] == pytest.approx((72.0, 68.4))
    assert values["Vehicle.Segue.Pilot.Lines.PointCount"] == (2, 3)
    assert len(values["Vehicle.Segue.Pilot.Lines.Ahead"]) == 5  # type: ignore[arg-type]


def test_the_nearest_ahead_on_each_side_is_told_when_several_are_there():
    """Of those in the own lane the nearer one, those behind never; nothing has its own value."""
    values = signals_of(BUSY)
    assert values[f"{CENTER}.Distance"] == pytest.approx(20.0)
    assert values[f"{CENTER}.TimeGap"] == 1000
    assert values[f"{CENTER}.IsWarning"] is True
    assert values["Vehicle.ADAS.ObstacleDetection.Front.Left.Distance"] == pytest.approx(6.0)
    assert values["Vehicle.ADAS.ObstacleDetection.Front.Right.Distance"] == 1000.0
    assert values["Vehicle.ADAS.ObstacleDetection.Front.Right.IsWarning"] is False


@pytest.mark.parametrize(("indicator", "warns"), [("", True), ("left", False)])
def test_a_line_under_the_car_is_warned_of_when_it_does_not_indicate(indicator: str, warns: bool):
    """A lane change that is announced is none to warn of."""
    line = AssistLine(kind="dashed", points_m=(-8.0, 0.9, 8.0, 0.3))
    view = AssistView(state="ready", indicator=indicator, lines=(line,))  # type: ignore[arg-type]
    assert signals_of(view)["Vehicle.ADAS.LaneDepartureDetection.IsWarning"] is warns


@pytest.mark.parametrize(
    ("state", "offered", "active", "error"),
    [
        ("off", False, False, False),
        ("ready", True, False, False),
        ("minimal_risk", True, True, False),
        ("standstill", False, False, False),
        ("fault", False, False, True),
    ],
)
def test_cruise_control_says_who_moves_the_car(
    state: AssistState,
    offered: bool,
    active: bool,
    error: bool,
):
    """Enabled is offered or on, active is driving, an error is a fault."""
    values = signals_of(AssistView(state=state))
    cruise = "Vehicle.ADAS.CruiseControl"
    assert values[f"{cruise}.IsEnabled"] is offered
    assert values[f"{cruise}.IsActive"] is active
    assert values[f"{cruise}.IsError"] is error


def test_nothing_of_the_pilot_can_be_asked_for_from_outside():
    """Motion is given to be read; no token, however wide, makes an actuator of it."""
    assert not set(PILOT_PATHS) & set(allowances())
    assert not [path for path in allowances() if path.startswith(("Vehicle.ADAS", "Vehicle.Segue"))]
