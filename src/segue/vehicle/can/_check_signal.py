"""Whether one mapped signal fits: its name, its path, its values, and writing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from segue.kernel import LocalUseError
from segue.vehicle.can._units import conversion
from segue.vehicle.can._values import by_raw, line, raw_of_label, raw_range
from segue.vehicle.signals import TOGETHER, SignalInfo, checker, value_limits, vss_catalogue

if TYPE_CHECKING:
    from cantools.database.can import Message, Signal

    from segue.vehicle.can._mapping import MappedSignal

_FLOAT_BITS = (16, 32, 64)


def signal_misfits(
    key: str, message: Message, name: str, mapped: MappedSignal, writable: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield key, what is wrong and what to do, for all that is wrong with one signal."""
    names = {signal.name: signal for signal in message.signals}
    signal = names.get(name)
    if signal is None:
        near = get_close_matches(name, list(names), n=1)
        do = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names)}."
        yield (key, f"{message.name} has no signal {name}.", do)
    elif signal.conversion.is_float and signal.length not in _FLOAT_BITS:
        yield (key, f"A float of {signal.length} bits cannot be read.", "Mend the DBC.")
    if mapped.range is not None and not mapped.range[0] < mapped.range[1]:
        yield (f"{key}.range", "It is empty.", "Write range = [LOW, HIGH].")
    if not mapped.paths:
        yield (f"{key}.path", "It goes nowhere.", 'Add path = "Vehicle.…".')
    for path in mapped.paths:
        if path not in vss_catalogue():
            yield (f"{key}.path", f"There is no VSS signal {path!r}.", _near_path(path))
            continue
        info = vss_catalogue().lookup(path)
        if info.datatype.endswith("[]"):
            yield (f"{key}.path", f"{path} is a list.", "A CAN signal cannot be one: remove it.")
            continue
        if any(path in whole for whole in TOGETHER):
            what = f"{path} changes together with others, and a CAN signal gives one."
            yield (f"{key}.path", what, "Remove it.")
        if signal is not None:
            yield from _value_misfits(key, signal, mapped, info)
        if mapped.write:
            yield from _write_misfits(key, message, info, writable)
    if mapped.write and signal is not None and mapped.values is not None:
        yield from _ambiguous(key, signal, mapped)


def _near_path(path: str) -> str:
    paths = [info.path for info in vss_catalogue()]
    near = get_close_matches(path, paths, n=1)
    return f"Did you mean {near[0]}?" if near else "Take one of VSS 6."


def _value_misfits(
    key: str, signal: Signal, mapped: MappedSignal, info: SignalInfo
) -> Iterator[tuple[str, str, str]]:
    if mapped.values is not None:
        yield from _label_misfits(key, signal, mapped, info)
        return
    if info.datatype == "string":
        allowed = f", one of {', '.join(info.allowed)}" if info.allowed else ""
        yield (
            key,
            f"{info.path} is a text{allowed}.",
            'Add values = { "LABEL or number" = "TEXT", … }.',
        )
        return
    if info.datatype == "boolean":
        if signal.length != 1:
            yield (
                key,
                f"{signal.name} has {signal.length} bits, and {info.path} is true or false.",
                'Add values = { "0" = false, "1" = true }, with the numbers that are meant.',
            )
        return
    unit = signal.unit or "" if mapped.unit is None else mapped.unit
    if mapped.scale is None and conversion(unit, info.unit) is None:
        yield (
            f"{key}.unit",
            f"{signal.name} is in {unit!r} and {info.path} in {info.unit}.",
            'Add scale and offset, or unit = "…" where the DBC is wrong.',
        )
        return
    yield from _range_misfits(key, signal, mapped, info)


def _range_misfits(
    key: str, signal: Signal, mapped: MappedSignal, info: SignalInfo
) -> Iterator[tuple[str, str, str]]:
    a, b = line(signal, mapped, info)
    if a == 0.0:
        yield (f"{key}.scale", "A scale of 0 leaves no value.", "Take another.")
        return
    least, greatest = value_limits(info)
    if mapped.range is not None:
        low, high = mapped.range
        if low < least or high > greatest:
            yield (
                f"{key}.range",
                f"{info.path} goes from {least:g} to {greatest:g} {info.unit}".rstrip() + ".",
                "Take a range within that.",
            )
        return
    ends = [a * raw + b for raw in _meant(signal)]
    low, high = min(ends), max(ends)
    if low < least or high > greatest:
        low, high = max(low, least), min(high, greatest)
        do = (
            f"Add range = [{low:g}, {high:g}] if values outside mean that there is none."
            if low < high
            else "Map another signal, or mend scale and offset."
        )
        comes = f"{signal.name} goes from {min(ends):g} to {max(ends):g}"
        fits = f"{info.path} ({info.datatype}) from {least:g} to {greatest:g}"
        yield (key, f"{comes}, but {fits}.", do)


def _meant(signal: Signal) -> tuple[float, float]:
    """Return the raw numbers at the ends of what the DBC declares, or else of what bits can hold.

    A float without declared limits is taken to stay within its VSS signal's.
    """
    low, high = signal.minimum, signal.maximum
    if low is not None and high is not None and low < high:
        scale, offset = signal.conversion.scale, signal.conversion.offset
        return (low - offset) / scale, (high - offset) / scale
    return (0.0, 0.0) if signal.conversion.is_float else raw_range(signal)


def _label_misfits(
    key: str, signal: Signal, mapped: MappedSignal, info: SignalInfo
) -> Iterator[tuple[str, str, str]]:
    if signal.conversion.is_float:
        yield (f"{key}.values", f"{signal.name} is a float.", "Use scale, offset and range.")
        return
    check = checker(info)
    low, high = raw_range(signal)
    labels = ", ".join(str(choice) for choice in (signal.conversion.choices or {}).values())
    for label, value in (mapped.values or {}).items():
        raw = raw_of_label(signal, label)
        if raw is None:
            do = f"There are: {labels}; or give its number." if labels else "Give its number."
            yield (f"{key}.values.{label}", f"{signal.name} has no label {label}.", do)
        elif not low <= raw <= high:
            yield (f"{key}.values.{label}", f"{signal.length} bits cannot hold it.", "Remove it.")
        try:
            check(value)
        except LocalUseError as error:
            yield (f"{key}.values.{label}", error.message, "Write a value that fits.")
    if mapped.scale is not None or mapped.offset or mapped.range is not None:
        yield (f"{key}.values", "With values, nothing is scaled.", "Remove scale, offset, range.")


def _write_misfits(
    key: str,
    message: Message,
    info: SignalInfo,
    writable: Collection[str],
) -> Iterator[tuple[str, str, str]]:
    if info.entry != "actuator":
        yield (f"{key}.write", f"{info.path} is a {info.entry}, no actuator.", "Remove write.")
    elif info.path not in writable:
        yield (
            f"{key}.write",
            f"{info.path} may never be written through Segue: only comfort and access may.",
            "Remove write.",
        )
    if message.is_multiplexed():
        yield (f"{key}.write", f"{message.name} is multiplexed.", "Only plain ones are written.")


def _ambiguous(key: str, signal: Signal, mapped: MappedSignal) -> Iterator[tuple[str, str, str]]:
    first: dict[object, int] = {}
    for raw, value in by_raw(signal, mapped.values or {}).items():
        if first.setdefault(value, raw) != raw:
            yield (
                f"{key}.values",
                f"{value!r} could be sent as {first[value]} or as {raw}.",
                "Keep one of them.",
            )
