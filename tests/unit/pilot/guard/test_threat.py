"""What is in the way, when, whether certainly, and what mends it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from segue.pilot.guard._limits import LIMITS
from segue.pilot.guard._path import Piece
from segue.pilot.guard._threat import (
    Driving,
    Need,
    lies_on_road,
    needs_for,
    swerve_m,
    time_in_way_s,
)

DRIVING = Driving(
    speed_mps=20.0,
    accel_mps2=0.0,
    asked_mps2=0.0,
    half_width_m=0.95,
    brake_mps2=9.0,
    response_s=0.25,
    reserve_s=0.5,
)


def piece_at(
    gap_m: float,
    across_m: float,
    half_m: float,
    along_mps: float,
    across_mps: float,
    turned_rad: float,
    *,
    long: bool,
) -> Piece:
    """Return a piece of an object whose middle is as far away and as far aside as it."""
    return Piece(
        gap_m=gap_m,
        across_m=across_m,
        half_m=half_m,
        along_mps=along_mps,
        across_mps=across_mps,
        far_m=gap_m,
        aside_m=across_m,
        turned_rad=turned_rad,
        long=long,
    )


def varied(piece: Piece, **values: Any) -> Piece:
    """Return another piece, with its object's middle."""
    changed = replace(piece, **values)
    return replace(changed, far_m=max(changed.gap_m, 0.0), aside_m=changed.across_m)


STANDS = piece_at(20.0, 0.0, 0.95, 0.0, 0.0, 0.0, long=True)


def need(piece: Piece, other_mps2: float = 0.0, **driving: float) -> Need | None:
    """Return the hardest that a piece asks for."""
    needs = needs_for(LIMITS, replace(DRIVING, **driving), piece, other_mps2)
    return max(needs, key=lambda one: one.brake_mps2, default=None)


@pytest.mark.parametrize(
    ("across_m", "across_mps", "times_s"),
    [
        (0.0, 0.0, (0.0, math.inf)),
        (1.9, 0.0, (0.0, math.inf)),
        (2.0, 0.0, (math.inf, math.inf)),
        (-2.0, 0.0, (math.inf, math.inf)),
        (5.0, -1.0, (3.0, 7.0)),
        (-5.0, 2.0, (1.5, 3.5)),
        (1.0, 1.0, (0.0, 1.0)),
        (1.0, -1.0, (0.0, 3.0)),
        (2.0, 1.0, (math.inf, math.inf)),
        (3.0, 1.0, (math.inf, math.inf)),
    ],
)
def test_time_in_the_way_is_exact_when_something_crosses(
    across_m: float, across_mps: float, times_s: tuple[float, float]
) -> None:
    """From the first touch of the strip to the last; never for what goes away."""
    assert time_in_way_s(across_m, across_mps, 2.0) == pytest.approx(times_s)


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.6, 1.0, 2.0])
def test_swerve_is_as_driven_when_jerk_and_acceleration_are_the_rules(seconds: float) -> None:
    """Summed in small steps: 5 m/s³ up to 3 m/s²."""
    side_m = side_mps = accel = 0.0
    step_s = 1e-4
    for _ in range(round(seconds / step_s)):
        accel = min(accel + 5.0 * step_s, 3.0)
        side_mps += accel * step_s
        side_m += side_mps * step_s
    assert swerve_m(LIMITS, seconds) == pytest.approx(side_m, abs=2e-3)


def on_road(piece: Piece, *, speed_mps: float = 20.0, in_way: bool = True) -> bool:
    """Return whether it lies on the car's road."""
    return lies_on_road(LIMITS, speed_mps, piece, 1.9, in_way=in_way)


