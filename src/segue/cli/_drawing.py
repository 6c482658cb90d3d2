"""Whether and where drawings are made: matplotlib is an extra, a fifth of the whole install."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the types of its keyword arguments open.

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from segue.kernel import DeviceUnavailable, LocalUseError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FORMATS = (".svg", ".png", ".pdf")


def require_matplotlib() -> None:
    """Return when drawings can be made.

    Raises:
        LocalUseError: matplotlib is not installed; says how to install it into this environment.
    """
    if find_spec("matplotlib") is None:
        pip = f"{sys.executable} -m pip install"
        if find_spec("pip") is None:
            pip = f"uv pip install --python {sys.executable}"
        raise LocalUseError(
            "Drawing needs matplotlib, which is an extra of Segue's.",
            do=f"Install it: {pip} matplotlib",
        )


def require_format(to: Path) -> None:
    """Return when a file's name says how it is drawn.

    Raises:
        LocalUseError: It names no kind of drawing.
    """
    if to.suffix not in _FORMATS:
        raise LocalUseError(
            f"{to.name} names no kind of drawing.", do=f"End it in {', '.join(_FORMATS)}."
        )


def save_figure(figure: Figure, to: Path) -> None:
    """Write a drawing; the same figures give the same file.

    Raises:
        LocalUseError: The name says no kind of drawing.
        DeviceUnavailable: It cannot be written.
    """
    import matplotlib as mpl  # noqa: PLC0415  an extra

    require_format(to)
    try:
        # Without a date and with fixed ids.
        with mpl.rc_context({"svg.hashsalt": "segue", "svg.fonttype": "none"}):
            figure.savefig(to, metadata={"Date": None} if to.suffix == ".svg" else None, dpi=150)
    except OSError as error:
        raise DeviceUnavailable(f"{to} cannot be written: {error}.") from error
