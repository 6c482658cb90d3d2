"""What objects may do."""

from __future__ import annotations

import numpy as np
import pytest
import small_roads as roads

from segue.pilot.predict import LanePredictor
from segue.schema.drive import FUTURE_STEP_S, EgoState, Kind


def test_speed_is_kept_when_a_car_keeps_its_lane() -> None:
    """On a free lane 8 s at 20 m/s are 160 m along it, and nowhere sideways."""
    futures = LanePredictor().predict(
        roads.EGO, roads.objects([(100.0, 0.0, 0.0, 20.0)]), roads.motorway(), {}
    )
    kept = roads.way(futures, "keep_lane")
    assert kept[-1] == pytest.approx([260.0, 0.0, 0.0, 20.0])
    assert roads.likelihood(futures, "keep_lane") > 0.9


def test_acceleration_fades_when_a_car_speeds_up() -> None:
    """1 m/s² now is 1.5 m/s more in the end, not 8."""
    futures = LanePredictor().predict(
        roads.EGO, roads.objects([(100.0, 0.0, 0.0, 20.0)], accel_mps2=1.0), roads.motorway(), {}
    )
    assert roads.way(futures, "keep_lane")[-1, 3] == pytest.approx(21.5, abs=0.15)


def test_the_bend_is_followed_when_the_lane_bends() -> None:
    """A car half a metre off the middle of a bend stays half a metre off it."""
    radius_m = 80.0
    futures = LanePredictor().predict(
        roads.EGO, roads.objects([(0.0, 0.5, 0.0, 10.0)]), roads.bend(radius_m), {}
    )
    kept = roads.way(futures, "keep_lane")
    from_centre_m = np.hypot(kept[:, 0], kept[:, 1] - radius_m)
    assert from_centre_m == pytest.approx(np.full(len(kept), radius_m - 0.5), abs=0.1)
    assert kept[-1, 2] == pytest.approx(80.0 / radius_m, abs=0.05)


def test_the_one_behind_slows_down_when_the_one_ahead_stands() -> None:
    """Nobody drives through who is ahead: the boxes never touch."""
    futures = LanePredictor().predict(
        roads.EGO,
        roads.objects([(100.0, 0.0, 0.0, 20.0), (160.0, 0.0, 0.0, 0.0)]),
        roads.motorway(),
        {},
    )
    behind, ahead = roads.way(futures, "follow"), roads.way(futures, "stand", row=1)
    assert (ahead[:, 0] - behind[:, 0] > 4.3).all()
    assert behind[-1, 3] < 0.5


def test_the_one_behind_the_car_itself_slows_down_when_the_car_stands() -> None:
    """The car itself is one of those that others drive behind."""
    ego = EgoState(time_s=0.0, x_m=160.0, y_m=0.0, heading_rad=0.0, speed_mps=0.0)
    futures = LanePredictor().predict(
        ego, roads.objects([(100.0, 0.0, 0.0, 20.0)]), roads.motorway(), {}
    )
    assert (roads.way(futures, "follow")[:, 0] < 160.0 - 4.3).all()


def test_a_change_is_likelier_when_the_car_moves_faster_sideways() -> None:
    """Wandering is no lane change, 0.7 m/s is, and more is never less of one."""
    predictor, lanes = LanePredictor(), roads.motorway()
    likely = [
        roads.likelihood(
            predictor.predict(
                roads.EGO,
                roads.objects([(100.0, 0.0, 0.0, 20.0)], sideways_mps=float(speed)),
                lanes,
                {},
            ),
            "cut_in",
        )
        for speed in np.arange(0.0, 3.0, 0.1)
    ]
    assert likely == sorted(likely)
    assert likely[1] < 0.02
    assert likely[7] > 0.8


