"""What a suite found, as a table: its parts, their figures, and the peers beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segue.cli._output import console
from segue.cli._table import Column, show

if TYPE_CHECKING:
    from segue.bench import Part, SuiteResult

_PEERS_OWN = "crashes"
"""The figure of a peer that its name alone heads."""


def show_result(result: SuiteResult) -> None:
    """Print a suite's table, and below it what holds for all of it."""
    out = console()
    out.print(f"{result.suite}, driven by {result.planner}", style="bold", markup=False)
    show([_row(part) for part in result.parts], _columns(result.parts), as_json=False)
    for line in _lines(result):
        out.print(line, markup=False)
    out.print()


def _row(part: Part) -> dict[str, object]:
    row: dict[str, object] = {"part": part.name, "cases": part.cases, "crashes": part.crashes}
    row |= {name: _short(value) for name, value in part.figures.items()}
    for peer, figures in part.peers.items():
        row |= {_key(peer, name): _short(value) for name, value in figures.items()}
    return row


def _columns(parts: Sequence[Part]) -> list[Column]:
    keys = dict.fromkeys(name for part in parts for name in part.figures)
    peers = dict.fromkeys(
        (peer, name) for part in parts for peer, figures in part.peers.items() for name in figures
    )
    return [
        Column("part", "", folds_to=14),
        Column("cases", "cases"),
        Column("crashes", "crashes"),
        *(Column(key, _spaced(key)) for key in keys),
        *(
            Column(_key(peer, name), peer if name == _PEERS_OWN else f"{peer} {_spaced(name)}")
            for peer, name in peers
        ),
    ]


def _lines(result: SuiteResult) -> list[str]:
    comfort, cycle = result.comfort, result.cycle_ms
    felt = [
        f"{name} {value}"
        for name, value in (
            ("braked late", _percent(comfort.late_braking)),
            ("braked for nothing", _percent(comfort.false_braking)),
            ("crept", _percent(comfort.creeping)),
            ("jerk (p95)", _with_unit(comfort.jerk_mps3, "m/s³")),
        )
        if value is not None
    ]
    lines = [f"Crashes in {result.cases} cases: {result.crashes}; {', '.join(felt)}."]
    if cycle.p50 is not None and cycle.p99 is not None:
        lines.append(f"A decision takes {cycle.p50} ms (p50), {cycle.p99} ms (p99) here.")
    return lines


def _key(peer: str, name: str) -> str:
    return f"{peer} {name}"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _short(value: object) -> object:
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{100.0 * share:.1f} %"


def _with_unit(value: float | None, unit: str) -> str | None:
    return None if value is None else f"{value:.1f} {unit}"
