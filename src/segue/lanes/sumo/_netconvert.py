"""SUMO's `netconvert`, run as a program of its own on a file that SUMO does not read as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from segue.kernel import DataUnusable, LocalUseError

_LONGEST_S = 600.0
"""A city takes a minute."""
_TELLING = ("Error: ", " At line/column ")
_NO_ROADS = frozenset({"No nodes loaded.", "No edges loaded."})


def typemap(name: str) -> Path:
    """Return one of the tables that come with SUMO: which road is for whom, and how fast.

    Raises:
        LocalUseError: SUMO is not installed.
    """
    return sumo_home() / "data" / "typemap" / f"{name}.typ.xml"


def convert(path: Path, option: str, given: Path, options: Sequence[str], folder: Path) -> Path:
    """Return the network that netconvert makes of a file; it is called as the file is.

    Args:
        path: As the user named it, for what is said of it.
        option: netconvert's, for this kind of file.
        given: What netconvert reads.
        options: More for netconvert.
        folder: Where the network is put.

    Raises:
        DataUnusable: netconvert cannot read it; says what netconvert says.
        LocalUseError: SUMO is not installed.
    """
    home = sumo_home()
    program = home / "bin" / ("netconvert.exe" if sys.platform == "win32" else "netconvert")
    made = folder / f"{path.name.split('.')[0]}.net.xml"
    # Turning round within a road's width, netconvert's default at every end, no car can do.
    always = ("--no-turnarounds", "true", "--output-file", made)
    try:
        done = subprocess.run(  # noqa: S603 (SUMO's own program, and no shell)
            [program, option, given.resolve(), *options, *always],
            env=os.environ | {"SUMO_HOME": str(home)},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DataUnusable(
            f"{path} takes netconvert longer than {_LONGEST_S:.0f} s.",
            do="Cut a smaller piece out of it.",
        ) from error
    if done.returncode != 0 or not made.is_file():
        raise DataUnusable(f"{path}: {_said(done.stderr, given, path)}")
    return made


def sumo_home() -> Path:
    """Return the folder of the SUMO that is installed.

    Raises:
        LocalUseError: None is.
    """
    try:
        return Path(import_module("sumo").SUMO_HOME)
    except ImportError as error:
        raise LocalUseError(
            "This needs SUMO, which is not installed.", do="pip install 'segue[traffic]'"
        ) from error


def _said(stderr: str, given: Path, path: Path) -> str:
    """Return netconvert's own words for what is wrong, in one line, about the user's file."""
    said = [line.strip() for line in stderr.splitlines() if line.startswith(_TELLING)]
    wrong = [line.removeprefix("Error: ") for line in said]
    if wrong and _NO_ROADS.issuperset(wrong):
        return "there is no road in it that cars, bicycles or walkers may use."
    told = " ".join(line for line in wrong if line not in _NO_ROADS)
    told = told.replace(str(given.resolve()), path.name)
    return f"netconvert says: {told}" if told else "netconvert fails, and does not say why."