@pytest.mark.parametrize("radius_m", [150.0, 300.0, -300.0, 1000.0])
@pytest.mark.parametrize("lane_m", [-3.5, 0.0, 3.5])
def test_lane_is_told_when_the_road_bends_ahead(radius_m: float, lane_m: float) -> None:
    """Before a bend, what stands in the next lane there is told from what stands in one's own."""
    for gap_m in (20.0, 40.0, 60.0):
        across_m = lane_m + 0.5 * gap_m * gap_m / radius_m
        turned = math.atan(gap_m / radius_m)
        stands = piece_at(gap_m, across_m, 0.95, 0.0, 0.0, turned, long=True)
        speed_mps = math.sqrt(2.0 * abs(radius_m))
        assert on_road(stands, speed_mps=speed_mps) == (lane_m == 0.0)
        drives = replace(
            stands,
            along_mps=10.0 * math.cos(turned),
            across_mps=10.0 * math.sin(turned),
            turned_rad=0.0,
        )
        assert on_road(drives, speed_mps=speed_mps) == (lane_m == 0.0)


@pytest.mark.parametrize(
    ("piece", "certain"),
    [
        (STANDS, True),
        (varied(STANDS, long=False), False),
        (varied(STANDS, across_m=1.89), True),
        (varied(STANDS, across_m=1.9), False),
        (varied(STANDS, across_m=-1.9), False),
        (varied(STANDS, along_mps=0.99, across_mps=0.0, long=False), False),
        (varied(STANDS, along_mps=1.0, across_mps=0.0, long=False), True),
        (varied(STANDS, along_mps=-1.0), False),
        (varied(STANDS, along_mps=3.0, across_mps=3.0), False),
        (varied(STANDS, along_mps=3.0, across_mps=2.99), True),
        (varied(STANDS, gap_m=0.0, across_m=1.0), True),
        (varied(STANDS, gap_m=-1.0, turned_rad=0.1), True),
    ],
)
def test_road_is_told_when_a_piece_lies_or_drives_along_it(piece: Piece, certain: bool) -> None:
    """One that is round, crosses or comes towards the car tells no road."""
    assert on_road(piece) == certain


def test_road_is_not_told_by_a_bend_when_the_car_stands() -> None:
    """However near, what drives off to the side leaves its lane for nothing that the car does."""
    leaves = piece_at(0.1, 4.0, 0.95, 5.0, 4.0, 0.0, long=False)
    assert not on_road(leaves, speed_mps=0.0, in_way=False)


def test_bend_is_none_when_no_car_could_take_it() -> None:
    """One that heads to the side leaves its lane before a fast car; before a slow one it bends."""
    comes_in = varied(STANDS, across_m=-3.0, along_mps=10.0, across_mps=10.0 * math.tan(0.2))
    square = 3.0 * 20.0 / 0.2 + 2.0 * 3.0 * 20.0
    for share, certain in ((0.99, False), (1.01, True)):
        speed_mps = math.sqrt(square * share)
        assert on_road(comes_in, speed_mps=speed_mps, in_way=False) == certain
        mirrored = varied(comes_in, across_m=3.0, across_mps=-comes_in.across_mps)
        assert on_road(mirrored, speed_mps=speed_mps, in_way=False) == certain
    assert not on_road(comes_in, speed_mps=5.0, in_way=False)
    assert not on_road(STANDS, in_way=False)


@pytest.mark.parametrize("speed_mps", [5.0, 10.0, 20.0, 30.0])
def test_braking_begins_when_half_a_second_later_is_too_late(speed_mps: float) -> None:
    """Swept over the gap: nothing before, then just what stops short by a metre."""
    begins_m = speed_mps**2 / 18.0 + 0.75 * speed_mps + 1.0
    assert need(varied(STANDS, gap_m=begins_m + 0.01), speed_mps=speed_mps) is None
    for gap_m in (begins_m - 0.01, 0.9 * begins_m):
        brake = need(varied(STANDS, gap_m=gap_m), speed_mps=speed_mps)
        left_m = gap_m - 1.0 - 0.25 * speed_mps
        assert brake == Need("ahead", pytest.approx(0.5 * speed_mps**2 / left_m))
    kept = varied(STANDS, gap_m=begins_m + 0.01)
    assert need(kept, speed_mps=speed_mps, reserve_s=0.75) is not None


