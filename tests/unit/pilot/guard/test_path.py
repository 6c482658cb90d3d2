"""Places along the circle that the car drives on."""

from __future__ import annotations

import math

import pytest
from guard_road import CAR, FRONT_M

from segue.pilot.guard._own import Own
from segue.pilot.guard._path import along_and_across, pieces_on_way
from segue.pilot.guard._things import Thing


def own(**values: float) -> Own:
    """Return the car at the origin."""
    plain = {"time_s": 0.0, "x_m": 0.0, "y_m": 0.0, "heading_rad": 0.0, "speed_mps": 10.0}
    return Own(**(plain | {"accel_mps2": 0.0, "steer_rad": 0.0, "curvature_per_m": 0.0} | values))


def thing(**values: float) -> Thing:
    """Return a car that stands 20 m ahead."""
    plain = {"identity": 1.0, "x_m": 20.0, "y_m": 0.0, "heading_rad": 0.0, "accel_mps2": 0.0}
    moving = {"vx_mps": 0.0, "vy_mps": 0.0, "length_m": 4.5, "width_m": 1.8}
    return Thing(**(plain | moving | values), proven=True, sure=True, new=False)


@pytest.mark.parametrize("curvature_per_m", [-0.2, -0.01, -1e-9, 0.0, 1e-9, 0.004, 0.1])
@pytest.mark.parametrize("along_m", [-8.0, 0.0, 5.0, 12.0])
@pytest.mark.parametrize("across_m", [-4.0, 0.0, 3.0])
def test_place_comes_back_when_put_on_the_circle(
    curvature_per_m: float, along_m: float, across_m: float
) -> None:
    """A point made from how far along and beside it is, is told as just that."""
    if curvature_per_m == 0.0:
        ahead_m, left_m = along_m, across_m
    else:
        angle = curvature_per_m * along_m
        ahead_m = math.sin(angle) / curvature_per_m - across_m * math.sin(angle)
        left_m = (1.0 - math.cos(angle)) / curvature_per_m + across_m * math.cos(angle)
        if abs(curvature_per_m) < 1e-6:
            left_m = 0.5 * angle * along_m + across_m
    got = along_and_across(curvature_per_m, ahead_m, left_m)
    assert got == pytest.approx((along_m, across_m), abs=1e-6)


def test_pieces_are_squares_from_end_to_end_when_an_object_is_long() -> None:
    """A car is three squares, whose nearest side is its bumper."""
    pieces = pieces_on_way(CAR, own(), 0.0, thing(vx_mps=3.0, vy_mps=-1.0))
    assert [piece.gap_m for piece in pieces] == pytest.approx(
        [20.0 - 2.25 - FRONT_M + offset for offset in (0.0, 1.35, 2.7)]
    )
    for piece in pieces:
        assert piece.across_m == 0.0
        assert piece.half_m == pytest.approx(0.9)
        assert (piece.along_mps, piece.across_mps) == (3.0, -1.0)
        assert piece.turned_rad == 0.0
        assert piece.long


@pytest.mark.parametrize("heading_rad", [0.0, 0.7, -2.0])
def test_pieces_are_the_same_when_the_map_is_turned(heading_rad: float) -> None:
    """What is seen depends on where things are to each other alone."""
    cos, sin = math.cos(heading_rad), math.sin(heading_rad)
    turned = thing(
        x_m=50.0 + 20.0 * cos - 3.0 * sin,
        y_m=-30.0 + 20.0 * sin + 3.0 * cos,
        heading_rad=heading_rad + 0.4,
        vx_mps=5.0 * cos - 1.0 * sin,
        vy_mps=5.0 * sin + 1.0 * cos,
    )
    here = own(x_m=50.0, y_m=-30.0, heading_rad=heading_rad)
    plain = pieces_on_way(CAR, own(), 0.01, thing(y_m=3.0, heading_rad=0.4, vx_mps=5.0, vy_mps=1.0))
    got = pieces_on_way(CAR, here, 0.01, turned)
    assert len(got) == len(plain) == 3
    for one, other in zip(got, plain, strict=True):
        assert one.gap_m == pytest.approx(other.gap_m)
        assert one.across_m == pytest.approx(other.across_m)
        assert one.half_m == pytest.approx(other.half_m)
        assert one.along_mps == pytest.approx(other.along_mps)
        assert one.across_mps == pytest.approx(other.across_mps)
        assert one.turned_rad == pytest.approx(other.turned_rad)


