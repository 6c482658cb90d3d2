"""`segue plant`: the cars' physics at the command line, and how near it is to published figures."""

from __future__ import annotations

import typer

from segue.cli.plant._cars import cars
from segue.cli.plant._charge import charge
from segue.cli.plant._compare import compare
from segue.cli.plant._drive import cycle, sprint
from segue.cli.plant._validate import validate

__all__ = ["register"]

_VERBS = (
    ("cars", cars, "segue plant cars"),
    ("cycle", cycle, "segue plant cycle udds.csv --car model-3-rwd --outside=-7 --climate 21"),
    ("sprint", sprint, "segue plant sprint su7-max model-s-plaid --plot sprint.svg"),
    ("charge", charge, "segue plant charge --car taycan-turbo-s --from 0.1 --to 0.8 --kw 320"),
    ("compare", compare, "segue plant compare su7-max model-s-plaid --plot cars.svg"),
    ("validate", validate, "segue plant validate --epa tests.csv --cycles cycles"),
)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    plant = typer.Typer(
        name="plant",
        help="The cars' physics: energy, sprints and charging, checked against published figures.",
        epilog="Example:  segue plant compare su7-max taycan-turbo-s model-s-plaid",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, verb, example in _VERBS:
        plant.command(name, epilog=f"Example:  {example}")(verb)
    app.add_typer(plant)
