"""What is asked of actuators, and how it ended: values that cross from the guard to providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from segue.vehicle.signals import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a provider is to do: all of it, then report."""

    request_id: str
    """The caller's correlation id, or one drawn for it."""
    targets: Mapping[str, Value]
    due_s: float
    """When the request times out, monotonic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a request ended."""

    request_id: str
    status: Literal["done", "rejected", "timed_out"]
    reason: str = ""
    """Why it was not done, for a user to read."""


CarryOut = Callable[[Order], None]
"""Begins the work and returns. May raise Rejected; may report before it returns."""
