"""Values between what a person types, Python, and the protocol."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.gateway.kuksa import V2
from segue.kernel import LocalUseError
from segue.node.remote import value_from_text
from segue.node.remote._values import from_message, to_message
from segue.vehicle.signals import SignalInfo, UnfitValue, Value


def info(datatype: str, **facts: object) -> SignalInfo:
    """Return a signal of that datatype."""
    known = {"entry": "actuator", "unit": "", "low": None, "high": None, "allowed": ()} | facts
    return SignalInfo(path="Vehicle.It", datatype=datatype, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("datatype", "text", "value"),
    [
        ("boolean", "true", True),
        ("boolean", "OFF", False),
        ("uint8", "7", 7),
        ("int64", "-9007199254740993", -9007199254740993),
        ("float", "1e1", 10.0),
        ("double", "3", 3.0),
        ("string", "3", "3"),
        ("string[]", '["a", "b"]', ("a", "b")),
        ("uint8[]", "[1, 2]", (1, 2)),
    ],
)
def test_text_becomes_a_value_when_it_fits(datatype: str, text: str, value: Value) -> None:
    """What a person types is read as the signal's own datatype."""
    read = value_from_text(text, info(datatype))
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("signal", "text", "says"),
    [
        (info("boolean"), "maybe", "true or false"),
        (info("uint8"), "256", "from 0 to 255"),
        (info("uint8"), "1.5", "a whole number"),
        (info("float", low=0.0, high=90.0, unit="percent"), "91", "from 0 to 90 percent"),
        (info("float"), "nan", "a finite number"),
        (info("string", allowed=("ON", "OFF")), "BLUE", "one of ON, OFF"),
        (info("uint8[]"), "1, 2", "a list"),
    ],
)
def test_text_is_refused_with_what_fits_when_it_does_not(
    signal: SignalInfo, text: str, says: str
) -> None:
    """The refusal names the signal, and its limits or allowed values."""
    with pytest.raises(UnfitValue, match=says) as caught:
        value_from_text(text, signal)
    assert "Vehicle.It" in caught.value.message


def test_signal_is_refused_when_its_datatype_is_not_ours() -> None:
    """A datatype that only another broker knows is named instead of a crash."""
    with pytest.raises(LocalUseError, match="timestamp"):
        value_from_text("now", info("timestamp"))


@pytest.mark.parametrize(
    ("datatype", "value"),
    [
        ("boolean", False),
        ("int8", -128),
        ("uint64", 2**64 - 1),
        ("int64", -(2**63)),
        ("double", 0.1),
        ("string", ""),
        ("boolean[]", (True, False)),
        ("uint16[]", ()),
        ("float[]", (52.3, 0.1)),
        ("string[]", ("北京",)),
    ],
)
def test_value_is_the_same_when_it_was_on_the_wire(datatype: str, value: Value) -> None:
    """Every datatype survives the protocol, empty lists and the largest integers included."""
    message = V2.Value.FromString(to_message(value, datatype).SerializeToString())
    assert from_message(message) == value


def test_value_is_none_when_the_message_has_none() -> None:
    """A message without a value is no zero."""
    assert from_message(V2.Value()) is None


@given(st.floats(width=32))
def test_float_is_short_and_exact_when_read(value: float) -> None:
    """A `float` reads with as few digits as tell it from its neighbours, and loses nothing."""
    read = from_message(to_message(value, "float"))
    assert struct.pack("f", read) == struct.pack("f", value)
    assert from_message(to_message(52.3, "float")) == 52.3
