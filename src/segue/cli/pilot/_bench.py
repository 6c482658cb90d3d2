"""`segue pilot bench`: a planner on other people's tests, beside what others reach in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segue.cli._drawing import require_format, require_matplotlib
from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import json_line
from segue.cli.pilot._bench_table import show_result
from segue.cli.pilot._drive import Planner
from segue.cli.pilot._progress import Bars
from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segue.bench import SuiteResult

_ALL = "all"
_DATA = Path("shared", "data", "pilot")
"""Where the data is looked for, here and in the folders above."""


def bench(
    *,
    suite: Annotated[
        str,
        typer.Argument(
            metavar="SUITE",
            help="Which tests: r157, maneuvers, ncap, commonroad or traffic; all without.",
        ),
    ] = _ALL,
    planner: Planner = "segue",
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="The suites' data; without, shared/data/pilot near here."
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="Processes; one a processor without."),
    ] = None,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=1, help="Drive every N-th case only.")
    ] = 1,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            metavar="FILE",
            help="Draw where it crashes and how hard it brakes; .svg, .png or .pdf by its name.",
        ),
    ] = None,
    judge: Annotated[
        bool,
        typer.Option(
            "--judge",
            help="With commonroad: its own checker judges, which is installed once (400 MB).",
        ),
    ] = False,
    km: Annotated[
        float | None,
        typer.Option(
            "--km",
            metavar="KM",
            min=0.0,
            help="With ncap: how far it drives in traffic, for false braking; 2 without.",
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Drive other people's tests, and say how it went beside what others reach in them."""
    from segue.bench import SUITES, load_suite, planner_factory  # noqa: PLC0415  keeps --help fast

    if plot is not None:
        require_matplotlib()
        require_format(plot)
    names = list(SUITES) if suite == _ALL else [suite]
    suites = [load_suite(name) for name in names]
    factory = planner_factory(planner)
    folder = data or _data_near(Path.cwd())
    options = _options(names, judge=judge, km=km)
    results: list[SuiteResult] = []
    for name, chosen in zip(names, suites, strict=True):
        with Bars(sys.stderr, quiet=as_json) as bars:
            result = chosen.run(
                folder,
                factory,
                jobs=jobs or os.cpu_count() or 1,
                sample=sample,
                progress=bars,
                **options[name],
            )
        results.append(result)
        if as_json:
            json_line(result.record())
        else:
            show_result(result)
    if plot is not None:
        from segue.cli.pilot._bench_plots import draw_results  # noqa: PLC0415  loads matplotlib

        draw_results(results, plot)
    return ExitCode.OK


def _options(names: Sequence[str], *, judge: bool, km: float | None) -> dict[str, dict[str, Any]]:
    """Return what each suite takes besides."""
    options: dict[str, dict[str, Any]] = {name: {} for name in names}
    if judge and "commonroad" in names:
        from segue.bench.commonroad.judge import judge_python  # noqa: PLC0415  keeps --help fast

        options["commonroad"]["judge"] = judge_python()
    if km is not None and "ncap" in names:
        options["ncap"]["km"] = km
    return options


def _data_near(here: Path) -> Path:
    for folder in (here, *here.parents):
        if (folder / _DATA).is_dir():
            return folder / _DATA
    raise LocalUseError(
        f"There is no {_DATA} here or in a folder above.",
        do="Say where the suites' data is with --data DIR.",
    )
