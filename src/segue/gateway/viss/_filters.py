"""The `filter` of a request, read: at most one `paths` and at most one of the other kinds.

Source: COVESA VISS version 2 CORE, Filter Request. Both ways of writing are read: an object or a
list, and a string that holds one. The parameter's name was `value` in the drafts before the last;
clients of those are understood.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import msgspec

from segue.gateway.viss._errors import BAD_REQUEST, INVALID_DURATION, VissError

Compare = Literal["eq", "ne", "gt", "gte", "lt", "lte"]
DynamicKey = Literal["availability", "validate", "server_capabilities"]

MAX_RELATIVE_PATHS = 64
MAX_BUFFER = 1000
_LEAST_PERIOD_S = 0.01
_LONGEST_PERIOD_S = 86_400.0
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?")
SUPPORTED = (
    "timebased",
    "change",
    "paths",
    "range",
    "curvelog",
    "history",
    "static_metadata",
    "dynamic_metadata",
)
"""As the answer about the server's capabilities lists them."""


@dataclass(frozen=True, slots=True)
class Timebased:
    """An event every so often."""

    period_s: float


@dataclass(frozen=True, slots=True)
class Change:
    """An event when the value has moved so far since the last one."""

    compare: Compare
    difference: float


@dataclass(frozen=True, slots=True)
class Boundary:
    """One condition on a value."""

    compare: Compare
    boundary: str


@dataclass(frozen=True, slots=True)
class Range:
    """An event when the value meets the conditions."""

    boundaries: tuple[Boundary, ...]
    either: bool
    """Whether one of the two is enough."""


@dataclass(frozen=True, slots=True)
class Curvelog:
    """Values collected, then thinned out so far as the curve stays within an error."""

    max_error: float
    buffer_size: int


@dataclass(frozen=True, slots=True)
class History:
    """The values of the time before now."""

    period_s: float


@dataclass(frozen=True, slots=True)
class StaticMetadata:
    """What VSS says of the signals; everything when no key is named."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DynamicMetadata:
    """What the server knows of the signals, or of itself, beyond VSS."""

    key: DynamicKey


Trigger = Timebased | Change | Range | Curvelog
Question = History | StaticMetadata | DynamicMetadata


@dataclass(frozen=True, slots=True)
class Filters:
    """What a request's filter says."""

    relative: tuple[str, ...] | None = None
    rest: Trigger | Question | None = None


def read_filter(given: object) -> Filters:
    """Return a filter, read.

    Raises:
        VissError: It says nothing that can be done; names the part.
    """
    if given is None or given == "":
        return Filters()
    if isinstance(given, str):
        given = _json(given)
    parts = cast("list[object]", given if isinstance(given, list) else [given])
    relative: tuple[str, ...] | None = None
    rest: Trigger | Question | None = None
    for part in parts:
        kind, parameter = _part(part)
        if kind == "paths" and relative is None:
            relative = _relative(parameter)
        elif kind in _READERS and rest is None:
            rest = _READERS[kind](parameter)
        else:
            raise _bad(f"A filter of type {kind!r} is unknown, or one too many.")
    return Filters(relative, rest)


