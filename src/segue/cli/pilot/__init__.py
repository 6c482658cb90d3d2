"""`segue pilot`: driver assistance, driven and measured in simulation and replay."""

from __future__ import annotations

import typer

from segue.cli.pilot._bench import bench
from segue.cli.pilot._drive import drive, scenarios
from segue.cli.pilot._golden import golden
from segue.cli.pilot._replay import replay

__all__ = ["register"]

_VERBS = (
    ("drive", drive, "segue pilot drive --scenario cut-in --view"),
    ("replay", replay, "segue pilot replay drive.mcap"),
    ("golden", golden, "segue pilot golden tests/replay/golden --update"),
    ("scenarios", scenarios, "segue pilot scenarios"),
    ("bench", bench, "segue pilot bench r157 --sample 20 --planner idm"),
)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    pilot = typer.Typer(
        name="pilot",
        help="Driver assistance: research software for simulation and replay, not for public "
        "roads.",
        epilog="Example:  segue pilot drive --scenario cut-in",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, verb, example in _VERBS:
        pilot.command(name, epilog=f"Example:  {example}")(verb)
    app.add_typer(pilot)
