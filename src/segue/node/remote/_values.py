"""Values of signals: between what a person types, Python, and kuksa.val.v2."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

from segue.gateway.kuksa import V2
from segue.kernel import LocalUseError
from segue.vehicle.signals import SignalInfo, Value, checker

_WORDS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
_WHOLE = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")
_FIELDS = {
    "boolean": "bool",
    "string": "string",
    "float": "float",
    "double": "double",
    **dict.fromkeys(("uint8", "uint16", "uint32"), "uint32"),
    **dict.fromkeys(("int8", "int16", "int32"), "int32"),
    "uint64": "uint64",
    "int64": "int64",
}
"""Datatype → the field of `Value` that carries it; an array's is the same with `_array`."""


def value_from_text(text: str, info: SignalInfo) -> Value:
    """Return what a person typed as a value of that signal.

    `true`, `on` and `yes` are one; a list is written as JSON: `[1, 2]`.

    Raises:
        UnfitValue: It does not fit; says what the signal takes.
        LocalUseError: The signal's datatype is none that Segue can set.
    """
    if info.datatype.removesuffix("[]") not in _FIELDS:
        raise LocalUseError(f"{info.path} is a {info.datatype}, which Segue cannot set.")
    return checker(info)(_parse(text, info.datatype))


def _parse(text: str, datatype: str) -> object:
    """Return the text as the datatype reads it, or as it is: then the checker says what fits."""
    try:
        if datatype.endswith("[]"):
            return json.loads(text)
        if datatype == "boolean":
            return _WORDS.get(text.lower(), text)
        if datatype in _WHOLE:
            return int(text)
        if datatype in {"float", "double"}:
            return float(text)
    except ValueError:
        pass
    return text


def to_message(value: Value, datatype: str) -> Any:
    """Return a value of that datatype as kuksa.val.v2 carries it."""
    field = _FIELDS[datatype.removesuffix("[]")]
    message = V2.Value()
    if datatype.endswith("[]"):
        array = getattr(message, f"{field}_array")
        array.SetInParent()
        array.values.extend(value)
    else:
        setattr(message, field, value)
    return message


def from_message(message: Any) -> Value | None:
    """Return what a message carries; None when it carries nothing."""
    field = message.WhichOneof("typed_value")
    if field is None:
        return None
    value = getattr(message, field)
    if field.endswith("_array"):
        items = value.values
        return tuple(map(_shortest, items)) if field == "float_array" else tuple(items)
    return _shortest(value) if field == "float" else value


def _shortest(value: float) -> float:
    """Return the number with the fewest digits that is the same as a `float`: 52.3 is 52.3."""
    if not math.isfinite(value):
        return value
    exact = struct.pack("f", value)
    candidates = (float(f"{value:.{digits}g}") for digits in range(6, 9))
    return next((one for one in candidates if struct.pack("f", one) == exact), value)
