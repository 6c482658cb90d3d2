"""What `segue signals` draws for people."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from segue.cli.signals._fit import shortened
from segue.cli.signals._news import News, Newsroom
from segue.cli.signals._table import WatchTable
from segue.cli.signals._text import age_text, print_rows, value_text
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

    def lines(self, height: int = 40, width: int = 120) -> list[str]:
        """Return what a terminal shows."""
        out = io.StringIO()
        Console(file=out, width=width).print(self.table.drawn(width, height))
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


_LONG = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"


def test_values_stay_when_the_terminal_is_narrow() -> None:
    """At 80 columns the least missed columns go and a long name loses its beginning, no value."""
    watched = Watched(_LONG, "Vehicle.Speed")
    watched.table.show([reading(_LONG, 79.88635), reading("Vehicle.Speed", 52.3)])
    heading, long, short, _ = watched.lines(width=80)
    assert heading.split() == ["signal", "value", "unit", "age", "freshness"]
    assert long.split()[1:4] == ["…TractionBattery.StateOfCharge.Displayed", "79.88635", "km/h"]
    assert short.split()[1:4] == ["Vehicle.Speed", "52.3", "km/h"]
    assert watched.lines(width=50)[0].split() == ["signal", "value", "unit"]
    assert _LONG in watched.lines(width=130)[1]


def test_columns_stand_still_when_values_change_their_length() -> None:
    """A column is as wide as it ever was, so that the table does not jump."""
    watched = Watched("Vehicle.A")
    watched.table.show([reading("Vehicle.A", 79.88635)])
    before = watched.lines()[1].index("km/h")
    watched.table.show([reading("Vehicle.A", 8.0)])
    assert watched.lines()[1].index("km/h") == before


@pytest.mark.parametrize(
    ("room", "text"),
    [
        (58, _LONG),
        (57, "…Powertrain.TractionBattery.StateOfCharge.Displayed"),
        (24, "…StateOfCharge.Displayed"),
        (23, "…Displayed"),
        (9, "…isplayed"),
    ],
)
def test_name_keeps_its_end_when_shortened(room: int, text: str) -> None:
    """Whole levels go first, from the front: what a signal is stands at its end."""
    assert shortened(_LONG, room) == text


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, width: int, **how: Any) -> list[str]:
    """Return what a terminal of that width shows of two long rows."""
    out = _Terminal()
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("NO_COLOR", "1")
    rows = [(_LONG, "sensor", "0..100"), ("Vehicle.Gear", "sensor", "PARK|REVERSE|NEUTRAL|DRIVE")]
    print_rows(("signal", "kind", "takes"), rows, **how)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_no_line_runs_over_when_the_table_can_be_made_to_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Columns go, long texts fold and names are cut, as each table allows, until lines fit."""
    everything = printed(monkeypatch, 120)
    assert everything[2].split() == ["Vehicle.Gear", "sensor", "PARK|REVERSE|NEUTRAL|DRIVE"]
    folded = printed(monkeypatch, 80, dispensable=("kind",), folding={"takes": 9})
    assert max(map(len, folded[1:])) <= 80  # the heading has codes that dim it
    assert folded[1] == f"{_LONG}  sensor  0..100"
    assert folded[2:4] == [
        f"{'Vehicle.Gear':{len(_LONG)}}  sensor  PARK|REVERSE",
        f"{'':{len(_LONG)}}          |NEUTRAL|DRI",
    ]
    without = printed(monkeypatch, 70, dispensable=("kind",), folding={"takes": 9})
    assert without[1] == f"{_LONG}  0..100"
    cut = printed(monkeypatch, 70, shorten=True)
    assert cut[1] == "…StateOfCharge.Displayed  sensor  0..100"


def test_names_stay_whole_when_nothing_makes_them_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that may not be cut keeps its names, and lines run over."""
    lines = printed(monkeypatch, 40, dispensable=("kind",), folding={"takes": 9})
    assert lines[1] == f"{_LONG}  0..100"


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


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("one\ntwo\tthree", r"one\ntwo\tthree"),
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        (("\u202edrow",), r'["\u202edrow"]'),
        ("Größe 北京", "Größe 北京"),
    ],
)
def test_what_would_move_the_cursor_is_written_out(value: Value, text: str) -> None:
    """A provider's text cannot clear a terminal, add a column or forge a row."""
    assert value_text(value) == text
