"""`segue plant validate`: the model against published figures and other people's measurements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._drawing import require_matplotlib
from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import console
from segue.cli._table import Column, show
from segue.cli.plant._row_texts import texts
from segue.kernel import LocalUseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segue.vehicle.validation import ValidationRow

_COLUMNS = (
    Column("figure", "figure", folds_to=20),
    Column("car", "car"),
    Column("published_text", "published"),
    Column("model_text", "model"),
    Column("error_text", "error"),
    Column("verdict", ""),
)


def validate(
    *,
    epa: Annotated[
        Path | None,
        typer.Option("--epa", metavar="FILE", help="EPA tests, in the columns of the guide."),
    ] = None,
    cycles: Annotated[
        Path | None,
        typer.Option(
            "--cycles",
            metavar="DIR",
            help="UDDS, HWFET, CLTC-P; without, a folder `cycles` near the files given.",
        ),
    ] = None,
    drives: Annotated[
        Path | None,
        typer.Option("--drives", metavar="DIR", help="Recorded drives, in the guide's columns."),
    ] = None,
    car: Annotated[
        Path | None,
        typer.Option(
            "--car", metavar="FILE", help="The car of the drives; a Renault Twizy without."
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Write the table and its plots there, too."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Hold the model against published figures: figure, published, model, error.

    Sprints, top speeds, braking and charging need no files. Tests and drives are yours to give.
    Exits with 1 when a row is further off than it says is allowed.
    """
    if report is not None:
        require_matplotlib()
    if cycles is None:
        cycles = _cycles_near(epa, drives)
    if epa is not None and cycles is None:
        raise LocalUseError(
            "EPA tests are driven on UDDS and HWFET.", do="Say where they are with --cycles DIR."
        )
    if car is not None and drives is None:
        raise LocalUseError("--car is the car of recorded drives.", do="Give them with --drives.")
    rows = _rows(epa, cycles)
    if drives is not None:
        from segue.vehicle.validation import drive_rows  # noqa: PLC0415  keeps --help fast

        rows += drive_rows(drives, car) if car else drive_rows(drives)
    show([_record(row) for row in rows], _COLUMNS, as_json=as_json)
    if not as_json:
        _say_notes(rows)
    if report is not None:
        from segue.cli.plant._report import write_report  # noqa: PLC0415  loads matplotlib

        write_report(rows, report, epa=epa, cycles=cycles)
    return ExitCode.OK if all(row.is_met for row in rows) else ExitCode.NO


def _cycles_near(*given: Path | None) -> Path | None:
    """Return the folder `cycles` beside one of these, or beside the folder that it is in."""
    for path in given:
        if path is not None:
            for folder in path.absolute().parents[:2]:
                if (folder / "cycles").is_dir():
                    return folder / "cycles"
    return None


def _rows(epa: Path | None, cycles: Path | None) -> list[ValidationRow]:
    from segue.vehicle.validation import (  # noqa: PLC0415  keeps --help fast
        braking_rows,
        charging_gain_rows,
        charging_time_rows,
        epa_rows,
        range_rows,
        sprint_rows,
        top_speed_rows,
    )

    rows = [*sprint_rows(), *top_speed_rows(), *braking_rows(), *charging_time_rows()]
    if cycles is not None and (epa is None or (cycles / "cltc_p.csv").exists()):
        rows += [*range_rows(cycles), *charging_gain_rows(cycles)]
    if epa is not None and cycles is not None:
        rows += epa_rows(epa, cycles)
    return rows


def _record(row: ValidationRow) -> dict[str, object]:
    return {
        "figure": row.figure,
        "car": row.car,
        "unit": row.unit,
        "published": row.published,
        "model": row.model,
        "error_frac": round(row.error_frac, 4),
        "allowed_frac": row.allowed_frac,
        "is_met": row.is_met,
        "is_input": row.is_input,
        "source": row.source,
        "note": row.note,
        **texts(row),
    }


def _say_notes(rows: Sequence[ValidationRow]) -> None:
    out = console()
    for note, about in _by_note(rows).items():
        out.print(f"{', '.join(about)}: {note}.", style="dim", markup=False)
    off = sum(not row.is_met for row in rows)
    out.print(f"{len(rows) - off} of {len(rows)} rows are within what is allowed.")
    if any(row.is_input for row in rows):
        out.print("(input): the figure itself is in the car's file, so matching it shows little.")


def _by_note(rows: Sequence[ValidationRow]) -> dict[str, list[str]]:
    """Return each note with the figures it is about."""
    notes: dict[str, list[str]] = {}
    for row in rows:
        if row.note:
            notes.setdefault(row.note, []).append(f"{row.figure} {row.car}")
    return notes
