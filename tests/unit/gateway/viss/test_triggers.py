"""When a value makes an event: change and range filters."""

from __future__ import annotations

import pytest

from segue.gateway.viss._errors import VissError
from segue.gateway.viss._filters import Boundary, Change, Range
from segue.gateway.viss._triggers import change_trigger, range_trigger
from segue.vehicle.signals import Value, vss_catalogue

CATALOGUE = vss_catalogue()
SPEED = CATALOGUE.lookup("Vehicle.Speed")
MOVING = CATALOGUE.lookup("Vehicle.IsMoving")
LEVEL = CATALOGUE.lookup("Vehicle.ADAS.ActiveAutonomyLevel")
LIST = next(info for info in CATALOGUE if info.datatype == "string[]")

CHANGES = {
    "switched on": (MOVING, Change("gt", 0.0), [False, True, True, False, True], [1, 4]),
    "switched off": (MOVING, Change("lt", 0.0), [True, False, False, True, False], [1, 4]),
    "switched": (MOVING, Change("ne", 0.0), [False, True, True, False], [1, 3]),
    "up by more than ten": (SPEED, Change("gt", 10.0), [0.0, 5.0, 10.0, 11.0, 20.0, 22.0], [3, 5]),
    "up after going down": (SPEED, Change("gt", 10.0), [50.0, 20.0, 31.0], [2]),
    "down by ten or more": (SPEED, Change("lte", -10.0), [50.0, 45.0, 40.0, 60.0, 50.0], [2, 4]),
    "another word": (LEVEL, Change("ne", 0.0), ["SAE_0", "SAE_0", "SAE_2"], [2]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_makes_an_event_when_it_is_large_enough(name: str) -> None:
    """Against the last event's value, which follows a value that moves the other way."""
    info, wanted, values, events = CHANGES[name]
    trigger = change_trigger(info, wanted)
    assert [index for index, value in enumerate(values) if trigger.takes(value)] == events


RANGES = {
    "above": (SPEED, Range((Boundary("gt", "50"),), either=False), [50.0, 50.1], [1]),
    "between": (
        SPEED,
        Range((Boundary("gte", "10"), Boundary("lt", "20")), either=False),
        [9.9, 10.0, 20.0],
        [1],
    ),
    "outside": (
        SPEED,
        Range((Boundary("lt", "10"), Boundary("gt", "20")), either=True),
        [5.0, 15.0, 25.0],
        [0, 2],
    ),
    "is true": (MOVING, Range((Boundary("eq", "true"),), either=False), [True, False], [0]),
    "is one": (MOVING, Range((Boundary("eq", "1"),), either=False), [True, False], [0]),
    "is a word": (LEVEL, Range((Boundary("eq", "SAE_2"),), either=False), ["SAE_0", "SAE_2"], [1]),
}


@pytest.mark.parametrize("name", RANGES)
def test_value_makes_an_event_when_it_is_in_the_range(name: str) -> None:
    """One boundary, two with AND, two with OR."""
    info, wanted, values, events = RANGES[name]
    trigger = range_trigger(info, wanted)
    taken: list[Value] = list(values)
    assert [index for index, value in enumerate(taken) if trigger.takes(value)] == events


def test_filter_is_refused_when_the_signal_has_no_order() -> None:
    """Words have no more and less, lists neither; a boundary must be a number."""
    with pytest.raises(VissError, match="non-primitive"):
        change_trigger(LEVEL, Change("gt", 1.0))
    with pytest.raises(VissError, match="non-primitive"):
        range_trigger(LEVEL, Range((Boundary("gt", "a"),), either=False))
    with pytest.raises(VissError, match="non-primitive"):
        range_trigger(LIST, Range((Boundary("eq", "a"),), either=False))
    with pytest.raises(VissError, match="boundary"):
        range_trigger(SPEED, Range((Boundary("gt", "fast"),), either=False))