def test_nothing_is_added_when_the_request_brakes_enough() -> None:
    """A planner that brakes in time is left alone; one that speeds up is not waited for."""
    assert need(varied(STANDS, gap_m=33.0), asked_mps2=-7.0) is None
    assert need(varied(STANDS, gap_m=33.0)) is not None
    assert need(varied(STANDS, gap_m=39.0), asked_mps2=2.0) is not None
    assert need(varied(STANDS, gap_m=39.0)) is None


def test_less_is_needed_when_the_car_brakes_already() -> None:
    """What the brake does until it is full is counted."""
    free, braking = (
        need(varied(STANDS, gap_m=25.0)),
        need(varied(STANDS, gap_m=25.0), accel_mps2=-8.0),
    )
    assert free
    assert braking
    assert braking.brake_mps2 < free.brake_mps2


def test_lead_is_taken_to_brake_on_when_it_brakes() -> None:
    """One that brakes is expected to stand; one that speeds up is not expected to."""
    lead = varied(STANDS, gap_m=10.0, along_mps=20.0)
    assert need(lead).rule == "rss"  # type: ignore[union-attr]
    braked = need(lead, -8.0)
    assert braked
    assert braked.rule == "ahead"
    assert need(lead, 8.0) == need(lead)
    hardest, most = needs_for(LIMITS, DRIVING, lead, -30.0), needs_for(LIMITS, DRIVING, lead, -9.0)
    assert hardest == most


def test_lead_brakes_for_nobody_when_it_crosses() -> None:
    """Only one that drives along has a braking distance along the way."""
    crosses = varied(STANDS, gap_m=15.0, along_mps=2.0, across_mps=2.0, across_m=-1.0, long=False)
    assert needs_for(LIMITS, DRIVING, crosses, -9.0) == needs_for(LIMITS, DRIVING, crosses, 0.0)
    assert need(crosses, -9.0) == Need("ahead", pytest.approx(0.5 * 18.0**2 / 9.5))


def test_car_yields_when_one_that_crosses_will_have_passed() -> None:
    """No more braking than lets it by, where that is less than stopping."""
    walks = piece_at(7.0, 0.5, 0.25, 0.0, 1.2, 0.0, long=False)
    left_s = (1.2 - 0.5) / 1.2 + 0.3 - 0.25
    asked = need(walks, speed_mps=10.0)
    assert asked == Need("crossing", pytest.approx(2.0 * (10.0 * left_s - 4.5) / left_s**2))
    stays = need(varied(walks, across_mps=0.0), speed_mps=10.0)
    assert stays == Need("ahead", pytest.approx(50.0 / 3.5))


def test_car_stops_when_it_would_stand_before_one_that_crosses_is_gone() -> None:
    """On less than half the way that it would go until then, there is no letting by."""
    left_s = 1.0
    across_mps = 0.7 / (left_s - 0.3 + 0.25)
    for share, yields in ((0.51, True), (0.49, False), (0.4, False)):
        left_m = share * 10.0 * left_s
        walks = piece_at(left_m + 2.5, 0.5, 0.25, 0.0, across_mps, 0.0, long=False)
        mends = 2.0 * (10.0 - left_m) if yields else 50.0 / (left_m - 1.0)
        assert need(walks, speed_mps=10.0) == Need("crossing", pytest.approx(mends))


def test_car_stops_when_no_room_is_left_in_which_to_let_one_by() -> None:
    """Where the gap is used up as the brake begins, the hardest there is is asked for."""
    walks = piece_at(0.2, 1.0, 0.3, 0.0, -1.0, 0.0, long=False)
    assert need(walks, speed_mps=2.0, accel_mps2=-6.0) == Need("crossing", math.inf)


