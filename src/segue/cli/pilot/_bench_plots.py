"""Where a planner crashes over a grid, and what it costs in comfort. Loads matplotlib."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the types of its keyword arguments open.

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from segue.cli._drawing import save_figure
from segue.kernel.units import KMH_PER_MPS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from segue.bench import Driven, Part, SuiteResult

_HARDEST_MPS2 = 8.0
"""Where the scale of braking ends."""
_HEIGHT_IN, _LINE_IN = 3.6, 0.1
"""Of a pair of pictures, and of a line of one that has a line for each part."""


def draw_results(results: Sequence[SuiteResult], to: Path) -> None:
    """Draw each part of each suite: crashes beside the peers', or over its grid, and braking."""
    rows = [(result, part) for result in results for part in result.parts if part.axes]
    bars = [result for result in results if not any(part.axes for part in result.parts)]
    count = len(rows) + len(bars)
    heights = [_HEIGHT_IN] * len(rows) + [max(_HEIGHT_IN, _LINE_IN * _lines(one)) for one in bars]
    figure = Figure(figsize=(11, sum(heights)), layout="constrained")
    axes = figure.subplots(count, 2, squeeze=False, height_ratios=heights)
    for (result, part), (crashes, braking) in zip(rows, axes[: len(rows)], strict=True):
        driven = [case for case in result.driven if case.part == part.name]
        _over_grid(figure, crashes, part, driven, label="crashes [share]", most=1.0, value=_crashed)
        _over_grid(
            figure,
            braking,
            part,
            driven,
            label="hardest braking [m/s²]",
            most=_HARDEST_MPS2,
            value=_braked,
        )
    for result, (crashes, braking) in zip(bars, axes[len(rows) :], strict=True):
        _crashes_beside(crashes, result)
        if _lines(result):
            _impact_by_part(braking, result)
        else:
            _braking_by_case(braking, result)
    save_figure(figure, to)


def _lines(result: SuiteResult) -> int:
    """Return how many parts have cases of which the speed at a crash is known."""
    return len({case.part for case in result.driven if case.impact_mps is not None})


def _crashed(case: Driven) -> float:
    return float(case.crashed)


def _braked(case: Driven) -> float:
    return case.brake_mps2


def _over_grid(
    figure: Figure,
    axes: Axes,
    part: Part,
    driven: Sequence[Driven],
    *,
    label: str,
    most: float,
    value: Callable[[Driven], float],
) -> None:
    """Draw the mean of a value over the two columns of a part's axes."""
    across, up = part.axes or ("", "")
    places = [(float(case.case[up] or 0.0), float(case.case[across] or 0.0)) for case in driven]
    lines, columns = (sorted(set(column)) for column in zip(*places, strict=True))
    total, count = np.zeros((2, len(lines), len(columns)))
    for case, (line, column) in zip(driven, places, strict=True):
        cell = lines.index(line), columns.index(column)
        total[cell] += value(case)
        count[cell] += 1
    mean = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    mesh = axes.pcolormesh(columns, lines, mean, vmin=0.0, vmax=most, cmap="magma_r")
    figure.colorbar(mesh, ax=axes, label=label)
    axes.set_title(f"{part.name}: {part.crashes} of {part.cases} crash", fontsize="medium")
    axes.set_xlabel(across)
    axes.set_ylabel(up)


def _crashes_beside(axes: Axes, result: SuiteResult) -> None:
    """Draw how often the planner and its peers crash."""
    crashes = {result.planner: result.crashes}
    for peer, figures in result.peers.items():
        if isinstance(count := figures.get("crashes"), int):
            crashes[peer] = count
    axes.bar(list(crashes), list(crashes.values()))
    axes.set_title(f"{result.suite}: crashes in {result.cases} cases", fontsize="medium")


def _impact_by_part(axes: Axes, result: SuiteResult) -> None:
    """Draw the speed of each crash, part by part; a part without one has a point at 0."""
    parts = list(dict.fromkeys(case.part for case in result.driven))
    speeds_kmh = [KMH_PER_MPS * (case.impact_mps or 0.0) for case in result.driven]
    rows = [parts.index(case.part) for case in result.driven]
    axes.scatter(speeds_kmh, rows, s=9, c="C3", alpha=0.6)
    axes.set_yticks(range(len(parts)), parts, fontsize=6)
    axes.set_xlabel("own speed at the touch [km/h]")


def _braking_by_case(axes: Axes, result: SuiteResult) -> None:
    """Draw the hardest braking of each case, those that crash in another colour."""
    for crashed, colour, label in ((False, "C0", "no crash"), (True, "C3", "crash")):
        cases = [row for row, case in enumerate(result.driven) if case.crashed == crashed]
        axes.scatter(
            cases, [result.driven[row].brake_mps2 for row in cases], s=9, c=colour, label=label
        )
    axes.set_xlabel("case")
    axes.set_ylabel("hardest braking [m/s²]")
    axes.legend(frameon=False, fontsize=8)
