"""Writing to the terminal: text for people on one side, JSON lines for programs on the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def json_line(record: dict[str, object]) -> None:
    """Print one JSON object on one line of standard output, at once."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def console(*, at_least: int = 0) -> Console:
    """Return a console on standard output; plain text where there is no terminal.

    Args:
        at_least: It is so many characters wide, though the terminal's lines may be shorter.
    """
    from rich.console import Console  # noqa: PLC0415  only verbs that draw pay for it

    out = Console(highlight=False, soft_wrap=True)
    out.width = max(out.width, at_least)
    return out


def complain(message: str, do: str = "") -> None:
    """Print what went wrong, and what to do, on standard error."""
    sys.stderr.write(f"segue: {message}\n")
    if do:
        sys.stderr.write(f"       {do}\n")


def say(event: str, text: str, facts: Mapping[str, object], *, as_json: bool) -> None:
    """Print what happens in a verb that takes its time: to people as text, to programs as facts."""
    if as_json:
        json_line({"event": event, **facts})
    else:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def warn(event: str, text: str, facts: Mapping[str, object], *, as_json: bool) -> None:
    """Print what goes wrong while the rest goes on, to people on standard error."""
    if as_json:
        json_line({"event": event, **facts})
    else:
        complain(text if text.endswith((".", "!", "?")) else f"{text}.")
