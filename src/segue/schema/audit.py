"""The audit of actuations, as it is on disk: who asked for what, and how it ended."""

from __future__ import annotations

from typing import Literal

import msgspec


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag="asked"):
    """Written before an order is given to anyone."""

    request_id: str
    utc_s: float
    subject: str
    token_id: str
    """Empty for who needs none: the car's own screens."""
    targets: dict[str, bool | int | float | str | list[bool | int | float | str]]


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """Written after; missing when the car's node died in between."""

    request_id: str
    utc_s: float
    status: Literal["done", "rejected", "timed_out"]
    reason: str = ""


class Dropped(msgspec.Struct, frozen=True, kw_only=True, tag="dropped"):
    """Written when the oldest rows were removed, to bound the audit."""

    utc_s: float
    rows: int


AuditRow = Asked | Ended | Dropped
