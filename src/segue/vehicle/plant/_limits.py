"""What the plant can be asked: ranges of its inputs, and how a value beyond one is refused."""

from __future__ import annotations

from segue.kernel import LocalUseError

COLDEST_K, HOTTEST_K = 223.15, 343.15
"""-50 to 70 °C: what a battery, and the air around a car, may be told to be."""


def refuse_beyond(low: float, high: float, unit: str = "", **values: float) -> None:
    """Refuse values outside a range; one that is no number is outside every range.

    Raises:
        LocalUseError: There is one; names it and the range.
    """
    of = f" {unit}" if unit else ""
    for name, value in values.items():
        if not low <= value <= high:
            raise LocalUseError(f"{name} is {value}; it must lie from {low:g} to {high:g}{of}.")
