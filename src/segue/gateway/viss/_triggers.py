"""When the value of one signal makes an event.

Source: COVESA VISS version 2 CORE, Change and Range Filter Operations.

CORE compares with the value at the last capture. Taken alone that would leave a switch that was
switched on once without events for ever: switching off is no `gt`, so its last capture stays on.
So what is compared with also follows a value that moves the other way: `gt 10` means ten above the
least value since the last event.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Protocol

from segue.gateway.viss._errors import BAD_REQUEST, FILTER_INVALID, VissError
from segue.gateway.viss._filters import Boundary, Change, Compare, Range
from segue.vehicle.signals import SignalInfo, Value

_OPERATORS: dict[Compare, Callable[[float, float], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class Trigger(Protocol):
    """Judges the values of one signal, in the order in which they come."""

    def takes(self, value: Value) -> bool:
        """Return whether this value makes an event."""
        ...


def change_trigger(info: SignalInfo, wanted: Change) -> Trigger:
    """Return the trigger of a change filter.

    Raises:
        VissError: The signal's values cannot be compared like this.
    """
    if not info.datatype.endswith("[]") and info.datatype != "string":
        return _NumberChange(wanted)
    if wanted.compare == "ne":
        return _AnyChange()
    raise VissError(FILTER_INVALID, f"{info.path} is a {info.datatype}: it can only change by ne.")


class _AnyChange:
    def __init__(self) -> None:
        self._last: Value | None = None

    def takes(self, value: Value) -> bool:
        last, self._last = self._last, value
        return last is not None and value != last


class _NumberChange:
    def __init__(self, wanted: Change) -> None:
        self._meets = _OPERATORS[wanted.compare]
        self._difference = wanted.difference
        self._follow = {"gt": min, "gte": min, "lt": max, "lte": max}.get(wanted.compare)
        self._last: float | None = None

    def takes(self, value: Value) -> bool:
        number = float(value)  # type: ignore[arg-type]  # its datatype is a number or boolean
        last = self._last
        if last is None:
            self._last = number
            return False
        if self._meets(number - last, self._difference):
            self._last = number
            return True
        if self._follow is not None:
            self._last = self._follow(last, number)
        return False


def range_trigger(info: SignalInfo, wanted: Range) -> Trigger:
    """Return the trigger of a range filter.

    Raises:
        VissError: The signal has no values that a boundary of this kind parts.
    """
    conditions = tuple(_condition(info, boundary) for boundary in wanted.boundaries)
    return _Conditions(conditions, any if wanted.either else all)


def _condition(info: SignalInfo, boundary: Boundary) -> Callable[[Value], bool]:
    meets = _OPERATORS[boundary.compare]
    if info.datatype == "string" and boundary.compare in ("eq", "ne"):
        return lambda value: meets(value, boundary.boundary)  # type: ignore[arg-type]
    if info.datatype == "string" or info.datatype.endswith("[]"):
        raise VissError(FILTER_INVALID, f"{info.path} is a {info.datatype}: it has no range.")
    number = _boundary_number(boundary.boundary)
    return lambda value: meets(float(value), number)  # type: ignore[arg-type]


def _boundary_number(text: str) -> float:
    booleans = {"true": 1.0, "false": 0.0}
    try:
        return booleans[text.lower()] if text.lower() in booleans else float(text)
    except ValueError as error:
        raise VissError(BAD_REQUEST, "A boundary is a number, true or false.") from error


class _Conditions:
    def __init__(
        self,
        conditions: tuple[Callable[[Value], bool], ...],
        combine: Callable[[list[bool]], bool],
    ) -> None:
        self._conditions = conditions
        self._combine = combine

    def takes(self, value: Value) -> bool:
        return self._combine([condition(value) for condition in self._conditions])
