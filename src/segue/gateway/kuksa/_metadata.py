"""What a signal is, as each API says it."""

from __future__ import annotations

from typing import Any

from segue.gateway.kuksa._values import data_type, wire_field, write_value
from segue.vehicle.signals import SignalInfo

_ENTRY_TYPES = {"attribute": 1, "sensor": 2, "actuator": 3}
_REALS = ("float", "double")
_ALL, _DATA_TYPE, _ENTRY_TYPE, _UNIT, _RESTRICTION = 10, 11, 13, 16, 17
_ENTRY_SPECIFIC = {"actuator": 20, "sensor": 30, "attribute": 40}
V1_METADATA_FIELDS = frozenset({10, 11, 12, 13, 14, 15, 16, 17, 20, 30, 40})
"""Of `kuksa.val.v1.Field`: those that ask for metadata."""


def fill_metadata(message: Any, info: SignalInfo, number: int) -> None:
    """Fill a `kuksa.val.v2.Metadata`."""
    message.path = info.path
    message.id = number
    message.data_type = data_type(info.datatype)
    message.entry_type = _ENTRY_TYPES[info.entry]
    message.unit = info.unit
    scalar = wire_field(info.datatype.removesuffix("[]"))
    if info.allowed:
        write_value(message.allowed_values, f"{scalar}_array", info.allowed)
    if info.low is not None:
        write_value(message.min, scalar, _limit(info, info.low))
    if info.high is not None:
        write_value(message.max, scalar, _limit(info, info.high))


def fill_metadata_v1(message: Any, info: SignalInfo, fields: frozenset[int]) -> None:
    """Fill the parts of a `kuksa.val.v1.Metadata` that these fields ask for."""
    wants_all = _ALL in fields
    if wants_all or _DATA_TYPE in fields:
        message.data_type = data_type(info.datatype)
    if wants_all or _ENTRY_TYPE in fields:
        message.entry_type = _ENTRY_TYPES[info.entry]
    if info.unit and (wants_all or _UNIT in fields):
        message.unit = info.unit
    if wants_all or _ENTRY_SPECIFIC[info.entry] in fields:
        getattr(message, info.entry).SetInParent()
    if wants_all or _RESTRICTION in fields:
        _fill_restriction(message, info)


def _fill_restriction(message: Any, info: SignalInfo) -> None:
    if info.allowed:
        message.value_restriction.string.allowed_values.extend(info.allowed)
    if info.low is None and info.high is None:
        return
    element = info.datatype.removesuffix("[]")
    kind = "floating_point" if element in _REALS else "signed"
    kind = "unsigned" if element.startswith("u") else kind
    restriction = getattr(message.value_restriction, kind)
    if info.low is not None:
        restriction.min = _limit(info, info.low)
    if info.high is not None:
        restriction.max = _limit(info, info.high)


def _limit(info: SignalInfo, limit: float) -> float:
    return limit if info.datatype.removesuffix("[]") in _REALS else int(limit)
