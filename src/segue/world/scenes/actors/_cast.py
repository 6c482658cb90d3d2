"""The vehicles that a row of traffic is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segue.world.scenes.files import ActorSpec, KindName, TrafficSpec


def cast(traffic: Sequence[TrafficSpec], random: np.random.Generator) -> list[ActorSpec]:
    """Return the vehicles of rows of traffic; chance says which are lorries."""
    return [
        _vehicle(row, number, "truck" if random.random() < row.truck_share else "car")
        for row in traffic
        for number in range(row.count)
    ]


def longest_of(traffic: Sequence[TrafficSpec]) -> list[ActorSpec]:
    """Return the vehicles, the longest that chance could make of them."""
    return [
        _vehicle(row, number, "truck" if row.truck_share > 0.0 else "car")
        for row in traffic
        for number in range(row.count)
    ]


def _vehicle(row: TrafficSpec, number: int, kind: KindName) -> ActorSpec:
    return ActorSpec(
        name=f"{row.lane} {number + 1}",
        kind=kind,
        drives="traffic",
        lane=row.lane,
        route=row.route,
        s_m=row.from_m + number * row.spacing_m,
        speed_mps=row.speed_mps,
    )
