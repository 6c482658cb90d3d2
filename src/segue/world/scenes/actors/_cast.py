"""The vehicles that a row of traffic is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from segue.world.scenes.files import ActorSpec, KindName, TrafficSpec


def cast(traffic: Sequence[TrafficSpec], random: np.random.Generator) -> list[ActorSpec]:
    """Return the vehicles of rows of traffic; chance says which are lorries."""
    return [
        _vehicle(name, row, number, "truck" if random.random() < row.truck_share else "car")
        for name, row, number in _named(traffic)
    ]


def longest_of(traffic: Sequence[TrafficSpec]) -> list[ActorSpec]:
    """Return the vehicles, the longest that chance could make of them."""
    return [
        _vehicle(name, row, number, "truck" if row.truck_share > 0.0 else "car")
        for name, row, number in _named(traffic)
    ]


def _named(traffic: Sequence[TrafficSpec]) -> Iterator[tuple[str, TrafficSpec, int]]:
    """Count through the vehicles of each lane, whichever of its rows they are in."""
    on_lane: Counter[str] = Counter()
    for row in traffic:
        for number in range(row.count):
            on_lane[row.lane] += 1
            yield f"{row.lane} {on_lane[row.lane]}", row, number


def _vehicle(name: str, row: TrafficSpec, number: int, kind: KindName) -> ActorSpec:
    return ActorSpec(
        name=name,
        kind=kind,
        drives="traffic",
        lane=row.lane,
        route=row.route,
        s_m=row.from_m + number * row.spacing_m,
        speed_mps=row.speed_mps,
    )
