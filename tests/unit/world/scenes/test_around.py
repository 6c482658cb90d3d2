"""Traffic that stays around the ego."""

from __future__ import annotations

import numpy as np

from segue.lanes import LaneMap
from segue.lanes.build import Builder, CrossSection, straight, trace
from segue.schema.drive import Command, Wishes
from segue.world.scenes import EgoStart, Scenario, Simulation, TrafficSpec

REACH_M = 300.0


def long_road() -> LaneMap:
    """Return two lanes of 5 km in ten parts."""
    builder = Builder()
    for part in range(10):
        line = trace([straight(500.0)], (500.0 * part, 0.0, 0.0))
        builder.road(f"{part}", line, CrossSection(lanes=2, speed_limit_mps=30.0))
    for part in range(9):
        for lane in (1, 2):
            builder.join(f"{part}.{lane}", f"{part + 1}.{lane}")
    return builder.build()


def drive(within_m: float | None, seed: int = 1) -> Simulation:
    """Return a drive of a minute at 15 m/s: everybody else is twice as fast."""
    scenario = Scenario(
        name="around",
        title="around",
        duration_s=120.0,
        lanes=long_road(),
        ego=EgoStart(lane="0.2", s_m=400.0, speed_mps=15.0),
        wishes=Wishes(set_speed_mps=15.0),
        traffic=(
            TrafficSpec(lane="0.1", from_m=40.0, count=5, spacing_m=80.0, speed_mps=30.0),
            TrafficSpec(lane="1.2", from_m=40.0, count=3, spacing_m=80.0, speed_mps=30.0),
        ),
        traffic_within_m=within_m,
    )
    sim = Simulation(scenario, seed)
    while sim.time_s < 60.0:
        sim.step(Command(accel_mps2=15.0 - sim.truth.ego.speed_mps, steer_rad=0.0))
    return sim


def away_m(sim: Simulation) -> np.ndarray:
    """Return how far everybody is from the ego."""
    ego, boxes = sim.truth.ego, sim.truth.objects.boxes
    return np.hypot(boxes[:, 0] - ego.x_m, boxes[:, 1] - ego.y_m)


def test_the_road_stays_busy_when_everybody_else_is_faster():
    """Without it they have all gone; with it they come again from behind, and touch nobody."""
    assert (away_m(drive(None)) > REACH_M).all()
    sim = drive(REACH_M)
    assert len(sim.truth.objects) == 8
    assert (away_m(sim) < 1.3 * REACH_M).sum() >= 6
    assert sim.collision is None


def test_the_same_seed_brings_them_back_to_the_same_places():
    """Chance comes in by the door."""
    assert np.array_equal(drive(REACH_M).truth.objects.boxes, drive(REACH_M).truth.objects.boxes)
