"""How a drive went, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segue.cli._output import console
from segue.cli._table import Column, show
from segue.pilot.supervise import Transition

if TYPE_CHECKING:
    from segue.world.drives import DriveReport

_RESEARCH = "Research software for simulation and replay, not for public roads."


def show_report(title: str, report: DriveReport) -> None:
    """Print what happened, what it was like, and whether it was as the scenario asks."""
    out = console()
    out.print(f"{report.scenario}: {title}", style="bold", markup=False)
    for event_s, text in _happened(report):
        out.print(f"{event_s:7.2f} s  {text}", markup=False)
    show(
        [{"what": what, "value": value} for what, value in _figures(report)],
        (Column("what", ""), Column("value", "", folds_to=24)),
        as_json=False,
    )
    for failure in report.failures:
        out.print(f"✗ {failure}", style="red", markup=False)
    if report.passed:
        out.print("✓ As the scenario asks.", style="green")
    out.print(_RESEARCH, style="dim")


def _happened(report: DriveReport) -> list[tuple[float, str]]:
    return [
        (
            event.at_s,
            f"{event.before} → {event.after}: {event.why}"
            if isinstance(event, Transition)
            else f"{event.asked} refused: {event.why}",
        )
        for event in report.events
    ]


def _figures(report: DriveReport) -> list[tuple[str, str]]:
    ride, cycle = report.ride, report.cycle_ms
    guard = ", ".join(f"{rule} {lasted_s:.2f} s" for rule, lasted_s in report.guard_s.items())
    off_lane = "off every lane" if ride.off_lane_m is None else f"{ride.off_lane_m:.2f} m"
    return [
        ("Driven", f"{report.distance_m:.0f} m in {report.duration_s:.1f} s, seed {report.seed}"),
        ("Hardest braking", f"{ride.brake_mps2:.1f} m/s²"),
        ("Most acceleration", f"{ride.accel_mps2:.1f} m/s², sideways {ride.side_mps2:.1f} m/s²"),
        ("Largest jerk", f"{ride.jerk_mps3:.1f} m/s³"),
        ("Farthest off a lane's middle", off_lane),
        ("The guard changed", guard or "nothing"),
        ("A decision takes", f"{cycle.p50} ms (p50), {cycle.p99} ms (p99) here"),
    ]
