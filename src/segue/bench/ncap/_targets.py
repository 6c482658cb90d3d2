"""What the tests drive towards: the targets' sizes, and the points of them that are aimed at.

Source: Euro NCAP's technical bulletins for its targets, as vectorgrp/OSC-NCAP-scenarios gives them.
"""

from __future__ import annotations

from dataclasses import dataclass

from segue.world.scenes import ActorSpec
from segue.world.scenes.files import KindName


@dataclass(frozen=True, slots=True)
class Target:
    """A dummy, or a parked car that hides one."""

    kind: KindName
    length_m: float
    width_m: float
    aim_ahead_m: float = 0.0
    """From its middle forward to the point that the impact location is told of."""

    def actor(
        self,
        name: str,
        path: tuple[tuple[float, float], ...],
        **more: object,
    ) -> ActorSpec:
        """Return it on a path of the map."""
        return ActorSpec(
            name=name,
            kind=self.kind,
            path=path,
            length_m=self.length_m,
            width_m=self.width_m,
            **more,  # pyright: ignore[reportArgumentType]
        )

    def parked(self, name: str, x_m: float, y_m: float, *, along: tuple[float, float]) -> ActorSpec:
        """Return it standing with its middle at a place, heading along a direction."""
        return self.actor(name, ((x_m, y_m), (x_m + along[0], y_m + along[1])))


CAR = Target("car", 4.023, 1.712)
MOTORCYCLE = Target("motorcycle", 2.08, 0.79)
BICYCLE = Target("bicycle", 1.89, 0.5, aim_ahead_m=0.62 - 0.605)
"""Aimed at by its crank shaft."""
ADULT = Target("pedestrian", 0.6, 0.5, aim_ahead_m=0.6 / 2 - 0.36)
CHILD = Target("pedestrian", 0.711, 0.298, aim_ahead_m=0.711 / 2 - 0.396)
"""Walkers are aimed at by their hips."""
LARGE_PARKED = Target("car", 4.418, 1.82)
SMALL_PARKED = Target("car", 4.316, 1.79)