def test_nothing_more_is_needed_when_braking_on_lets_one_by() -> None:
    """The brake that is on already is enough, though letting go of it would not be."""
    runs = piece_at(0.5, 1.0, 0.3, 0.0, -8.0, 0.0, long=False)
    assert need(runs, speed_mps=2.0, accel_mps2=-6.0) == Need("crossing", 0.0)


def test_car_stops_when_one_that_crosses_is_gone_as_its_brake_begins() -> None:
    """Where no time is left in which to let it by."""
    walks = piece_at(6.0, 0.5, 0.25, 0.0, 1.0, 0.0, long=False)
    gone_s = 0.5 + LIMITS.crossing_margin_s
    for response_s in (0.25, gone_s):
        asked = need(
            walks,
            speed_mps=10.0,
            half_width_m=0.75,
            response_s=response_s,
            reserve_s=gone_s - response_s,
        )
        assert asked
        assert math.isinf(asked.brake_mps2) == (response_s == gone_s)


@pytest.mark.parametrize(
    ("piece", "rule"),
    [
        (varied(STANDS, gap_m=15.0), "ahead"),
        (varied(STANDS, gap_m=15.0, along_mps=-15.0), "oncoming"),
        (varied(STANDS, gap_m=15.0, across_m=-1.0, across_mps=1.0), "crossing"),
        (varied(STANDS, gap_m=15.0, along_mps=3.0), "ahead"),
    ],
)
def test_rule_is_named_by_what_the_other_does(piece: Piece, rule: str) -> None:
    """A log tells a lead from one that crosses or comes towards the car."""
    asked = need(piece)
    assert asked
    assert asked.rule == rule


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_one_that_crosses_is_left_alone_when_it_is_not_there_in_time(sign: float) -> None:
    """0.3 s before it comes and after it has gone it counts as there."""
    walks = piece_at(12.0, -sign * 2.2, 0.25, 0.0, sign * 2.0, 0.0, long=False)
    touch_s = 12.0 / 20.0
    assert touch_s > (2.2 - 1.2) / 2.0
    assert need(walks)
    late = varied(walks, across_m=-sign * (1.2 + 2.0 * (touch_s + 0.31)))
    assert need(late) is None
    soon = varied(walks, across_m=-sign * (1.2 + 2.0 * (touch_s + 0.29)))
    assert need(soon)
    gone = varied(walks, across_m=-sign * (-1.2 + 2.0 * (touch_s - 0.31)))
    assert need(gone) is None
    going = varied(walks, across_m=-sign * (-1.2 + 2.0 * (touch_s - 0.29)))
    assert need(going)


def test_who_comes_in_stays_when_it_drives_along() -> None:
    """A car that cuts in is not expected to leave on the other side; one that cuts out is."""
    cuts_in = piece_at(12.0, -1.5, 0.95, 8.0, 3.0, 0.0, long=True)
    assert need(cuts_in)
    assert need(varied(cuts_in, across_mps=-3.0)) is None
    for across_m in (0.0, 0.3):
        assert need(varied(cuts_in, across_m=across_m)) is None


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_who_comes_in_is_passed_by_no_turn_when_it_would_fill_the_way(sign: float) -> None:
    """It is taken to drive in the middle by then: to pass it takes all of both widths."""
    comes_in = piece_at(6.5, 2.4 * sign, 0.25, 4.0, -sign, 0.0, long=False)
    assert not lies_on_road(LIMITS, 10.0, comes_in, 1.2, in_way=False)
    assert 0.5 < swerve_m(LIMITS, 6.5 / 6.0) < 1.2 + LIMITS.clearance_m
    assert need(comes_in, speed_mps=10.0)


