"""`segue signals`, `segue record` and `segue replay`: a car's signals over the open protocol."""

from __future__ import annotations

import typer

from segue.cli.signals._audit import audit
from segue.cli.signals._look import export, get, list_signals
from segue.cli.signals._record import record
from segue.cli.signals._replay import replay
from segue.cli.signals._set import set_signals
from segue.cli.signals._watch import watch

__all__ = ["register"]

_VERBS = (
    ("list", list_signals, "segue signals list 'Vehicle.Cabin.Door.**'"),
    ("get", get, "segue signals get 'Vehicle.**.StateOfCharge.*'"),
    ("watch", watch, "segue signals watch Vehicle.Speed 'Vehicle.Cabin.**'"),
    ("set", set_signals, "segue signals set Vehicle.Body.Trunk.Rear.IsOpen=true"),
    ("export", export, "segue signals export --format csv > signals.csv"),
    ("audit", audit, "segue signals audit --last 5"),
)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    signals = typer.Typer(
        name="signals",
        help="See and set a car's signals: of a running Segue, or of any KUKSA databroker.",
        epilog="Example:  segue signals watch Vehicle.Speed 'Vehicle.Cabin.**'",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, verb, example in _VERBS:
        signals.command(name, epilog=f"Example:  {example}")(verb)
    app.add_typer(signals)
    app.command("record", epilog="Example:  segue record drive.mcap --layout")(record)
    app.command("replay", epilog="Example:  segue replay drive.mcap --speed 10")(replay)
