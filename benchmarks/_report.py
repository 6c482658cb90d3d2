"""How a benchmark says what it measured: one JSON object a line, and a line for a person."""

from __future__ import annotations

import json
import math
import statistics
import sys
from collections.abc import Sequence


def report(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    goal: str = "",
    met: bool | None = None,
    note: str = "",
) -> None:
    """Print a measurement: JSON on standard output, a sentence on standard error.

    Args:
        name: What was measured, stable over time: it is the row's name in RESULTS.md.
        values: Every counted run.
        unit: Of the values, as a reader writes it.
        goal: The limit or peer to hold it against, as text; empty when there is none.
        met: Whether the measurement meets the goal; None without a goal.
        note: What a reader must know to read the figure.
    """
    ordered = sorted(values)
    row = {
        "name": name,
        "unit": unit,
        "n": len(ordered),
        "min": ordered[0],
        "median": statistics.median(ordered),
        "p99": ordered[math.ceil(len(ordered) * 0.99) - 1],  # nearest rank
        "max": ordered[-1],
        "goal": goal,
        "met": met,
        "note": note,
    }
    print(json.dumps(row), flush=True)
    verdict = "" if met is None else (" (met)" if met else " (MISSED)")
    sys.stderr.write(
        f"{name}: {row['median']:.4g} {unit} median of {len(ordered)}, "
        f"{row['min']:.4g} to {row['max']:.4g}{f'; goal {goal}' if goal else ''}{verdict}\n"
    )
