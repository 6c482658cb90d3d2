"""Where the judge's Python is: named by the user, or made once and kept in the cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs

from segue.kernel import DeviceUnavailable, LocalUseError

JUDGE_VARIABLE = "SEGUE_COMMONROAD_JUDGE"
"""Path of a Python that has the checker; without it an environment is made."""
REQUIREMENTS = (
    "commonroad-drivability-checker==2025.4.0",
    "commonroad-io==2024.3",
    "commonroad-vehicle-models==3.0.2",
)


def judge_python(folder: Path | None = None) -> Path:
    """Return the Python that the judge runs with; without one, makes its environment (400 MB).

    Args:
        folder: Where to keep it; without, the user's cache.

    Raises:
        LocalUseError: The one that `JUDGE_VARIABLE` names is not there.
        DeviceUnavailable: It cannot be installed now.
    """
    if named := os.environ.get(JUDGE_VARIABLE):
        if not Path(named).is_file():
            raise LocalUseError(
                f"{JUDGE_VARIABLE} names {named}, which is not there.",
                do="Name the Python of an environment with commonroad-drivability-checker.",
            )
        return Path(named)
    of = "\0".join((sys.version, *REQUIREMENTS))
    kept = folder or platformdirs.user_cache_path("segue")
    home = kept / f"commonroad-judge-{hashlib.sha256(of.encode()).hexdigest()[:12]}"
    python = home / "bin" / "python"
    done = home / "complete"
    if not done.is_file():
        shutil.rmtree(home, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(home))
        _install(python)
        done.touch()
    return python


def _install(python: Path) -> None:
    uv = shutil.which("uv")
    if uv:
        _run(uv, "pip", "install", "--quiet", "--python", str(python), *REQUIREMENTS)
    else:
        _run(str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise DeviceUnavailable(
            f"CommonRoad's judge could not be installed: {' '.join(last)}",
            do=f"Install {REQUIREMENTS[0]} elsewhere and name its Python in {JUDGE_VARIABLE}.",
        )
