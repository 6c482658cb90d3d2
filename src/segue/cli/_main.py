"""Parse the command line, run a verb, and turn every error into one message and one exit code."""

from __future__ import annotations

import os
import re
import sys
from typing import Annotated, NoReturn

import typer

from segue import __version__
from segue.cli import (
    _about,
    _can,
    _car,
    _demo,
    _doctor,
    _phone,
    _token,
    _trip,
    pilot,
    plant,
    signals,
)
from segue.cli._exit_codes import MEANINGS, ExitCode, exit_code_for
from segue.cli._output import complain, json_line
from segue.kernel import SegueError

_EPILOG = "\n".join(
    [
        "Example:  segue trip Beijing Shanghai --car su7-max --soc 0.8",
        "",
        "\b",  # what follows keeps its lines
        "Exit codes:",
        *(f"  {code.value:>3}  {meaning}" for code, meaning in MEANINGS.items()),
    ]
)

_SOUTHERN = re.compile(r"^-[\d.]+\s*,\s*[-+]?[\d.]+$")
"""A place south of the equator, which begins as an option does; behind a space it is a place."""

app = typer.Typer(
    name="segue",
    help="One operating layer shared by a person's phone and car.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _verb in (
    _demo,
    _car,
    signals,
    _can,
    _token,
    _phone,
    _trip,
    plant,
    pilot,
    _doctor,
    _about,
):
    _verb.register(app)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"segue {__version__}")
        raise typer.Exit


@app.callback()
def _root(  # pyright: ignore[reportUnusedFunction]  typer calls it
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    del version


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    as_json = "--json" in arguments
    try:
        result = typer.main.get_command(app).main(
            [_SOUTHERN.sub(r" \g<0>", word) for word in arguments],
            prog_name="segue",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except SegueError as error:
        _report(as_json, type(error).__name__, error.message, error.do)
        return exit_code_for(error)
    except typer.TyperException as error:
        message = error.format_message()
        if message.startswith("Usage: ") and not as_json:  # a verb is missing
            sys.stderr.write(f"{message}\n")
        elif message:
            context = getattr(error, "ctx", None)
            verb = "segue" if context is None else context.command_path
            _report(as_json, "Usage", message, f"`{verb} --help` says what there is.")
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Whoever read our output has seen enough; typer makes a SystemExit of that. Nothing more
        # may be written, at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return ExitCode.OK
    return result if isinstance(result, int) else ExitCode.OK


def _report(as_json: bool, kind: str, message: str, do: str) -> None:
    if as_json:
        json_line({"error": message, "kind": kind, "do": do})
    else:
        complain(message, do)


def main() -> NoReturn:
    """Run the `segue` command."""
    sys.exit(run(sys.argv[1:]))
