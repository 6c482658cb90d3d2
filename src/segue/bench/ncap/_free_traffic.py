"""Ordinary traffic, in which nobody does anything that calls for an emergency brake.

The sensors have noise and miss looks, see what is not there, and fall silent for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
import numpy as np

from segue.lanes import LaneMap
from segue.lanes.build import CrossSection, Piece, clothoid, road, straight
from segue.schema.drive import Wishes
from segue.world.scenes import (
    ActorSpec,
    DriverMoment,
    EgoStart,
    OwnSensorsSpec,
    Scenario,
    SensorSpec,
    TrafficSpec,
    Window,
)

DURATION_S = 60.0
_SILENT_S = 0.3
"""How long a sensor says nothing, once in a drive."""
_OWN_SENSORS = OwnSensorsSpec(
    speed_sigma_mps=0.05,
    accel_sigma_mps2=0.1,
    yaw_rate_sigma_radps=0.002,
    gnss_sigma_m=0.05,
    gnss_heading_sigma_rad=0.002,
)
_RADAR = SensorSpec(
    name="front radar",
    range_m=180.0,
    field_of_view_rad=0.7,
    mount_x_m=2.3,
    occlusion=True,
    period_s=0.04,
    latency_s=0.06,
    confirmation_s=0.12,
    position_sigma_m=0.3,
    speed_sigma_mps=0.15,
    miss_share=0.05,
    ghosts_per_s=0.5,
    ghost_s=0.3,
)
_CAMERA = SensorSpec(
    name="front camera",
    range_m=120.0,
    field_of_view_rad=1.7,
    mount_x_m=0.9,
    occlusion=True,
    period_s=0.04,
    latency_s=0.1,
    confirmation_s=0.16,
    position_sigma_m=0.5,
    speed_sigma_mps=0.4,
    miss_share=0.05,
    ghosts_per_s=0.1,
    ghost_s=0.1,
)
"""Near to those of the scenarios that ship; looks missed and ghosts besides."""


def motorway(seed: int) -> Scenario:
    """Return a motorway of three lanes with gentle bends and six vehicles on each lane."""
    random = np.random.default_rng(seed)
    section = CrossSection(lanes=3, shoulder_m=2.5, speed_limit_mps=33.3)
    speeds_mps = {"main.1": 34.0, "main.2": 29.0, "main.3": 24.0}
    traffic = tuple(
        TrafficSpec(
            lane=lane,
            from_m=float(random.uniform(0.0, 40.0)) + (250.0 if lane == "main.2" else 0.0),
            count=6,
            spacing_m=float(random.uniform(60.0, 90.0)),
            speed_mps=speed_mps,
            truck_share=0.4 if lane == "main.3" else 0.0,
        )
        for lane, speed_mps in speeds_mps.items()
    )
    lanes = road(_bends(random, length_m=4000.0, least_radius_m=900.0), section)
    return _scenario(random, lanes, "main.2", 29.0, traffic, ())


def street(seed: int) -> Scenario:
    """Return a street with oncoming traffic, parked cars, a bicycle and people beside it."""
    random = np.random.default_rng(seed)
    section = CrossSection(lanes=1, oncoming=1, shoulder_m=2.5, speed_limit_mps=13.9)
    traffic = (
        TrafficSpec(lane="main.1", from_m=90.0, count=5, spacing_m=50.0, speed_mps=12.5),
        TrafficSpec(lane="main.-1", from_m=0.0, count=10, spacing_m=70.0, speed_mps=13.0),
    )
    lanes = road(_bends(random, length_m=1500.0, least_radius_m=150.0), section)
    return _scenario(random, lanes, "main.1", 12.5, traffic, _beside(random, lanes))


SCENES: Mapping[str, Callable[[int], Scenario]] = {"motorway": motorway, "street": street}


def _scenario(
    random: np.random.Generator,
    lanes: LaneMap,
    lane: str,
    speed_mps: float,
    traffic: tuple[TrafficSpec, ...],
    actors: tuple[ActorSpec, ...],
) -> Scenario:
    return Scenario(
        name="traffic",
        title="Ordinary traffic",
        duration_s=DURATION_S,
        lanes=lanes,
        wishes=Wishes(set_speed_mps=speed_mps + 1.0),
        ego=EgoStart(lane=lane, s_m=150.0 if lane == "main.2" else 20.0, speed_mps=speed_mps),
        driver=(DriverMoment(at_s=0.0),),
        actors=actors,
        traffic=traffic,
        sensors=(_silent(_RADAR, random), _silent(_CAMERA, random)),
        own_sensors=_OWN_SENSORS,
    )


def _silent(sensor: SensorSpec, random: np.random.Generator) -> SensorSpec:
    """Return a sensor that falls silent once."""
    from_s = float(random.uniform(5.0, DURATION_S - 5.0))
    window = Window(from_s=from_s, to_s=from_s + _SILENT_S)
    return msgspec.structs.replace(sensor, dropouts=(window,))


def _bends(random: np.random.Generator, *, length_m: float, least_radius_m: float) -> list[Piece]:
    """Return a road that winds to one side and the other."""
    pieces, laid_m, side = [straight(200.0)], 200.0, 1.0
    while laid_m < length_m:
        radius_m = side * least_radius_m * float(random.uniform(1.0, 3.0))
        ease_m = float(random.uniform(0.1, 0.2)) * abs(radius_m)
        pieces += [
            clothoid(ease_m, from_radius_m=np.inf, to_radius_m=radius_m),
            clothoid(ease_m, from_radius_m=radius_m, to_radius_m=np.inf),
        ]
        laid_m, side = laid_m + 2.0 * ease_m, -side
    return pieces


def _beside(random: np.random.Generator, lanes: LaneMap) -> tuple[ActorSpec, ...]:
    """Return parked cars on the shoulder, and people who walk behind them."""
    line = lanes.path("main.1")
    places_m = random.uniform(60.0, line.length_m - 60.0, size=12)
    parked = [
        ActorSpec(name=f"parked {number}", lane="main.shoulder", s_m=float(s_m), offset_m=-0.4)
        for number, s_m in enumerate(np.arange(80.0, line.length_m - 80.0, 40.0))
    ]
    walkers = [
        ActorSpec(
            name=f"walker {number}",
            kind="pedestrian",
            path=tuple(
                (float(x), float(y)) for x, y, _ in line.at(np.arange(s_m, s_m + 50.0, 5.0), -6.0)
            ),
            speed_mps=float(random.uniform(0.8, 1.8)),
        )
        for number, s_m in enumerate(places_m)
    ]
    return (*parked, *walkers)