def _json(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _bad("The filter is not JSON.") from error


def _part(part: object) -> tuple[str, object]:
    if not isinstance(part, dict):
        raise _bad("A filter is an object with type and parameter, or a list of two.")
    members = cast("dict[str, object]", part)
    kind = members.get("type")
    if not isinstance(kind, str):
        raise _bad("A filter has a type.")
    return kind.replace("_", "-"), members.get("parameter", members.get("value", ""))


def _strings(parameter: object, what: str) -> tuple[str, ...]:
    listed = cast("list[object]", parameter if isinstance(parameter, list) else [parameter])
    if not all(isinstance(one, str) for one in listed):
        raise _bad(f"{what} is a string or a list of strings.")
    return tuple(cast("list[str]", listed))


def _relative(parameter: object) -> tuple[str, ...]:
    paths = _strings(parameter, "The parameter of paths")
    if not paths or len(paths) > MAX_RELATIVE_PATHS:
        raise _bad(f"A paths filter has 1 to {MAX_RELATIVE_PATHS} paths.")
    return paths


def _member(parameter: object, name: str, *, draft_name: str | None = None) -> object:
    if not isinstance(parameter, dict):
        raise _bad(f"The filter's parameter is an object with {name}.")
    members = cast("dict[str, object]", parameter)
    found = members.get(name, members.get(draft_name) if draft_name else None)
    if found is None:
        raise _bad(f"The filter's parameter has no {name}.")
    return found


def _number(given: object, name: str) -> float:
    try:
        number = float(cast("Any", given))
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise _bad(f"{name} is a number.")
    return number


def _compare(given: object) -> Compare:
    if given not in get_args(Compare):
        raise _bad(f"An operator is one of {', '.join(get_args(Compare))}.")
    return cast("Compare", given)


def _timebased(parameter: object) -> Timebased:
    period_s = _number(_member(parameter, "period"), "period") / 1000.0
    if not 0.0 < period_s <= _LONGEST_PERIOD_S:
        raise VissError(INVALID_DURATION, "A period is 1 to 86400000 milliseconds.")
    return Timebased(max(period_s, _LEAST_PERIOD_S))


def _change(parameter: object) -> Change:
    compare = _compare(_member(parameter, "logic-op"))
    return Change(compare, _number(_member(parameter, "diff"), "diff"))


def _range(parameter: object) -> Range:
    listed = cast("list[object]", parameter if isinstance(parameter, list) else [parameter])
    if len(listed) not in (1, 2):
        raise _bad("A range has one boundary or two.")
    boundaries = tuple(
        Boundary(
            _compare(_member(one, "boundary-op", draft_name="logic-op")),
            str(_member(one, "boundary")),
        )
        for one in listed
    )
    combination = cast("dict[str, object]", listed[0]).get("combination-op", "AND")
    if combination not in ("AND", "OR"):
        raise _bad("combination-op is AND or OR.")
    return Range(boundaries, either=combination == "OR")


def _curvelog(parameter: object) -> Curvelog:
    max_error = _number(_member(parameter, "maxerr"), "maxerr")
    size = _number(_member(parameter, "bufsize"), "bufsize")
    if max_error < 0.0 or not 2.0 <= size <= MAX_BUFFER or size % 1.0:  # noqa: PLR2004
        raise _bad(f"maxerr is 0 or more, and bufsize a whole number from 2 to {MAX_BUFFER}.")
    return Curvelog(max_error, int(size))


def _history(parameter: object) -> History:
    match = _DURATION.fullmatch(parameter) if isinstance(parameter, str) else None
    if match is None or not any(match.groups()):
        raise VissError(INVALID_DURATION, "A period is written like P2DT12H or PT30S.")
    days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
    return History(((days * 24.0 + hours) * 60.0 + minutes) * 60.0 + seconds)


def _static(parameter: object) -> StaticMetadata:
    keys = _strings(parameter, "The parameter of static-metadata")
    return StaticMetadata(tuple(key for key in keys if key))


def _dynamic(parameter: object) -> DynamicMetadata:
    keys = _strings(parameter, "The parameter of dynamic-metadata")
    if len(keys) != 1 or keys[0] not in get_args(DynamicKey):
        raise _bad(
            f"The parameter of dynamic-metadata is one of {', '.join(get_args(DynamicKey))}."
        )
    return DynamicMetadata(cast("DynamicKey", keys[0]))


_READERS: dict[str, Callable[[object], Trigger | Question]] = {
    "timebased": _timebased,
    "change": _change,
    "range": _range,
    "curvelog": _curvelog,
    "history": _history,
    "static-metadata": _static,
    "dynamic-metadata": _dynamic,
}


def _bad(detail: str) -> VissError:
    return VissError(BAD_REQUEST, detail)
