"""Our reading of frames is cantools' reading, whatever the layout."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import can
from cantools.database.can import Database, Message, Signal
from cantools.database.conversion import BaseConversion
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.vehicle.can import CanReceiver, StoreSink
from segue.vehicle.can._bits import lowest_bit
from segue.vehicle.can._mapping import MappedMessage, MappedSignal, Mapping
from segue.vehicle.can._plan import compiled
from segue.vehicle.signals import SignalStore, vss_catalogue

_PATHS = [
    info.path
    for info in vss_catalogue()
    if info.datatype == "double" or (info.datatype == "float" and info.low is info.high is None)
]
_SCALES = (1, 0.1, 0.5, 2, -0.25, 1e-3)


def _conversion(*, scale: float = 1, offset: float = 0, is_float: bool = False) -> BaseConversion:
    return BaseConversion.factory(scale=scale, offset=offset, is_float=is_float)


@st.composite
def _messages(draw: st.DrawFn) -> Message:
    """Any signals that fit into a frame, overlapping or not, some of them multiplexed."""
    length = draw(st.integers(1, 8) | st.sampled_from([12, 64]))
    mux = draw(st.booleans())
    signals: list[Signal] = []
    if mux:
        signals.append(Signal("M", 0, 2, is_multiplexer=True, conversion=_conversion()))
        signals.append(
            Signal(
                *("N", 2, 2),
                is_multiplexer=True,
                multiplexer_signal="M",
                multiplexer_ids=[1, 2],
                conversion=_conversion(),
            )
        )
    for number in range(draw(st.integers(1, 8))):
        is_float = length >= 8 and draw(st.booleans())
        bits = draw(
            st.sampled_from([16, 32, 64]) if is_float else st.integers(1, min(64, 8 * length))
        )
        above = draw(st.sampled_from([None, "M", "N"])) if mux else None
        signal = Signal(
            f"S{number}",
            draw(st.integers(0, 8 * length - 1)),
            bits,
            byte_order=draw(st.sampled_from(["little_endian", "big_endian"])),
            is_signed=not is_float and draw(st.booleans()),
            conversion=_conversion(
                scale=draw(st.sampled_from(_SCALES)),
                offset=draw(st.sampled_from([0, -40, 0.5])),
                is_float=is_float,
            ),
            multiplexer_signal=above,
            multiplexer_ids=None if above is None else [draw(st.integers(0, 3))],
        )
        if lowest_bit(signal, length) >= 0:
            signals.append(signal)
    return Message(7, "ANY", length, signals, is_fd=length > 8, strict=False)


def _decoded(message: Message, data: bytes) -> dict[str, Any] | None:
    """Return what cantools reads; what is in no selected multiplexer is not there."""
    try:
        return dict(message.decode(data, decode_choices=False))
    except Exception:  # noqa: BLE001  a multiplexer's number that selects nothing
        return None


@settings(max_examples=300, deadline=None)
@given(message=_messages(), frames=st.lists(st.binary(min_size=64, max_size=64), max_size=4))
def test_every_signal_is_as_cantools_reads_it(message: Message, frames: list[bytes]):
    """Little and big endian, signed, float, scaled and multiplexed: the same signals and values."""
    names = [signal.name for signal in message.signals]
    pairs = list(zip(names, _PATHS, strict=False))
    mapped = MappedMessage(
        fresh_s=1.0,
        counter=False,
        checksum=False,
        signals={name: MappedSignal(path=path, unit="") for name, path in pairs},
    )
    mapping = Mapping(file=Path("any.toml"), messages={"ANY": mapped})
    plan = compiled(mapping, Database([message], strict=False))
    for random in [bytes(64), b"\xff" * 64, *frames]:
        data = random[: message.length]
        expected = _decoded(message, data)
        if expected is None:
            continue
        store = SignalStore()
        receiver = CanReceiver(plan, StoreSink(store, store.register("any", now_s=0.0)))
        receiver.receive([can.Message(arbitration_id=7, is_extended_id=False, data=data)], 0.0)
        for name, path in pairs:
            sample, value = store.get(path), expected.get(name)
            info = vss_catalogue().lookup(path)
            low = -math.inf if info.low is None else info.low
            high = math.inf if info.high is None else info.high
            if value is None or not math.isfinite(value) or not low <= value <= high:
                assert sample.freshness == "never", name
            else:
                assert math.isclose(sample.value, value, rel_tol=1e-12, abs_tol=1e-12), name
