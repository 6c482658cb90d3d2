"""From a raw number in a frame to a value in VSS, and back."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from segue.vehicle.can._units import conversion
from segue.vehicle.signals import SignalInfo, Value, checker, value_limits

if TYPE_CHECKING:
    from cantools.database.can import Signal

    from segue.vehicle.can._mapping import MappedSignal

Convert = Callable[[int | float], Value | None]
"""A raw number → the value in VSS; None when it is none."""


def raw_of_label(signal: Signal, label: str) -> int | None:
    """Return the raw number that a DBC's label or a number in digits means."""
    for raw, choice in (signal.conversion.choices or {}).items():
        if str(choice) == label:
            return raw
    try:
        return int(label, 0)
    except ValueError:
        return None


def by_raw(signal: Signal, values: Mapping[str, Value]) -> dict[int, Value]:
    """Return raw number → value in VSS, for the labels that mean something."""
    found = {raw_of_label(signal, label): value for label, value in values.items()}
    return {raw: value for raw, value in found.items() if raw is not None}


def line(signal: Signal, mapped: MappedSignal, info: SignalInfo) -> tuple[float, float]:
    """Return a and b of `value in VSS = a · raw + b`.

    Where the mapping names no scale, the units say it.
    """
    unit = signal.unit or "" if mapped.unit is None else mapped.unit
    scale, offset = conversion(unit, info.unit) or (1.0, 0.0)
    if mapped.scale is not None:
        scale, offset = mapped.scale, 0.0
    own_scale, own_offset = signal.conversion.scale, signal.conversion.offset
    return own_scale * scale, own_offset * scale + offset + mapped.offset


def limits(mapped: MappedSignal, info: SignalInfo) -> tuple[float, float]:
    """Return the least and the greatest value, in VSS's unit, that is one."""
    low, high = value_limits(info)
    if mapped.range is not None:
        low, high = max(low, mapped.range[0]), min(high, mapped.range[1])
    return low, high


def converter(signal: Signal, mapped: MappedSignal, info: SignalInfo) -> Convert:
    """Return what turns the signal's raw numbers into the VSS signal's values."""
    if mapped.values is not None:
        check = checker(info)
        values = {raw: check(value) for raw, value in by_raw(signal, mapped.values).items()}
        return lambda raw: values.get(int(raw))
    if info.datatype == "boolean":
        return lambda raw: raw != 0
    a, b = line(signal, mapped, info)
    low, high = limits(mapped, info)
    if info.datatype in ("float", "double"):

        def real(raw: float) -> Value | None:
            value = a * raw + b
            # False for nan, too.
            return float(value) if low <= value <= high and value - value == 0.0 else None

        return real

    def whole(raw: float) -> Value | None:
        value = a * raw + b
        return round(value) if low <= value <= high else None

    return whole


def inverse(
    signal: Signal, mapped: MappedSignal, info: SignalInfo
) -> Callable[[Value], int | float]:
    """Return what turns the VSS signal's values into raw numbers to send."""
    if mapped.values is not None:
        raws = {value: raw for raw, value in by_raw(signal, mapped.values).items()}
        return raws.__getitem__
    if info.datatype == "boolean":
        return lambda value: 1 if value else 0
    a, b = line(signal, mapped, info)
    if signal.conversion.is_float:
        return lambda value: (float(value) - b) / a  # pyright: ignore[reportArgumentType]
    return lambda value: round((float(value) - b) / a)  # pyright: ignore[reportArgumentType]


def raw_range(signal: Signal) -> tuple[float, float]:
    """Return the least and greatest raw number that the signal's bits can hold."""
    if signal.conversion.is_float:
        return -math.inf, math.inf
    if signal.is_signed:
        return -(2 ** (signal.length - 1)), 2 ** (signal.length - 1) - 1
    return 0, 2**signal.length - 1
