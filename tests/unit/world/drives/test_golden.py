"""Golden runs: their file, and what counts as a change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from short_drives import following, walled

from segue.kernel import DataUnusable
from segue.pilot.plan import SeguePlanner
from segue.world.drives import (
    GoldenEvent,
    GoldenHead,
    GoldenRow,
    GoldenRun,
    changes,
    drive_golden,
)

ROW = GoldenRow(
    time_s=0.0, x_m=1.0, y_m=2.0, speed_mps=20.0, accel_mps2=0.0, plan="follow", state="Engaged",
    guard="",
)  # fmt: skip
ROWS = tuple(
    msgspec.structs.replace(ROW, time_s=float(at), plan="stop" if at > 3 else "follow")
    for at in range(6)
)
EVENT = GoldenEvent(time_s=2.5, what="assistance: Engaged → Warned: why")
RUN = GoldenRun(head=GoldenHead(scenario="cut-in", seed=1, for_s=6.0), rows=ROWS, events=(EVENT,))


def with_row(number: int, **otherwise: Any) -> GoldenRun:
    """Return the run with one row otherwise."""
    rows = list(ROWS)
    rows[number] = msgspec.structs.replace(rows[number], **otherwise)
    return GoldenRun(head=RUN.head, rows=tuple(rows), events=RUN.events)


def test_file_is_the_same_when_it_is_read_and_written(tmp_path: Path) -> None:
    """Lines in time order, and nothing is lost."""
    path = tmp_path / "run.jsonl"
    RUN.write(path)
    assert GoldenRun.read(path) == RUN
    assert path.read_text().splitlines()[4] == (
        '{"type":"event","time_s":2.5,"what":"assistance: Engaged → Warned: why"}'
    )


@pytest.mark.parametrize(
    "otherwise",
    [
        {"x_m": 1.4},
        {"speed_mps": 20.15},
        {"accel_mps2": -0.4},
        {"plan": "stop"},
    ],
)
def test_it_is_no_change_when_another_processor_may_have_rounded(otherwise: dict[str, Any]) -> None:
    """A little off is as it was, and so is a word a row sooner than in the golden run."""
    assert changes(RUN, with_row(3, **otherwise)) == ()


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"x_m": 1.6}, "place_m"),
        ({"y_m": 1.4}, "place_m"),
        ({"speed_mps": 20.25}, "speed_mps"),
        ({"accel_mps2": 0.6}, "accel_mps2"),
        ({"plan": "give_way"}, "plan"),
        ({"state": "Off"}, "state"),
        ({"guard": "ahead"}, "guard"),
    ],
)
def test_change_says_when_what_was_and_is_when_a_row_is_otherwise(
    otherwise: dict[str, Any], what: str
) -> None:
    """Each column is compared."""
    (change,) = changes(RUN, with_row(2, **otherwise))
    assert (change.time_s, change.what) == (2.0, what)
    assert change.was != change.now


def test_it_is_a_change_when_a_word_comes_two_rows_sooner() -> None:
    """One row is the resolution of a golden run, two are not."""
    (change,) = changes(RUN, with_row(2, plan="stop"))
    assert (change.what, change.was, change.now) == ("plan", "follow", "stop")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ((GoldenEvent(time_s=2.7, what=EVENT.what),), []),
        ((GoldenEvent(time_s=2.8, what=EVENT.what),), [(2.5, 2.8)]),
        ((), [(EVENT.what, "")]),
        ((EVENT, GoldenEvent(time_s=5.0, what="Hit wall.")), [("", "Hit wall.")]),
    ],
)
def test_events_are_compared_when_they_come_otherwise(
    events: tuple[GoldenEvent, ...], found: list[tuple[object, object]]
) -> None:
    """Later than a quarter of a second, missing, or new."""
    now = GoldenRun(head=RUN.head, rows=ROWS, events=events)
    assert [(change.was, change.now) for change in changes(RUN, now)] == found


def test_it_is_a_change_when_the_drive_ends_sooner() -> None:
    """A drive that ends is not as it was as far as it goes."""
    (change,) = changes(RUN, GoldenRun(head=RUN.head, rows=ROWS[:-1], events=RUN.events))
    assert (change.what, change.was, change.now) == ("seconds", 6, 5)


def test_run_says_what_was_hit_when_it_is_driven(tmp_path: Path) -> None:
    """A row a second from 0, and the end as an event."""
    head = GoldenHead(scenario=str(walled(tmp_path)), seed=1, for_s=5.0)
    run = drive_golden(head, SeguePlanner)
    assert run.events[-1].what == "Hit wall."
    assert [row.time_s for row in run.rows] == [0.0]
    head = GoldenHead(scenario=str(following(tmp_path)), seed=1, for_s=1.5)
    assert [row.time_s for row in drive_golden(head, SeguePlanner).rows] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "No such file"),
        ("", "is no golden run"),
        ("{}", "missing required field"),
        ('{"type":"event","time_s":1,"what":"x"}', "says not what is driven"),
        ('{"type":"drive","scenario":"cut-in","seed":"one","for_s":1}', "Expected `int`"),
    ],
)
def test_file_is_refused_when_it_is_no_golden_run(
    tmp_path: Path, text: str | None, says: str
) -> None:
    """The error names the file and what is wrong."""
    path = tmp_path / "run.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(DataUnusable, match=says) as caught:
        GoldenRun.read(path)
    assert str(path) in caught.value.message
