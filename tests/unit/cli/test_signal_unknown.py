"""What `segue signals` says to do about a name that is not there."""

from __future__ import annotations

import pytest

from segue.cli.signals._unknown import what_instead


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Vehicle.Spee", "Vehicle.Speed"),
        ("vehicle.speed", "Vehicle.Speed"),
        ("Vehicle.Cabin.Dor", "Vehicle.Cabin.Door"),
    ],
)
def test_near_name_is_offered_when_a_finger_slipped(typed: str, meant: str) -> None:
    """A signal or a branch, whatever the case of its letters."""
    assert what_instead(typed) == f"Did you mean {meant}?"


@pytest.mark.parametrize("typed", ["Vehicle.Nope", "Vehicle.Cabin.Dor.*", ""])
def test_nothing_is_guessed_when_nothing_is_near(typed: str) -> None:
    """No name is put into anybody's mouth."""
    assert what_instead(typed).startswith("`segue signals list`")
