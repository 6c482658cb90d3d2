"""Whether drawings can be made: matplotlib is an extra, for it is a fifth of the whole install."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from segue.kernel import LocalUseError


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
