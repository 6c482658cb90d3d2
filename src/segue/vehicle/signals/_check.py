"""Whether a value fits its signal: datatype, limits and allowed values."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

from segue.vehicle.signals._catalogue import SignalInfo
from segue.vehicle.signals._errors import UnfitValue

Value = bool | int | float | str | tuple[Any, ...]
Checker = Callable[[object], Value]

_INTEGERS = {
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
_REALS = ("float", "double")
MAX_TEXT_CHARS = 8192
MAX_ITEMS = 1024
"""Of one value: thousands wait for a slow reader, and each has to fit into one message."""


def checker(info: SignalInfo) -> Checker:
    """Return a function that gives back a value that fits the signal, and refuses any other.

    An integer is taken for a real number; a list becomes a tuple.

    The function raises:
        UnfitValue: The value does not fit; says the signal, the value and what would fit.
    """
    if info.datatype.endswith("[]"):
        return _array_checker(info)
    return _scalar_checker(info, info.datatype)


def _scalar_checker(info: SignalInfo, datatype: str) -> Checker:
    if datatype == "boolean":
        return _boolean_checker(info)
    if datatype == "string":
        return _string_checker(info)
    if datatype in _REALS:
        return _real_checker(info)
    return _integer_checker(info)


def _refusal(info: SignalInfo, value: object, needs: str) -> UnfitValue:
    shown = repr(value)
    if len(shown) > 60:  # noqa: PLR2004 - a message stays readable
        shown = f"{shown[:57]}..."
    return UnfitValue(f"{info.path} cannot be {shown}: it must be {needs}.")


def _boolean_checker(info: SignalInfo) -> Checker:
    def check(value: object) -> Value:
        if value is True or value is False:
            return value
        raise _refusal(info, value, "true or false")

    return check


_STRING = f"a string of {MAX_TEXT_CHARS} characters at most"


def _string_checker(info: SignalInfo) -> Checker:
    allowed = frozenset(info.allowed)
    needs = f"one of {', '.join(info.allowed)}" if allowed else _STRING

    def check(value: object) -> Value:
        if type(value) is str and (value in allowed if allowed else len(value) <= MAX_TEXT_CHARS):
            return value
        raise _refusal(info, value, needs)

    return check


def value_limits(info: SignalInfo) -> tuple[float, float]:
    """Return the least and the greatest number that the signal, or one of its list, may have."""
    low, high = _INTEGERS.get(info.datatype.removesuffix("[]"), (-math.inf, math.inf))
    return (
        low if info.low is None else max(low, info.low),
        high if info.high is None else min(high, info.high),
    )


def _integer_checker(info: SignalInfo) -> Checker:
    least, greatest = value_limits(info)
    low, high = math.ceil(least), math.floor(greatest)

    def check(value: object) -> Value:
        if type(value) is int and low <= value <= high:
            return value
        raise _refusal(info, value, f"a whole number from {low} to {high}{_unit(info)}")

    return check


def _real_checker(info: SignalInfo) -> Checker:
    low, high = value_limits(info)
    needs = f"a finite number{_range(info)}{_unit(info)}"

    def check(value: object) -> Value:
        # The subtraction is 0 for finite numbers alone: nan and inf fail it.
        if type(value) is float and low <= value <= high and value - value == 0.0:
            return value
        if type(value) is int and low <= value <= high:
            return float(value)
        raise _refusal(info, value, needs)

    return check


def _range(info: SignalInfo) -> str:
    if info.low is None:
        return "" if info.high is None else f" up to {info.high:g}"
    return f" from {info.low:g}" + ("" if info.high is None else f" to {info.high:g}")


def _unit(info: SignalInfo) -> str:
    return f" {info.unit}" if info.unit else ""


def _array_checker(info: SignalInfo) -> Checker:
    check_element = _scalar_checker(info, info.datatype.removesuffix("[]"))

    def check(value: object) -> Value:
        if not isinstance(value, list | tuple):
            raise _refusal(info, value, f"a list ({info.datatype})")
        items = cast("list[object]", value)
        if len(items) > MAX_ITEMS:
            raise UnfitValue(f"{info.path} cannot have {len(items)} items: {MAX_ITEMS} at most.")
        checked = tuple(map(check_element, items))
        chars = sum(len(item) for item in checked if isinstance(item, str))
        if chars > MAX_TEXT_CHARS:
            raise UnfitValue(
                f"{info.path} cannot have {chars} characters in all: {MAX_TEXT_CHARS} at most."
            )
        return checked

    return check
