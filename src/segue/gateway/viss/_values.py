"""Values and times as VISS writes them: every value is a string, a list of values a list of them.

Source: COVESA VISS version 2 TRANSPORT, Term Definitions, and CORE, Timestamps.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from segue.gateway.viss._errors import INVALID_VALUE, VissError
from segue.kernel import Clock
from segue.vehicle.signals import Sample, SignalInfo, Value

Text = str | list[str]

_LAST_UTC_S = 253_402_300_799.0
"""The end of the year 9999: what ISO 8601 writes with four digits."""


def to_text(value: Value) -> Text:
    """Return a value as VISS writes it."""
    if isinstance(value, tuple):
        return [_scalar_text(item) for item in value]
    return _scalar_text(value)


def _scalar_text(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def from_text(info: SignalInfo, given: object) -> object:
    """Return what a client wrote as a value of the signal's datatype.

    Clients that write a JSON number or boolean where VISS wants a string are understood, too.

    Raises:
        VissError: It is no such value.
    """
    if info.datatype.endswith("[]"):
        if not isinstance(given, list):
            raise VissError(INVALID_VALUE, f"{info.path} takes a list of strings.")
        element = info.datatype.removesuffix("[]")
        return [_scalar(info, element, item) for item in cast("list[object]", given)]
    return _scalar(info, info.datatype, given)


_JSON_TYPES: dict[str, Any] = {"boolean": bool, "float": float, "double": float}


def _scalar(info: SignalInfo, datatype: str, given: object) -> object:
    if not isinstance(given, str) or datatype == "string":
        return given  # the broker checks that it fits
    text = given.lower() if datatype == "boolean" else given
    try:
        return msgspec.json.decode(text, type=_JSON_TYPES.get(datatype, int))
    except msgspec.MsgspecError as error:
        shown = given if len(given) <= 40 else f"{given[:37]}..."  # noqa: PLR2004
        raise VissError(INVALID_VALUE, f"{info.path} cannot be {shown!r}.") from error


def timestamp(utc_s: float) -> str:
    """Return a time as ISO 8601 in UTC with milliseconds.

    A source's clock may say anything; a time that has no such form is written as 1970.
    """
    within = utc_s if 0.0 <= utc_s <= _LAST_UTC_S else 0.0
    moment = datetime.fromtimestamp(within, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def true_utc_s(sample: Sample, clock: Clock) -> float:
    """Return when a value was true, by the best there is."""
    return sample.true_utc_s(now_s=clock.monotonic_s(), utc_s=clock.utc_s())


def data_point(sample: Sample, clock: Clock) -> dict[str, object]:
    """Return the `dp` of a sample that has a value; `freshness` is Segue's own member."""
    value = cast("Value", sample.value)
    return {
        "value": to_text(value),
        "ts": timestamp(true_utc_s(sample, clock)),
        "freshness": sample.freshness,
    }


def data(entries: list[dict[str, object]], *, many: bool) -> object:
    """Return the `data` of an answer: one object, or a list when several signals were asked."""
    return entries if many else entries[0]
