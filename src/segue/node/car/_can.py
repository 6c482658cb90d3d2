"""The car's CAN bus: what may be written to it at all."""

from __future__ import annotations

from pathlib import Path

from segue.vehicle.actuate import allowances
from segue.vehicle.can import CanPlan, load_plan


def load_can_plan(dbc: Path, mapping: Path) -> CanPlan:
    """Return what a DBC and a mapping say to do; only what `vehicle.actuate` allows is written.

    Raises:
        LocalUseError: A file is not there; `MappingMisfits` when they do not fit.
        DataUnusable: A file is broken, and where.
    """
    return load_plan(dbc, mapping, writable=allowances().keys())
