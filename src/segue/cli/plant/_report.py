"""A page of the validation table with its plots, as Markdown and SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segue.cli.plant._plots import draw_comparison, draw_epa, draw_errors
from segue.cli.plant._row_texts import texts
from segue.kernel import DeviceUnavailable
from segue.vehicle.plant import car_names, load_car
from segue.vehicle.validation import ValidationRow

_HEAD = """# The plant against the published world

Made by `segue plant validate --report`; do not edit. An error is model over published, less 1; of
many tests, the mean of the errors' sizes. A figure marked as input stands in the car's own file, so
matching it shows little.

![Errors of every row, and what is allowed](errors.svg)

| figure | car | published | model | error | allowed | | source |
|---|---|---|---|---|---|---|---|
"""


def write_report(
    rows: Sequence[ValidationRow], folder: Path, *, epa: Path | None, cycles: Path | None
) -> None:
    """Write `validation.md` and its plots.

    Args:
        rows: Of the table.
        folder: Where to; made when it is not there.
        epa: Tests to draw one by one; none without.
        cycles: Their speed traces.

    Raises:
        DeviceUnavailable: The folder cannot be written.
    """
    lines = [_line(row) for row in rows]
    notes = [f"- {row.figure}, {row.car}: {row.note}." for row in rows if row.note]
    parts = [_HEAD, "\n".join(lines), "\n"]
    if notes:
        parts += ["\n## Notes\n\n", "\n".join(notes), "\n"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draw_errors(rows, folder / "errors.svg")
        if epa is not None and cycles is not None:
            draw_epa(epa, cycles, folder / "epa.svg")
            parts.append(
                "\n## Each test of the EPA file\n\nPredicted by a fit that has not seen its maker."
                "\n\n![Measured and predicted energy of each test](epa.svg)\n"
            )
        draw_comparison([load_car(name) for name in car_names()], folder / "cars.svg")
        parts.append(
            "\n## The six cars\n\n"
            "At steady speeds on the level. Range over temperature counts heating and cooling the\n"
            "cabin; denser air, stiffer tyres and cold cells take more in frost.\n\n"
            "![Consumption, range over temperature, sprints and charging curves](cars.svg)\n"
        )
        (folder / "validation.md").write_text("".join(parts), encoding="utf-8")
    except OSError as error:
        raise DeviceUnavailable(f"{folder} cannot be written: {error}.") from error


def _line(row: ValidationRow) -> str:
    cells = [row.figure, row.car, *texts(row).values(), row.source]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
