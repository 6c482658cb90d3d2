"""What signals were: oldest first, within three bounds."""

from __future__ import annotations

import sys

import pytest

from segue.vehicle.signals import HISTORY_BYTES, HISTORY_POINTS, History, Value, vss_catalogue

SPEED = "Vehicle.Speed"


def test_values_come_back_oldest_first_when_asked_since_a_time() -> None:
    """Only what was true from that time on, in the order it was given, in its own type."""
    history = History()
    for second in range(5):
        history.add(SPEED, 100.0 + second, float(second))
    assert [tuple(point) for point in history.since(SPEED, 102.0)] == [
        (102.0, 2.0),
        (103.0, 3.0),
        (104.0, 4.0),
    ]
    assert history.since("Vehicle.IsMoving", 0.0) == []


@pytest.mark.parametrize("value", [True, 7, "text", ("a", "b"), 1.5])
def test_value_keeps_its_type_when_kept(value: Value) -> None:
    """A boolean stays a boolean, an integer an integer, a list a tuple."""
    history = History()
    history.add("it", 1.0, value)
    (point,) = history.since("it", 0.0)
    assert point.value == value
    assert type(point.value) is type(value)


def test_oldest_go_when_their_time_is_over() -> None:
    """What is older than the span, as of the newest value, is forgotten."""
    history = History(span_s=10.0)
    for second in range(0, 31, 5):
        history.add(SPEED, float(second), 0.0)
    assert [point.utc_s for point in history.since(SPEED, 0.0)] == [20.0, 25.0, 30.0]


def test_oldest_go_when_one_signal_has_too_many() -> None:
    """One signal keeps so many points and no more, however close in time."""
    history = History(points=3)
    for number in range(10):
        history.add(SPEED, 1.0, float(number))
    assert [point.value for point in history.since(SPEED, 0.0)] == [7.0, 8.0, 9.0]


def test_memory_stays_bounded_when_every_signal_changes_every_second() -> None:
    """All signals of the catalogue, an hour long, stay within the stated bytes."""
    history = History()
    paths = [info.path for info in vss_catalogue()][:400]
    for second in range(HISTORY_POINTS):
        for path in paths[second % 4 :: 4]:
            history.add(path, float(second), 0.5)
    assert history.size_bytes <= HISTORY_BYTES
    kept = [len(history.since(path, 0.0)) for path in paths]
    assert min(kept) > 0
    assert sum(kept) * 16 == history.size_bytes


def test_long_values_count_for_what_they_take_when_kept() -> None:
    """A signal of long strings gives way itself; a short one keeps its points."""
    history = History(max_bytes=20_000)
    history.add(SPEED, 1.0, 1.0)
    for number in range(100):
        history.add("Vehicle.Cabin.Infotainment.Media.Played.URI", 1.0, f"{number}" * 1000)
    assert history.size_bytes <= 20_000
    assert len(history.since(SPEED, 0.0)) == 1
    assert 0 < len(history.since("Vehicle.Cabin.Infotainment.Media.Played.URI", 0.0)) < 20


def test_what_is_one_value_too_large_is_not_kept_at_all() -> None:
    """A value that alone is over the bound is dropped, and nothing loops."""
    history = History(max_bytes=100)
    history.add("it", 1.0, "x" * 1000)
    assert history.since("it", 0.0) == []
    assert history.size_bytes == 0
    assert sys.getsizeof("x" * 1000) > 100
