"""A route as a driver sees it: where it leads, how its bends slow, how it ends."""

from __future__ import annotations

import math

import polyline
import pytest

from segue.kernel import LocalUseError
from segue.world import Route, RouteDriver

DEG_PER_KM = 1 / 111.195


def line(*km: tuple[float, float]) -> list[tuple[float, float]]:
    """Return points at kilometres north and east of 0, 0."""
    return [(north * DEG_PER_KM, east * DEG_PER_KM) for north, east in km]


def speeds_by_metre(driver: RouteDriver, seconds: float) -> dict[int, float]:
    """Drive as asked; return the speed at each metre that a step ended at."""
    speed_mps = 0.0
    speeds: dict[int, float] = {}
    for _ in range(round(seconds / 0.1)):
        accel_mps2 = driver.accel_mps2(0.1, speed_mps)
        before_mps, speed_mps = speed_mps, max(speed_mps + accel_mps2 * 0.1, 0.0)
        driver.advance(0.05 * (before_mps + speed_mps))
        speeds[int(driver.progress_m)] = speed_mps
    return speeds


def between(speeds: dict[int, float], start_m: int, end_m: int) -> list[float]:
    """Return the speeds on a stretch."""
    return [speed_mps for at_m, speed_mps in speeds.items() if start_m <= at_m < end_m]


@pytest.mark.parametrize(
    ("end", "heading_deg"),
    [((1, 0), 0), ((0, 1), 90), ((-1, 0), 180), ((0, -1), 270), ((1, 1), 45)],
)
def test_heading_is_clockwise_from_north(end: tuple[float, float], heading_deg: float):
    """A route to the east heads 90 degrees."""
    route = Route(line((0, 0), end))
    assert math.degrees(route.pose_at(0, 0.0)[2]) == pytest.approx(heading_deg, abs=0.1)


def test_a_place_along_the_route_is_between_its_points():
    """Half way along, the car is half way; repeated points change nothing."""
    route = Route(line((0, 0), (0, 0), (0, 1), (0, 1), (1, 1)))
    assert route.length_m == pytest.approx(2000, rel=1e-3)
    latitude_deg, longitude_deg, _ = route.pose_at(route.segment_at(1500.0), 1500.0)
    assert latitude_deg == pytest.approx(0.5 * DEG_PER_KM, rel=1e-3)
    assert longitude_deg == pytest.approx(DEG_PER_KM, rel=1e-3)


def test_the_road_may_be_longer_than_its_line():
    """A plan's distance counts along the route; the line only says where the car is."""
    route = Route(line((0, 0), (1, 0), (2, 0)), length_m=3000.0)
    assert route.length_m == pytest.approx(3000.0)
    half_deg = route.pose_at(route.segment_at(1500.0), 1500.0)[0]
    assert half_deg == pytest.approx(DEG_PER_KM, rel=1e-6)
    at_m, away_m = route.nearest(1.5 * DEG_PER_KM, 0.1 * DEG_PER_KM)
    assert at_m == pytest.approx(2250, rel=1e-3)
    assert away_m == pytest.approx(100, rel=1e-3)


@pytest.mark.parametrize("length_m", [0.0, -5.0, math.nan, math.inf])
def test_a_length_that_is_none_is_refused(length_m: float):
    """A road of no or endless length cannot be driven."""
    with pytest.raises(LocalUseError, match="length"):
        Route(line((0, 0), (1, 0)), length_m=length_m)


def test_a_route_may_cross_the_date_line():
    """From Fiji eastwards the way is short and the longitude stays in range."""
    route = Route([(-17.0, 179.99), (-17.0, -179.99)])
    assert route.length_m == pytest.approx(2127, rel=0.01)
    assert abs(route.pose_at(0, route.length_m / 2)[1]) == pytest.approx(180.0, abs=1e-6)


@pytest.mark.parametrize("geometry", ["", "?", polyline.encode([(1, 1), (1, 1)]), "_p~iF~ps|U_"])
def test_a_geometry_that_is_no_line_is_refused(geometry: str):
    """Empty, cut off, or a single point: one clear error."""
    with pytest.raises(LocalUseError, match="route"):
        Route.decoded(geometry)


def test_a_geometry_that_leaves_the_earth_is_refused():
    """A polyline of another precision reads as impossible places, and is said to be wrong."""
    with pytest.raises(LocalUseError, match="Earth"):
        Route.decoded(polyline.encode([(31.2, 121.5), (31.3, 121.5)], 6))


def test_the_nearest_place_is_found():
    """A point beside the road is matched to the road beside it."""
    route = Route(line((0, 0), (0, 2), (2, 2)))
    at_m, away_m = route.nearest(1 * DEG_PER_KM, 2.3 * DEG_PER_KM)
    assert at_m == pytest.approx(3000, rel=1e-3)
    assert away_m == pytest.approx(300, rel=1e-3)


@pytest.mark.parametrize("expected_m", [0.0, 900.0, 3100.0, 9000.0])
def test_the_expected_pass_is_taken_when_a_route_crosses_itself(expected_m: float):
    """Where the road passes twice, the car goes on from the pass it was on."""
    route = Route(line((0, 0), (0, 2), (1, 2), (1, 1), (-1, 1)))
    at_m, _ = route.nearest(0.0, 1 * DEG_PER_KM, expected_m=expected_m)
    assert at_m == pytest.approx(1000 if expected_m < 3000 else 5000, abs=60)