def test_object_moves_along_the_circle_when_it_drives_in_the_same_bend() -> None:
    """One on the car's circle, a tenth of a turn on, heading along it, is straight ahead."""
    radius_m, angle = 50.0, 0.6
    x_m = radius_m * math.sin(angle) - CAR.rear_axle_m
    there = thing(
        x_m=x_m,
        y_m=radius_m * (1.0 - math.cos(angle)),
        heading_rad=angle,
        vx_mps=8.0 * math.cos(angle),
        vy_mps=8.0 * math.sin(angle),
        length_m=1.8,
    )
    (piece,) = pieces_on_way(CAR, own(), 1.0 / radius_m, there)
    assert piece.gap_m == pytest.approx(30.0 - 0.9 - CAR.rear_axle_m - FRONT_M)
    assert piece.across_m == pytest.approx(0.0, abs=1e-9)
    assert piece.half_m == pytest.approx(0.9)
    assert piece.along_mps == pytest.approx(8.0)
    assert piece.across_mps == pytest.approx(0.0, abs=1e-9)
    assert piece.turned_rad == pytest.approx(0.0, abs=1e-9)
    assert not piece.long


def test_object_is_a_wall_when_it_is_wider_than_long() -> None:
    """A barrier across the way is a row from side to side; one piece suffices for a square."""
    pieces = pieces_on_way(CAR, own(), 0.0, thing(length_m=1.0, width_m=4.0))
    assert [piece.across_m for piece in pieces] == pytest.approx([-1.5, -0.5, 0.5, 1.5])
    assert {round(piece.gap_m, 9) for piece in pieces} == {round(20.0 - 0.5 - FRONT_M, 9)}
    assert abs(pieces[0].turned_rad) == pytest.approx(0.5 * math.pi)
    (square,) = pieces_on_way(CAR, own(), 0.0, thing(length_m=1.0, width_m=1.0))
    assert square.turned_rad == 0.0


def test_object_has_an_axis_when_it_is_a_little_longer_than_wide() -> None:
    """Two squares that overlap tell one already; a square tells none."""
    two = pieces_on_way(CAR, own(), 0.0, thing(length_m=1.2, width_m=1.0))
    assert [piece.long for piece in two] == [True, True]
    assert two[1].gap_m - two[0].gap_m == pytest.approx(0.2)
    (square,) = pieces_on_way(CAR, own(), 0.0, thing(length_m=1.0, width_m=1.0))
    assert not square.long


def test_square_takes_more_room_when_it_is_turned() -> None:
    """At an eighth of a turn its corners reach farthest."""
    (piece,) = pieces_on_way(
        CAR, own(), 0.0, thing(length_m=1.0, width_m=1.0, heading_rad=0.25 * math.pi)
    )
    assert piece.half_m == pytest.approx(0.5 * math.sqrt(2.0))
    assert piece.gap_m == pytest.approx(20.0 - 0.5 * math.sqrt(2.0) - FRONT_M)


def test_pieces_are_left_out_when_beside_or_behind_the_bumper() -> None:
    """Only what can be driven into from here is seen."""
    assert pieces_on_way(CAR, own(), 0.0, thing(x_m=-10.0)) == []
    assert pieces_on_way(CAR, own(), 0.0, thing(x_m=FRONT_M, length_m=1.8)) == []
    (piece,) = pieces_on_way(CAR, own(), 0.0, thing(x_m=FRONT_M + 0.1, length_m=1.8))
    assert piece.gap_m == pytest.approx(-0.8)
    assert len(pieces_on_way(CAR, own(), 0.0, thing(x_m=FRONT_M))) == 1


def test_lorry_moves_along_the_bend_when_its_middle_does() -> None:
    """Its ends do not count as leaving its lane, though they point out of it."""
    radius_m, angle = 36.5, 0.5
    lorry = thing(
        x_m=radius_m * math.sin(angle) - CAR.rear_axle_m,
        y_m=40.0 - radius_m * math.cos(angle),
        heading_rad=angle,
        vx_mps=6.0 * math.cos(angle),
        vy_mps=6.0 * math.sin(angle),
        length_m=16.5,
        width_m=2.5,
    )
    pieces = pieces_on_way(CAR, own(), 1.0 / 40.0, lorry)
    assert len(pieces) == 7
    for piece in pieces:
        assert piece.along_mps == pytest.approx(6.0)
        assert piece.across_mps == pytest.approx(0.0, abs=1e-9)
        assert piece.turned_rad == pytest.approx(0.0, abs=1e-9)
        assert piece.far_m == pytest.approx(20.0)
        assert piece.aside_m == pytest.approx(3.5)
        assert piece.across_m < 3.51
    assert min(piece.across_m for piece in pieces) == pytest.approx(2.84, abs=0.01)
