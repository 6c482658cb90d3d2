"""What `segue signals` draws for people."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from segue.cli.signals._news import News, Newsroom
from segue.cli.signals._table import WatchTable
from segue.cli.signals._text import age_text, value_text
from segue.node.remote import Began, Lost, Reading, RemoteSignal, Update
from segue.vehicle.signals import SignalInfo, Value


def signal_of(path: str) -> RemoteSignal:
    """Return a signal."""
    info = SignalInfo(
        path=path, entry="sensor", datatype="float", unit="km/h", low=None, high=None, allowed=()
    )
    return RemoteSignal(info=info, number=1, description="")


def reading(path: str, value: Value, freshness: str = "fresh") -> Reading:
    """Return a reading."""
    return Reading(
        path=path,
        value=value,
        source_utc_s=0.0,
        provider="sim",
        freshness=freshness,  # type: ignore[arg-type]
    )


class Watched:
    """A table with a clock that stands until it is moved."""

    def __init__(self, *paths: str) -> None:
        self.now_s = 0.0
        self.table = WatchTable(lambda: self.now_s)
        self.table.know(map(signal_of, paths))

    def lines(self, height: int = 40) -> list[str]:
        """Return what a terminal shows."""
        out = io.StringIO()
        Console(file=out, width=120).print(self.table.drawn(height))
        return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("age_s", "text"),
    [
        (None, "-"),
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (59.4, "59 s"),
        (90.0, "2 min"),
        (7200.0, "2 h"),
        (200_000.0, "2 d"),
    ],
)
def test_age_is_short_when_shown(age_s: float | None, text: str) -> None:
    """An age has the unit in which it is a small number."""
    assert age_text(age_s) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (True, "true"),
        (52.3, "52.3"),
        (7, "7"),
        (("a", 1), '["a", 1]'),
        ("北京", "北京"),
    ],
)
def test_value_reads_as_it_is_typed_when_shown(value: Value | None, text: str) -> None:
    """What is shown can be given to `set` again."""
    assert value_text(value) == text


def test_change_is_marked_for_a_second_when_watched() -> None:
    """A value that changes gets a dot; one that only came again does not."""
    watched = Watched("Vehicle.A", "Vehicle.B")
    watched.table.show([reading("Vehicle.A", 1.0), reading("Vehicle.B", 1.0)])
    watched.now_s = 10.0
    watched.table.show([reading("Vehicle.A", 2.0), reading("Vehicle.B", 1.0)])
    _, first, second, _ = watched.lines()
    assert first.startswith("• ")
    assert not second.startswith("•")
    watched.now_s = 11.5
    assert not watched.lines()[1].startswith("•")


def test_latest_changes_are_shown_when_not_all_fit() -> None:
    """A small terminal shows what moved last, in the signals' order, and how many it does not."""
    watched = Watched(*(f"Vehicle.S{number}" for number in range(9)))
    for number in (8, 3, 5, 0, 7, 1, 2):
        watched.now_s += 1.0
        watched.table.show([reading(f"Vehicle.S{number}", 1.0)])
    _, *rows, below = watched.lines(height=6)
    assert [row.removeprefix("•").split()[0] for row in rows] == [
        "Vehicle.S1",
        "Vehicle.S2",
        "Vehicle.S7",
    ]
    assert below == "4 more do not fit here; 2 have no value; Ctrl-C ends it."


def test_notes_stand_below_when_something_is_refused() -> None:
    """Refusals are counted, a growing number is its last, and what a restart mends goes."""
    watched = Watched("Vehicle.A")
    for path in ("Vehicle.X", "Vehicle.Y"):
        watched.table.say(News("refused", f"{path}: no"))
    for dropped in (3, 5):
        watched.table.say(News("dropped", f"{dropped} values lost"))
    assert watched.lines()[-1] == (
        "1 have no value; Vehicle.X: no (and 1 more); 5 values lost; Ctrl-C ends it."
    )
    watched.table.know([signal_of("Vehicle.A")])
    assert watched.lines()[-1] == "1 have no value; Ctrl-C ends it."


def test_news_are_told_once_when_followed() -> None:
    """Lost and back come in pairs, and a count of lost values only when it grows."""
    newsroom = Newsroom()
    began = Began(server="car", signals=(), unknown=("Vehicle.Nope",))
    events = [
        began,
        Update(readings=(), refused={}, dropped=2),
        Update(readings=(), refused={}, dropped=2),
        Lost(target="here:1"),
        Began(server="car", signals=(), unknown=()),
        Update(readings=(), refused={"Vehicle.S": "no"}, dropped=1),
    ]
    told = [news.event for event in events for news in newsroom.news(event)]
    assert told == ["unknown", "dropped", "lost", "back", "refused", "dropped"]