def test_a_driver_slows_for_a_bend_and_speeds_up_after_it():
    """Through a right angle of 100 m legs the car is slow; on the straights it is not."""
    arc = [(1 + 0.1 * math.sin(a / 10), 0.1 - 0.1 * math.cos(a / 10)) for a in range(1, 16)]
    route = Route(line((0, 0), (1, 0), *arc, (1.1, 2)))
    speeds = speeds_by_metre(RouteDriver(route, cruise_mps=25.0), 200)
    assert max(between(speeds, 500, 800)) > 24
    in_bend = between(speeds, 1040, 1100)
    assert max(in_bend) < 17  # sideways 2 m per s² on a radius of 100 m: 14
    assert min(in_bend) > 12
    assert max(between(speeds, 1300, 1600)) > 20


def test_a_driver_keeps_to_streets_speed_when_a_stretch_joins_a_place():
    """The first and the last stretch are streets; the limit holds on all of them and only there."""
    route = Route(line((0, 0), (1, 0), (3, 0), (4, 0)), ends_mps=14.0)
    speeds = speeds_by_metre(RouteDriver(route, cruise_mps=30.0), 300)
    assert max(between(speeds, 0, 1000)) < 14.1
    assert max(between(speeds, 1000, 3000)) > 29
    assert max(between(speeds, 3010, 4000)) < 14.5


def test_a_straight_road_is_not_slowed_by_rounded_coordinates():
    """Five decimals shift a point by a metre: that is no bend."""
    points = [(round(31 + 5e-5 * i, 5), round(121 + 3.1e-5 * i, 5)) for i in range(1600)]
    speeds = speeds_by_metre(RouteDriver(Route(points), cruise_mps=33.0), 200)
    assert min(between(speeds, 1000, 6000)) > 32.5


def test_a_driver_stops_at_the_end():
    """At the end of the road the car stands, within a metre or two, and stays."""
    driver = RouteDriver(Route(line((0, 0), (1, 0), (3, 0))), cruise_mps=30.0)
    speeds = speeds_by_metre(driver, 180)
    assert max(speeds.values()) == pytest.approx(30.0, abs=0.5)
    assert driver.arrived
    assert driver.remaining_m < 2.0


def test_comfort_limits_hold_on_the_way():
    """Acceleration, braking and jerk stay within what passengers accept."""
    arc = [(1 + 0.05 * math.sin(a / 5), 0.05 - 0.05 * math.cos(a / 5)) for a in range(1, 8)]
    driver = RouteDriver(Route(line((0, 0), (1, 0), *arc, (1.05, 1))), cruise_mps=33.0)
    speed_mps, last_mps2 = 0.0, 0.0
    while not driver.arrived:
        accel_mps2 = driver.accel_mps2(0.1, speed_mps)
        assert -2.5 < accel_mps2 <= 1.5
        assert abs(accel_mps2 - last_mps2) <= 0.2 + 1e-9
        last_mps2 = accel_mps2
        before_mps, speed_mps = speed_mps, max(speed_mps + accel_mps2 * 0.1, 0.0)
        driver.advance(0.05 * (before_mps + speed_mps))


@pytest.mark.parametrize("length_m", [0.0, -1.0, 5e-324, 0.5, 1e9, 1.7e308, math.inf, math.nan])
def test_a_length_that_cannot_be_is_refused(length_m: float):
    """A route comes from a phone: its length may be any number, and must not stop the car."""
    with pytest.raises(LocalUseError, match="cannot be"):
        Route(line((0, 0), (0, 1)), length_m=length_m)


def test_a_route_of_very_many_points_is_refused():
    """What a phone sends must not keep the car busy for seconds."""
    with pytest.raises(LocalUseError, match="points"):
        Route.decoded(polyline.encode([(0.0, n / 1e5) for n in range(50_002)]))


def test_a_route_over_a_pole_is_only_short():
    """At a pole all longitudes are one place, so a stretch there has no length to divide by."""
    route = Route([(0.0, 0.0), (90.0, 0.0), (90.0, 1.0), (90.0, 2.0)], length_m=1e7)
    for segment in range(3):
        assert all(map(math.isfinite, route.pose_at(segment, 1e7)))
    assert route.nearest(0.0, 0.0) == pytest.approx((0.0, 0.0))


@pytest.mark.parametrize(
    "geometry",
    [
        *("~" * 300 + "??", "~" * 1_000_000 + "??", "?" * 9 + "_" * 7 + "?"),
        *("\x00\x00", "上海", "_p~iF ps|U", "A", "~", ""),
    ],
    ids=lambda text: f"{text[:8]!r} of {len(text)}",
)
def test_a_text_that_is_no_polyline_is_refused(geometry: str):
    """At once, and with the error that a user may read, whatever a phone sends."""
    with pytest.raises(LocalUseError):
        Route.decoded(geometry)


def test_a_stretch_has_its_ends_and_the_points_between_when_it_is_cut_out():
    """What is drawn along a route begins and ends where it was asked to."""
    route = Route([(0.0, 0.0), (0.01, 0.0), (0.02, 0.0), (0.03, 0.0)])
    step_m = route.length_m / 3.0
    latitudes_deg = [latitude_deg for latitude_deg, _ in route.between(0.5 * step_m, 2.5 * step_m)]
    assert latitudes_deg == pytest.approx([0.005, 0.01, 0.02, 0.025])


def test_the_highway_is_between_the_streets_when_places_are_joined_by_them():
    """The first and the last stretch have a street's limit; without one it is all highway."""
    points = [(0.0, 0.0), (0.01, 0.0), (0.02, 0.0), (0.03, 0.0)]
    whole, joined = Route(points), Route(points, ends_mps=14.0)
    assert whole.highway_m == (0.0, whole.length_m)
    assert joined.highway_m == pytest.approx((joined.length_m / 3.0, 2.0 * joined.length_m / 3.0))