def test_small_thing_is_waited_for_when_a_turn_would_pass_it() -> None:
    """What no lane leads to, and a usual turn clears with 0.3 m to spare, is not braked for."""
    post = piece_at(0.0, 0.0, 0.1, 0.0, 0.0, 0.0, long=False)
    pass_m = 0.1 + 0.95 + 0.3
    touch_s = next(0.001 * n for n in range(5000) if swerve_m(LIMITS, 0.001 * n) >= pass_m)
    assert need(varied(post, gap_m=20.0 * (touch_s + 0.002))) is None
    assert need(varied(post, gap_m=20.0 * (touch_s - 0.002)))
    aside = varied(post, across_m=1.0)
    touch_s = next(0.001 * n for n in range(5000) if swerve_m(LIMITS, 0.001 * n) >= 0.35)
    assert need(varied(aside, gap_m=20.0 * (touch_s + 0.002))) is None
    assert need(varied(aside, gap_m=20.0 * (touch_s - 0.002)))


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_one_that_crosses_is_left_alone_when_a_turn_would_pass_behind_it(sign: float) -> None:
    """What counts is where it will be when the car gets there."""
    runs = piece_at(18.0, 2.0 * sign, 0.25, 0.0, -3.1 / 0.9 * sign, 0.0, long=False)
    assert need(runs) is None
    assert need(varied(runs, across_mps=-2.0 / 0.9 * sign))


def test_speed_is_given_up_gently_when_rss_distance_is_missing() -> None:
    """By how much is missing, where the gap does not open; no more speed, where it does."""
    rss_m = 10.0 + 400.0 / 18.0 - 400.0 / 18.0 + 1.0
    lead = varied(STANDS, along_mps=20.0)
    assert need(varied(lead, gap_m=rss_m)) is None
    assert need(varied(lead, gap_m=rss_m - 0.01)) == Need("rss", pytest.approx(0.03 / rss_m))
    assert need(varied(lead, gap_m=0.5 * rss_m)) == Need("rss", pytest.approx(1.5))
    assert need(varied(lead, gap_m=0.5 * rss_m, along_mps=20.01)) == Need("rss", 0.0)
    assert need(varied(lead, gap_m=rss_m), asked_mps2=2.0) is not None
    assert need(varied(lead, gap_m=rss_m), asked_mps2=-2.0) is None
    assert need(varied(lead, gap_m=-0.1)) == Need("rss", pytest.approx(3.0))


@pytest.mark.parametrize(
    ("piece", "counts"),
    [
        (varied(STANDS, gap_m=5.0, along_mps=20.0, across_mps=2.0), True),
        (varied(STANDS, gap_m=5.0, along_mps=20.0, across_mps=2.01), False),
        (varied(STANDS, gap_m=5.0, along_mps=20.0, across_mps=-2.01), False),
        (varied(STANDS, gap_m=5.0, along_mps=20.0, across_m=1.9), False),
        (varied(STANDS, gap_m=5.0, along_mps=20.0, across_m=1.89), True),
    ],
)
def test_rss_distance_is_kept_when_one_is_settled_ahead(piece: Piece, counts: bool) -> None:
    """Not to one that crosses the lane, nor to one beside it."""
    assert ("rss" in {one.rule for one in needs_for(LIMITS, DRIVING, piece, 0.0)}) == counts


def test_rss_distance_is_kept_when_the_lead_creeps() -> None:
    """From 1 m/s on it is a lead; what is slower stands."""
    creeps = varied(STANDS, gap_m=1.0, along_mps=1.0)
    for along_mps, counts in ((1.0, True), (0.99, False)):
        rules = {
            one.rule
            for one in needs_for(
                LIMITS, replace(DRIVING, speed_mps=1.0), varied(creeps, along_mps=along_mps), 0.0
            )
        }
        assert ("rss" in rules) == counts


def test_car_is_stopped_gently_when_it_creeps_up() -> None:
    """Below 1 m/s a metre is kept with 3 m/s² at most, and a touch avoided with all there is."""
    near = varied(STANDS, gap_m=0.9)
    assert need(near, speed_mps=0.99) == Need("ahead", pytest.approx(3.0))
    assert need(near, speed_mps=1.0) == Need("ahead", math.inf)
    assert need(varied(near, gap_m=0.3), speed_mps=0.9) == Need(
        "ahead", pytest.approx(0.5 * 0.81 / (0.3 - 0.225))
    )
