"""A validation row's figures as text, for the terminal and for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segue.vehicle.validation import ValidationRow


def texts(row: ValidationRow) -> dict[str, str]:
    """Return how a person reads a row's figures."""
    published, model = row.published, row.model
    met = "ok" if row.is_met else "OFF"
    error_pc = round(100 * row.error_frac, 1) + 0.0  # no "-0.0%"
    return {
        "published_text": "-" if published is None else f"{published:g} {row.unit}",
        "model_text": "-" if model is None else f"{model:.4g} {row.unit}",
        "error_text": f"{error_pc}%" if published is None else f"{error_pc:+}%",
        "allowed_text": f"{row.allowed_frac:.1%}",
        "verdict": f"{met} (input)" if row.is_input else met,
    }
