"""The cheapest way to pair rows with columns."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

from segue.schema.drive import Floats, Ints


def cheapest_pairs(costs: Floats, below: float) -> tuple[Ints, Ints]:
    """Return rows and columns, paired at least cost in all; `below` and more is too much."""
    solve = cast("Any", optimize).linear_sum_assignment
    rows, columns = solve(np.minimum(costs, below))
    fits = costs[rows, columns] < below
    return rows[fits], columns[fits]
