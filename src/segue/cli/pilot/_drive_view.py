"""The live table of `segue pilot drive --view`: what the pilot sees, plans and does."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from segue.cli._output import console
from segue.kernel.units import kmh_from_mps
from segue.schema.drive import LENGTH, VX, VY, WIDTH, Kind, X, Y

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from segue.pilot.pipeline import Output
    from segue.schema.drive import EgoState, Objects
    from segue.world.drives import DriveStep
    from segue.world.scenes import Scenario

_DRAW_EVERY_S = 0.2
_NEAREST = 8
"""Objects that are shown."""


@contextmanager
def drive_view(scenario: Scenario) -> Generator[Callable[[DriveStep], None]]:
    """Give what shows a drive in a terminal, step by step, no faster than time goes."""
    title, began_s, next_s = f"{scenario.name}: {scenario.title}", time.monotonic(), 0.0
    with Live(console=console(), auto_refresh=False, transient=True) as live:

        def show_step(step: DriveStep) -> None:
            nonlocal next_s
            if step.inputs.time_s < next_s:
                return
            next_s = step.inputs.time_s + _DRAW_EVERY_S
            live.update(drawn(title, step), refresh=True)
            early_s = step.inputs.time_s - (time.monotonic() - began_s)
            time.sleep(max(early_s, 0.0))

        yield show_step


def drawn(title: str, step: DriveStep) -> RenderableType:
    """Return one step as a table: the car and its plan, then the nearest objects."""
    facts = Table(box=None, pad_edge=False, show_header=False)
    for name, said in _facts(step.output, step.inputs.time_s):
        facts.add_row(Text(name, style="dim"), said)
    return Group(Text(title, style="bold"), facts, Text(), _objects(step.output))


def _facts(output: Output, time_s: float) -> list[tuple[str, Text]]:
    ego, directive, plan, command = output.ego, output.directive, output.plan, output.command
    driver = "the driver" if directive.source == "driver" else "the pilot"
    warning = directive.warning
    rules = ", ".join(output.verdict.rules)
    return [
        ("time", Text(f"{time_s:.1f} s")),
        ("drives", Text(f"{driver} ({type(directive.state).__name__})")),
        ("warning", Text(warning.text or "-", style="yellow" if warning.urgency else "")),
        (
            "ego",
            Text(
                f"{kmh_from_mps(ego.speed_mps):.0f} km/h of {_kmh(directive.set_speed_mps)}, "
                f"{ego.accel_mps2:+.1f} m/s², wheels {np.degrees(ego.steer_rad):+.1f}°"
            ),
        ),
        ("plan", Text(plan.reason or plan.behaviour if plan else "none")),
        (
            "asked",
            Text(
                f"{command.accel_mps2:+.1f} m/s², wheels {np.degrees(command.steer_rad):+.1f}°"
                f"{', hazard lights' if command.hazards else ''}"
                f"{f', indicates {command.indicator}' if command.indicator else ''}"
            ),
        ),
        ("guard", Text(rules or "passes it", style="red" if rules else "")),
    ]


def _objects(output: Output) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("object")
    for heading in ("ahead [m]", "left [m]", "km/h", "size [m]", "sure [%]"):
        table.add_column(heading, justify="right")
    objects, follows = output.objects, output.plan.follows if output.plan else None
    ahead_m, left_m = _on_own_axes(output.ego, objects)
    for row in np.argsort(np.hypot(ahead_m, left_m))[:_NEAREST]:
        box, object_id = objects.boxes[row], int(objects.ids[row])
        table.add_row(
            f"{Kind(int(objects.kinds[row])).name.lower()} {object_id}",
            f"{ahead_m[row]:.1f}",
            f"{left_m[row]:+.1f}",
            _kmh(float(np.hypot(box[VX], box[VY]))),
            f"{box[LENGTH]:.1f} x {box[WIDTH]:.1f}",
            f"{100.0 * objects.existence[row]:.0f}",
            style="bold" if object_id == follows else "",
        )
    return table


def _on_own_axes(ego: EgoState, objects: Objects) -> tuple[np.ndarray, np.ndarray]:
    """Return how far ahead and to the left each object is."""
    x_m, y_m = objects.boxes[:, X] - ego.x_m, objects.boxes[:, Y] - ego.y_m
    cos, sin = np.cos(ego.heading_rad), np.sin(ego.heading_rad)
    return cos * x_m + sin * y_m, cos * y_m - sin * x_m


def _kmh(speed_mps: float) -> str:
    return f"{kmh_from_mps(speed_mps):.0f}"
