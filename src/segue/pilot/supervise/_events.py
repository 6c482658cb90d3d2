"""What goes into the log of a drive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A machine went from one state to another."""

    at_s: float
    machine: Literal["assistance", "lane_change"]
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The driver asked in vain."""

    at_s: float
    asked: Literal["engage", "left", "right"]
    why: str
    """And what to do."""
