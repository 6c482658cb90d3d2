"""The car's node. `_node` makes its parts, `_core` joins them; each other module is one part."""

from __future__ import annotations

from segue.node.car._can import CanOptions, load_can_plan
from segue.node.car._kuksa import DEFAULT_KUKSA_PORT, KuksaOptions
from segue.node.car._node import DEFAULT_PORT, CarNode, CarOptions, run_car

__all__ = [
    "DEFAULT_KUKSA_PORT",
    "DEFAULT_PORT",
    "CanOptions",
    "CarNode",
    "CarOptions",
    "KuksaOptions",
    "load_can_plan",
    "run_car",
]