def test_a_change_is_less_sure_when_the_speed_is_less_sure() -> None:
    """A sensor that errs by 0.5 m/s does not make a lane change of 0.6 m/s of noise."""
    predictor, lanes = LanePredictor(), roads.motorway()
    sure, unsure = (
        roads.likelihood(
            predictor.predict(
                roads.EGO,
                roads.objects(
                    [(100.0, 0.0, 0.0, 20.0)], sideways_mps=0.6, speed_sigma_mps=sigma_mps
                ),
                lanes,
                {},
            ),
            "cut_in",
        )
        for sigma_mps in (0.0, 0.5)
    )
    assert unsure < 0.3 < sure


def test_the_other_lane_is_reached_and_kept_when_a_car_changes() -> None:
    """At 1 m/s sideways 3.5 m take about as many seconds; then it drives along the lane."""
    futures = LanePredictor().predict(
        roads.EGO,
        roads.objects([(100.0, 0.0, 0.0, 20.0)], sideways_mps=1.0),
        roads.motorway(),
        {},
    )
    change = roads.way(futures, "cut_in")
    assert change[-1, 1] == pytest.approx(roads.WIDTH_M, abs=0.05)
    reached_s = float(np.argmax(change[:, 1] > 3.2)) * FUTURE_STEP_S
    assert 3.0 < reached_s < 4.5


def test_every_way_is_told_when_the_lane_forks() -> None:
    """Straight on is likelier than the turn, which is taken at the speed of its bend."""
    futures = LanePredictor().predict(
        roads.EGO, roads.objects([(60.0, 0.0, 0.0, 10.0)]), roads.fork(), {}
    )
    kept = [
        (share, states)
        for share, name, states in zip(
            futures.probability, futures.kinds, futures.states, strict=True
        )
        if name == "keep_lane"
    ]
    straight, turn = sorted(kept, key=lambda entry: float(entry[1][-1, 1]))
    assert straight[0] > turn[0] > 0.1
    assert turn[1][-1, 0] == pytest.approx(115.0, abs=0.2)
    assert turn[1][:, 3].min() < 7.5


def test_a_car_waits_when_its_light_is_red() -> None:
    """With the light green it drives on through."""
    predictor, lanes = LanePredictor(), roads.fork()
    cars = roads.objects([(60.0, 0.0, 0.0, 10.0)])
    held = roads.way(predictor.predict(roads.EGO, cars, lanes, {"signal": "red"}), "keep_lane")
    free = roads.way(predictor.predict(roads.EGO, cars, lanes, {"signal": "green"}), "keep_lane")
    assert held[-1, 0] < 100.0 < free[-1, 0]


def test_a_pedestrian_crosses_straight_when_it_walks_over_the_road() -> None:
    """No lane bends its way: 8 s at 1.4 m/s."""
    walker = roads.objects([(100.0, -4.0, np.pi / 2.0, 1.4)], kind=Kind.PEDESTRIAN)
    futures = LanePredictor().predict(roads.EGO, walker, roads.motorway(), {})
    crossing = roads.way(futures, "cross")
    assert crossing[-1, :2] == pytest.approx([100.0, -4.0 + 8.0 * 1.4])
    assert roads.likelihood(futures, "stand") > 0.05


def test_every_object_has_futures_that_add_up_when_many_drive() -> None:
    """Whoever and wherever they are, the first state is now and the probabilities add up to 1."""
    rng = np.random.default_rng(4)
    rows = [
        (
            rng.uniform(-50, 400),
            rng.uniform(-9.0, 9.0),
            rng.normal(0.0, 1.0),
            rng.uniform(0, 30),
        )
        for _ in range(60)
    ]
    cars = roads.objects(rows, sideways_mps=0.4, accel_mps2=-2.0)
    futures = LanePredictor().predict(roads.EGO, cars, roads.motorway(), {})
    assert np.isfinite(futures.states).all()
    for row in range(60):
        of_it = futures.objects == row
        assert futures.probability[of_it].sum() == pytest.approx(1.0)
        assert futures.states[of_it][:, 0, :2] == pytest.approx(
            np.tile(cars.boxes[row, :2], (of_it.sum(), 1))
        )
