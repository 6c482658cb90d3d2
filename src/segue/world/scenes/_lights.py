"""Traffic lights and their states over time."""

from __future__ import annotations

from collections.abc import Sequence

from segue.world.scenes.files import LightSpec, LightState


def states_at(lights: Sequence[LightSpec], now_s: float) -> tuple[tuple[str, LightState], ...]:
    """Return what each light shows."""
    return tuple((light.name, _state(light, now_s)) for light in lights)


def _state(light: LightSpec, now_s: float) -> LightState:
    into_s = now_s % sum(phase.for_s for phase in light.phases)
    for phase in light.phases:
        if into_s < phase.for_s:
            return phase.state
        into_s -= phase.for_s
    return light.phases[-1].state
