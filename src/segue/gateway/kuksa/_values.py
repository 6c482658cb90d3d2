"""Values on the wire: which field a VSS datatype travels in, and back.

Both APIs have the same fields, in `kuksa.val.v1.Datapoint` and in `kuksa.val.v2.Value`.
"""

from __future__ import annotations

from typing import Any

from segue.kernel import LocalUseError
from segue.vehicle.signals import Value

_FIELD_OF = {
    "string": "string",
    "boolean": "bool",
    "int8": "int32",
    "int16": "int32",
    "int32": "int32",
    "uint8": "uint32",
    "uint16": "uint32",
    "uint32": "uint32",
    "float": "float",
    "double": "double",
}
_SCALAR_FIELDS = frozenset({*_FIELD_OF.values(), "int64", "uint64"})
_DATA_TYPES = {
    "string": 1,
    "boolean": 2,
    "int8": 3,
    "int16": 4,
    "int32": 5,
    "uint8": 7,
    "uint16": 8,
    "uint32": 9,
    "float": 11,
    "double": 12,
}
_ARRAYS_FROM = 19
"""`DATA_TYPE_STRING_ARRAY` is 20, and so on in the order of the scalars."""
_LAST_SECOND = 253_402_300_799
"""Of the year 9999, protobuf's last."""
_MICROS, _NANOS = 10**6, 10**9


def data_type(datatype: str) -> int:
    """Return the number of a VSS datatype in either API's `DataType`."""
    element = datatype.removesuffix("[]")
    return _DATA_TYPES[element] + (_ARRAYS_FROM if element != datatype else 0)


def wire_field(datatype: str) -> str:
    """Return the field that a VSS datatype's values travel in."""
    element = datatype.removesuffix("[]")
    return _FIELD_OF[element] + ("_array" if element != datatype else "")


def write_value(message: Any, field: str, value: Value) -> None:
    """Put a value into a message that has the fields of a value."""
    if isinstance(value, tuple):
        array = getattr(message, field)
        array.SetInParent()
        array.values.extend(value)
    else:
        setattr(message, field, value)


def read_value(message: Any, oneof: str) -> Value:
    """Return the value in a message that has the fields of a value.

    Whether it fits its signal is the store's to judge.

    Raises:
        LocalUseError: There is none.
    """
    field = message.WhichOneof(oneof)
    if field in _SCALAR_FIELDS:
        return getattr(message, field)
    if field is None:
        raise LocalUseError("A value is missing; exactly one field of it must be set.")
    return tuple(getattr(message, field).values)


def write_time(timestamp: Any, utc_s: float) -> None:
    """Put a time into a protobuf Timestamp, to the microsecond: a float holds no more."""
    seconds, micros = divmod(round(utc_s * _MICROS), _MICROS)
    timestamp.seconds = seconds
    timestamp.nanos = micros * 1000


def read_time(timestamp: Any) -> float | None:
    """Return the time in a protobuf Timestamp; None when it says none.

    Raises:
        LocalUseError: It is no time that a Timestamp may hold.
    """
    seconds, nanos = timestamp.seconds, timestamp.nanos
    if 0 < seconds <= _LAST_SECOND and 0 <= nanos < _NANOS:
        return seconds + nanos / _NANOS
    if not (seconds or nanos):
        return None
    raise LocalUseError(
        f"A timestamp is {seconds} s and {nanos} ns; it must be within 1970 and 9999."
    )
