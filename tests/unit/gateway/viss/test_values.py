"""Values and times as VISS writes them."""

from __future__ import annotations

import math

import pytest

from segue.gateway.viss._errors import VissError
from segue.gateway.viss._values import from_text, timestamp, to_text
from segue.vehicle.signals import SignalInfo, Value


def info(datatype: str) -> SignalInfo:
    """Return an actuator of a datatype."""
    return SignalInfo(
        path="Vehicle.It",
        entry="actuator",
        datatype=datatype,
        unit="",
        low=None,
        high=None,
        allowed=(),
    )


@pytest.mark.parametrize(
    ("datatype", "value", "text"),
    [
        ("boolean", True, "true"),
        ("boolean", False, "false"),
        ("uint8", 7, "7"),
        ("int32", -7, "-7"),
        ("float", 0.123, "0.123"),
        ("double", 50.0, "50.0"),
        ("string", "sport", "sport"),
        ("string", "5", "5"),
        ("uint8[]", (2, 3, 2), ["2", "3", "2"]),
        ("string[]", ("a", "b"), ["a", "b"]),
    ],
)
def test_value_is_a_string_and_comes_back_when_written(
    datatype: str, value: Value, text: object
) -> None:
    """Every value goes out as a string or a list of strings, and is read from the same."""
    assert to_text(value) == text
    read = from_text(info(datatype), text)
    assert (tuple(read) if isinstance(read, list) else read) == value


@pytest.mark.parametrize(
    ("datatype", "text"),
    [
        ("boolean", "yes"),
        ("boolean", "1"),
        ("uint8", "seven"),
        ("uint8", "7.5"),
        ("uint8", ""),
        ("float", "nan"),
        ("float", "inf"),
        ("float", "1_0"),
        ("uint8", "9" * 5000),
        ("uint8[]", "2"),
    ],
)
def test_text_is_refused_when_it_is_no_value_of_the_datatype(datatype: str, text: str) -> None:
    """`invalid_value`, whatever the text."""
    with pytest.raises(VissError) as caught:
        from_text(info(datatype), text)
    assert caught.value.reason.name == "invalid_value"
    assert len(str(caught.value)) < 200


def test_boolean_of_a_python_client_is_read_when_capitalised() -> None:
    """str(True) is what many clients send."""
    assert from_text(info("boolean"), "True") is True


@pytest.mark.parametrize(
    ("utc_s", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_764_000_000.123, "2025-11-24T16:00:00.123Z"),
        (math.nan, "1970-01-01T00:00:00.000Z"),
        (math.inf, "1970-01-01T00:00:00.000Z"),
        (-5.0, "1970-01-01T00:00:00.000Z"),
        (1e300, "1970-01-01T00:00:00.000Z"),
        (253_402_300_799.0, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_time_has_milliseconds_and_a_z_when_written(utc_s: float, text: str) -> None:
    """ISO 8601 in UTC, whatever a source's clock says."""
    assert timestamp(utc_s) == text
