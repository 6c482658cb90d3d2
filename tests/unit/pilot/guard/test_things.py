"""Objects are believed as far as they can be, and none is lost to a value that is no number."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from guard_road import Thing, seen

from segue.pilot.guard._limits import LIMITS
from segue.pilot.guard._things import Memory
from segue.schema.drive import Kind

BAD = (math.nan, math.inf, -math.inf)
LEAD = Thing(x_m=30.0, y_m=1.0, vx_mps=10.0, vy_mps=0.5, heading_rad=0.05, accel_mps2=-2.0)


def test_all_is_as_said_when_all_can_be() -> None:
    """A sound object is what it is said to be."""
    (thing,) = Memory(LIMITS).believed(0.0, seen(LEAD))
    assert (thing.x_m, thing.y_m, thing.vx_mps, thing.vy_mps) == (30.0, 1.0, 10.0, 0.5)
    assert (thing.heading_rad, thing.length_m, thing.width_m) == (0.05, 4.5, 1.9)
    assert (thing.identity, thing.accel_mps2) == (1, -2.0)
    assert thing.proven
    assert not thing.new


@pytest.mark.parametrize(
    ("existence", "age_s", "there"),
    [(0.5, 5.0, True), (0.499, 5.0, False), (1.0, 0.1, True), (1.0, 0.099, False),
     (math.nan, 5.0, True), (1.0, math.nan, True), (-math.inf, 5.0, False)],
)  # fmt: skip
def test_object_is_left_out_when_it_is_a_ghost(existence: float, age_s: float, there: bool) -> None:
    """One that is rather not there, or was seen once; what is no number does not remove it."""
    ghost = replace(LEAD, existence=existence, age_s=age_s)
    assert bool(Memory(LIMITS).believed(0.0, seen(ghost))) == there


@pytest.mark.parametrize(
    ("existence", "sure"), [(0.799, False), (0.8, True), (1.0, True), (math.nan, True)]
)
def test_object_is_doubted_when_it_may_not_be_there(existence: float, sure: bool) -> None:
    """Below 0.8; what is no number is no doubt."""
    (thing,) = Memory(LIMITS).believed(0.0, seen(replace(LEAD, existence=existence)))
    assert thing.sure == sure


@pytest.mark.parametrize(("age_s", "new"), [(0.99, True), (1.0, False), (math.nan, False)])
def test_object_is_new_when_it_has_no_history(age_s: float, new: bool) -> None:
    """Known for less than a second."""
    (thing,) = Memory(LIMITS).believed(0.0, seen(replace(LEAD, age_s=age_s)))
    assert thing.new == new


@pytest.mark.parametrize("bad", [*BAD, 1.00000001e7, -1.00000001e7])
@pytest.mark.parametrize("field", ["x_m", "y_m"])
def test_object_goes_on_when_its_place_is_no_number(field: str, bad: float) -> None:
    """For a second, as it last did; then it is gone, and one without a past never was there."""
    memory, broken = Memory(LIMITS), replace(LEAD, **{field: bad})
    assert Memory(LIMITS).believed(0.0, seen(broken)) == []
    memory.believed(0.0, seen(LEAD))
    for now_s in (0.5, 1.0):
        (thing,) = memory.believed(now_s, seen(broken, time_s=now_s))
        assert thing.x_m == pytest.approx(30.0 + 10.0 * now_s)
        assert thing.y_m == pytest.approx(1.0 + 0.5 * now_s)
    assert memory.believed(1.02, seen(broken, time_s=1.02)) == []


def test_place_is_believed_when_a_map_can_have_it() -> None:
    """Up to ten thousand kilometres from its origin, each way."""
    (thing,) = Memory(LIMITS).believed(0.0, seen(replace(LEAD, x_m=1e7, y_m=-1e7)))
    assert (thing.x_m, thing.y_m) == (1e7, -1e7)


@pytest.mark.parametrize("bad", [*BAD, 200.0, -101.0])
@pytest.mark.parametrize("field", ["vx_mps", "vy_mps"])
def test_speed_is_told_by_places_when_it_is_no_number(field: str, bad: float) -> None:
    """First it stands and is doubted; after 0.3 s of watching its speed is known."""
    memory = Memory(LIMITS)
    for step in range(31):
        now_s = 0.02 * step
        moved = replace(LEAD, x_m=30.0 + 12.0 * now_s, y_m=-4.0 * now_s, **{field: bad})
        (thing,) = memory.believed(now_s, seen(moved, time_s=now_s))
        if now_s < 0.299:
            assert not thing.proven
            assert (thing.vx_mps, thing.vy_mps) == (0.0, 0.0)
        elif now_s > 0.301:
            assert thing.proven
            assert (thing.vx_mps, thing.vy_mps) == pytest.approx((12.0, -4.0))


@pytest.mark.parametrize("begins_s", [0.0, 7.0, -7.0])
def test_speed_is_told_by_places_when_time_goes_back(begins_s: float) -> None:
    """It is watched anew from any time on, an earlier one too."""
    memory = Memory(LIMITS)
    memory.believed(50.0, seen(replace(LEAD, vx_mps=math.nan), time_s=50.0))
    for step in range(17):
        now_s = begins_s + 0.02 * step
        moved = replace(LEAD, x_m=30.0 + 12.0 * 0.02 * step, vx_mps=math.nan)
        (thing,) = memory.believed(now_s, seen(moved, time_s=now_s))
    assert thing.proven
    assert thing.vx_mps == pytest.approx(12.0)


def test_speed_is_told_by_the_newest_places_when_it_changes() -> None:
    """Each 0.3 s for themselves: one that has stood for that long stands."""
    memory = Memory(LIMITS)
    for now_s, x_m, vx_mps in ((0.0, 30.0, 0.0), (0.3, 33.0, 10.0), (0.6, 33.0, 0.0)):
        placed = replace(LEAD, x_m=x_m, vx_mps=math.nan)
        (thing,) = memory.believed(now_s, seen(placed, time_s=now_s))
        assert thing.vx_mps == pytest.approx(vx_mps)


@pytest.mark.parametrize(("way_m", "believed"), [(30.0, True), (30.1, False)])
def test_speed_by_places_is_believed_when_a_vehicle_can_have_it(
    way_m: float, believed: bool
) -> None:
    """Up to 360 km/h; what is faster was misplaced, and is doubted."""
    memory = Memory(LIMITS)
    memory.believed(0.0, seen(replace(LEAD, y_m=0.0, vx_mps=math.nan)))
    there = replace(LEAD, x_m=30.0 + way_m, y_m=0.0, vx_mps=math.nan)
    (thing,) = memory.believed(0.3, seen(there, time_s=0.3))
    assert thing.proven == believed
    assert thing.vx_mps == (100.0 if believed else 0.0)


def test_speed_is_the_last_when_one_look_is_wrong() -> None:
    """A lead that is suddenly 200 m/s fast is as fast as it was."""
    memory = Memory(LIMITS)
    memory.believed(0.0, seen(LEAD))
    (thing,) = memory.believed(0.1, seen(replace(LEAD, vx_mps=200.0), time_s=0.1))
    assert (thing.vx_mps, thing.vy_mps) == (10.0, 0.5)
    assert thing.proven


def test_speed_stays_doubted_when_places_jump_too() -> None:
    """One that is nowhere twice is braked for gently."""
    memory = Memory(LIMITS)
    for step in range(50):
        jumps = replace(LEAD, x_m=300.0 * (step % 2), vx_mps=math.nan)
        (thing,) = memory.believed(0.1 * step, seen(jumps, time_s=0.1 * step))
        assert not thing.proven or math.hypot(thing.vx_mps, thing.vy_mps) <= 100.0


@pytest.mark.parametrize("speed_mps", [99.9, 100.0])
def test_speed_is_believed_when_a_vehicle_can_have_it(speed_mps: float) -> None:
    """Up to 360 km/h."""
    (thing,) = Memory(LIMITS).believed(0.0, seen(replace(LEAD, vx_mps=speed_mps, vy_mps=0.0)))
    assert thing.vx_mps == speed_mps


@pytest.mark.parametrize(
    ("kind", "length_m", "width_m"),
    [(Kind.CAR, 4.5, 1.9), (Kind.UNKNOWN, 4.5, 1.9), (math.nan, 4.5, 1.9), (99.0, 4.5, 1.9),
     (Kind.TRUCK, 12.0, 2.5), (Kind.MOTORCYCLE, 2.2, 0.8), (Kind.BICYCLE, 1.8, 0.6),
     (Kind.PEDESTRIAN, 0.5, 0.5)],
)  # fmt: skip
@pytest.mark.parametrize("bad", [*BAD, 0.0, 0.09, 30.1, -4.0])
def test_size_is_its_kinds_when_its_own_cannot_be(
    kind: float, length_m: float, width_m: float, bad: float
) -> None:
    """A size that is no number, or none at all, is a usual one."""
    strange = replace(LEAD, kind=kind, length_m=bad, width_m=bad)
    (thing,) = Memory(LIMITS).believed(0.0, seen(strange))
    assert (thing.length_m, thing.width_m) == (length_m, width_m)
    edges = replace(LEAD, length_m=30.0, width_m=0.1)
    (thing,) = Memory(LIMITS).believed(0.0, seen(edges))
    assert (thing.length_m, thing.width_m) == (30.0, 0.1)
    edges = replace(LEAD, length_m=0.1, width_m=30.0)
    (thing,) = Memory(LIMITS).believed(0.0, seen(edges))
    assert (thing.length_m, thing.width_m) == (0.1, 30.0)


@pytest.mark.parametrize("bad", BAD)
def test_heading_is_where_it_goes_when_it_is_no_number(bad: float) -> None:
    """The direction of its velocity."""
    (thing,) = Memory(LIMITS).believed(0.0, seen(replace(LEAD, heading_rad=bad)))
    assert thing.heading_rad == pytest.approx(math.atan2(0.5, 10.0))


@pytest.mark.parametrize(
    ("said", "believed"),
    [(-9.0, -9.0), (30.0, 30.0), (-30.0, -30.0), (30.1, 0.0), *((bad, 0.0) for bad in BAD)],
)
def test_acceleration_is_none_when_it_cannot_be(said: float, believed: float) -> None:
    """A braking of 31 m/s² is a crash or a mistake."""
    (thing,) = Memory(LIMITS).believed(0.0, seen(replace(LEAD, accel_mps2=said)))
    assert thing.accel_mps2 == believed


def test_objects_go_on_when_they_are_old_or_missing() -> None:
    """They are moved to now; those of a time to come, or of no time, are as of now."""
    (thing,) = Memory(LIMITS).believed(0.4, seen(LEAD, time_s=0.0))
    assert thing.x_m == pytest.approx(34.0)
    for time_s in (math.nan, math.inf, 9.0):
        (thing,) = Memory(LIMITS).believed(0.4, seen(LEAD, time_s=time_s))
        assert thing.x_m == 30.0
    (thing,) = Memory(LIMITS).believed(9.0, seen(LEAD, time_s=0.0))
    assert thing.x_m == pytest.approx(40.0)
    memory = Memory(LIMITS)
    memory.believed(0.0, seen(LEAD))
    (thing,) = memory.believed(0.5, None)
    assert thing.x_m == pytest.approx(35.0)
    assert memory.believed(1.5, None) == []
    assert Memory(LIMITS).believed(0.0, None) == []


@pytest.mark.parametrize("identity", [1, 0, -1, -2, -3])
def test_both_are_there_when_two_have_one_name(identity: int) -> None:
    """A name given twice hides nobody, whatever the name."""
    first = replace(LEAD, identity=identity)
    things = Memory(LIMITS).believed(0.0, seen(first, replace(first, x_m=60.0)))
    assert [thing.x_m for thing in things] == [30.0, 60.0]


def test_objects_are_there_when_what_is_said_of_them_is_short() -> None:
    """Missing names, kinds, ages and probabilities remove no box."""
    empty = np.zeros(0)
    short = replace(
        seen(LEAD, replace(LEAD, x_m=60.0)),
        ids=np.zeros(1, dtype=np.int64),
        kinds=np.zeros(0, dtype=np.int64),
        existence=empty,
        age_s=empty,
    )
    assert [thing.x_m for thing in Memory(LIMITS).believed(0.0, short)] == [30.0, 60.0]
