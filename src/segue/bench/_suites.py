"""Which suites there are, and where. A suite is loaded when it is run: some need extras."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from segue.bench._cases import Progress
from segue.bench._result import SuiteResult
from segue.kernel import LocalUseError
from segue.pilot.scene import PlannerFactory

SUITES: Mapping[str, str] = {
    "r157": "segue.bench.r157",
    "maneuvers": "segue.bench.maneuvers",
    "ncap": "segue.bench.ncap",
    "commonroad": "segue.bench.commonroad",
    "traffic": "segue.bench.traffic",
}
"""Modules by the suite's name, in the order in which `all` runs them."""


class Suite(Protocol):
    """What a suite's module has."""

    def run(
        self, data: Path, planner: PlannerFactory, *, jobs: int, sample: int, progress: Progress
    ) -> SuiteResult:
        """Drive the suite's cases and return what came of them.

        Args:
            data: The folder that holds the suite's own folder or file.
            planner: Who drives.
            jobs: Processes to drive in; 1 drives in this one.
            sample: Drive every `sample`-th case only.
            progress: Told after every few cases.

        Raises:
            DataUnusable: A file of the suite is missing or malformed; says where.
        """
        ...


def load_suite(name: str) -> Suite:
    """Return a suite.

    Raises:
        LocalUseError: There is none of that name, or it needs an extra that is not installed.
    """
    if name not in SUITES:
        raise LocalUseError(
            f"There is no suite {name}.", do=f"There are {', '.join(SUITES)}, and all."
        )
    try:
        return cast("Suite", import_module(SUITES[name]))
    except ModuleNotFoundError as error:
        raise LocalUseError(
            f"The suite {name} needs {error.name}, which is not installed.",
            do="Install the extras: pip install 'segue[pilot,traffic]'",
        ) from error
