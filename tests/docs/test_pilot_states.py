"""The page about who drives says what the code does."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

from segue.pilot import supervise
from segue.pilot.supervise import Domain, least_time_gap_s
from segue.pilot.supervise._conditions import conditions
from segue.pilot.supervise._directive import CONDUCT
from segue.pilot.supervise._domain import Condition
from segue.pilot.supervise._lane_change import LANE_CHANGE_TRANSITIONS
from segue.pilot.supervise._transitions import TRANSITIONS

PAGE = (Path(__file__).parents[2] / "docs" / "pilot" / "states.md").read_text()
DIAGRAMS = re.findall(r"^```mermaid\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
CONSTANTS = {
    name: value
    for module in pkgutil.iter_modules(supervise.__path__, f"{supervise.__name__}.")
    for name, value in vars(importlib.import_module(module.name)).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, float)
}


def _ways(diagram: str) -> list[str]:
    return sorted(re.findall(r"^    (\w+ --> \w+: .+)$", diagram, re.MULTILINE))


def test_diagrams_show_the_transitions_of_the_tables_and_no_others():
    """Both machines, each way with its label; labels hold nothing that breaks a diagram."""
    tables = (TRANSITIONS, LANE_CHANGE_TRANSITIONS)
    for diagram, table in zip(DIAGRAMS, tables, strict=True):
        rows = [f"{row.before.__name__} --> {row.after.__name__}: {row.label}" for row in table]
        assert _ways(diagram) == sorted(rows)
        assert not any(set(row.label) & set(":;#") for row in table)
        first = table[0].before.__name__
        assert f"[*] --> {first}\n" in diagram


def test_states_are_listed_with_what_they_mean_for_the_car():
    """Command, hazard lights and level of each."""
    rows = {
        cells[0]: (cells[2], cells[3] == "on", cells[4])
        for line in PAGE.splitlines()
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 5
    }
    for state, conduct in CONDUCT.items():
        assert rows[state.__name__] == tuple(conduct)


def _row(condition: Condition) -> str:
    """Return the page's row for a condition."""
    if condition.unit:
        signs = ("≥", "<") if condition.falls else ("≤", ">")
        ready, lost = (
            f"{sign} {value:.4g} {condition.unit}"
            for sign, value in zip(signs, (condition.ready, condition.lost), strict=True)
        )
    else:
        ready, lost = "yes", "no"
    then = "stop" if condition.severe else "demand"
    return (
        f"| {condition.name} | {ready} | {lost} | {condition.lost_s:g} s | {then} "
        f"| {condition.source} |"
    )


def test_conditions_are_listed_with_their_limits():
    """All of them, in the order in which they are told."""
    rows = [_row(condition) for condition in conditions(Domain())]
    assert "\n".join(rows) in PAGE


def test_thresholds_are_listed_with_their_values():
    """Every constant is on the page with the value that it has, to three digits."""
    shown = {
        name: float(value) for value, name in re.findall(r"\| ([\d.]+)[^|]*\| `(\w+)` \|", PAGE)
    }
    assert shown == {name: float(f"{value:.3g}") for name, value in CONSTANTS.items()}


def test_time_gaps_are_listed_as_they_are():
    """For each speed in km/h."""
    (speeds_kmh, gaps_s) = (
        [float(number) for number in line.split("|")[2:-1]]
        for unit in ("km/h", "s")
        for line in re.findall(rf"^\| {unit} \|[\d. |]+$", PAGE, re.MULTILINE)
    )
    assert gaps_s == [round(least_time_gap_s(kmh / 3.6), 3) for kmh in speeds_kmh]
