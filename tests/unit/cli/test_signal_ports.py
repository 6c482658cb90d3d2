"""What a car that starts says of where its signals are."""

from __future__ import annotations

import socket

import pytest

from segue.cli import _signal_ports
from segue.cli._signal_ports import signals_text
from segue.node.story import free_port


def _text(kuksa_port: int | None, viss_port: int | None, **how: bool) -> str:
    settings = {"tls": False, "open_to_all": False, **how}
    return signals_text("127.0.0.1", kuksa_port=kuksa_port, viss_port=viss_port, **settings)


def test_places_and_rights_are_said_when_signals_are_served() -> None:
    """Where each protocol is, and that reading is free; also when a developer opens it all."""
    said = "127.0.0.1:5 (kuksa.val), ws://127.0.0.1:6 (VISS), open for reading; see segue token"
    assert _text(5, 6) == said
    assert _text(0, 6, tls=True, open_to_all=True) == (
        "wss://127.0.0.1:6 (VISS), open to all programs here"
    )


def test_nothing_is_said_when_nothing_is_served() -> None:
    """No line that says nothing."""
    assert not _text(0, 0)


def test_usual_port_is_left_out_when_another_program_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is said is what will be."""
    free = free_port()
    monkeypatch.setattr(_signal_ports, "DEFAULT_VISS_PORT", free)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(_signal_ports, "DEFAULT_KUKSA_PORT", other.getsockname()[1])
        assert _text(None, None).startswith(f"ws://127.0.0.1:{free} (VISS)")
