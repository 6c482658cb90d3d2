"""A row of the validation table: a published figure, and what the model makes of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationRow:
    """One figure of one car, or one mean over many tests."""

    figure: str
    """What was measured or stated."""
    car: str
    unit: str
    """Of `published` and `model`."""
    published: float | None
    """None for a mean error over many tests, and so is `model`."""
    model: float | None
    error_frac: float
    """Model over published, less 1; for a mean, the mean of the sizes of such errors."""
    allowed_frac: float
    """The error that counts as a match, either way."""
    source: str
    is_input: bool = False
    """Whether the figure went into the car's file, so that matching it shows little."""
    note: str = ""
    """What a reader has to know to judge the row."""

    @property
    def is_met(self) -> bool:
        """Whether the error is within what is allowed."""
        return abs(self.error_frac) <= self.allowed_frac


def compared(
    figure: str,
    car: str,
    unit: str,
    *,
    published: float,
    model: float,
    allowed_frac: float,
    source: str,
    is_input: bool = False,
    note: str = "",
) -> ValidationRow:
    """Return the row that sets a model's figure against a published one, which is not 0."""
    return ValidationRow(
        figure=figure,
        car=car,
        unit=unit,
        published=published,
        model=model,
        error_frac=model / published - 1.0,
        allowed_frac=allowed_frac,
        source=source,
        is_input=is_input,
        note=note,
    )
