"""Energy on the EPA's tests against the model: makes left out of the fit, and one scalar a car."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from segue.kernel import DataUnusable
from segue.vehicle.validation._epa import CYCLES, EpaTests, Vehicle, read_epa_tests
from segue.vehicle.validation._fit import LossFit, Predictions
from segue.vehicle.validation._row import ValidationRow

_ALLOWED_FRAC = {"HWFET": 0.055, "UDDS": 0.08}
_ALLOWED_ONE_SCALAR_FRAC = 0.055


def epa_rows(epa: Path, cycles: Path) -> list[ValidationRow]:
    """Return the mean errors over a file of EPA tests, three rows.

    Args:
        epa: Tests in the format of the EPA MY2022 file.
        cycles: The folder of speed traces.

    Raises:
        DataUnusable: A file cannot be read, or has tests of too few makes, of one cycle only, or
            of no car on both.
    """
    tests = read_epa_tests(epa)
    tested = {cycle: {car for car, of in tests.wall_wh_per_km if of == cycle} for cycle in CYCLES}
    if not tested["UDDS"] & tested["HWFET"]:
        raise DataUnusable(f"{epa.name} has no car that was tested on {' and '.join(CYCLES)}.")
    fit = LossFit(tests, cycles)
    errors = left_out_errors(fit)
    rows = [
        _mean_row(
            f"{cycle} wall energy, each make left out of the fit",
            [error for (_, tested), error in errors.items() if tested == cycle],
            allowed_frac=allowed_frac,
            note=_worst_makes(errors, cycle),
        )
        for cycle, allowed_frac in _ALLOWED_FRAC.items()
    ]
    one_scalar = one_scalar_errors(
        tests, fit.predict(fit.fit(makes=tests.makes), makes=tests.makes)
    )
    rows.append(
        _mean_row(
            "UDDS wall energy, one scalar a car from its HWFET",
            one_scalar.values(),
            allowed_frac=_ALLOWED_ONE_SCALAR_FRAC,
        )
    )
    return rows


def left_out_errors(fit: LossFit) -> Predictions:
    """Return the relative error of each test, predicted by a fit without its maker.

    Raises:
        DataUnusable: The tests are of one make, or those without one are too few to fit on.
    """
    makes = fit.tests.makes
    if len(makes) < 2:  # noqa: PLR2004 - one is predicted by the others
        raise DataUnusable(
            f"The tests are of {', '.join(makes) or 'no make'} alone: "
            "a make is predicted by a fit on others.",
            do="Give tests of two makes or more.",
        )
    errors: Predictions = {}
    for make in makes:
        others = [other for other in makes if other != make]
        errors |= fit.errors(fit.fit(makes=others), makes=[make])
    return errors


def one_scalar_errors(tests: EpaTests, predicted: Predictions) -> dict[Vehicle, float]:
    """Return the relative error of UDDS when HWFET is made to match by one factor a car."""
    measured = tests.wall_wh_per_km
    errors: dict[Vehicle, float] = {}
    for vehicle, cycle in measured:
        if cycle == "UDDS" and (vehicle, "HWFET") in measured:
            scalar = measured[vehicle, "HWFET"] / predicted[vehicle, "HWFET"]
            errors[vehicle] = scalar * predicted[vehicle, "UDDS"] / measured[vehicle, "UDDS"] - 1.0
    return errors


def mean_by_make(errors: Mapping[tuple[Vehicle, str], float], cycle: str) -> dict[str, float]:
    """Return the mean error of each maker's tests on a cycle, sign kept."""
    by_make: dict[str, list[float]] = {}
    for (vehicle, tested), error in errors.items():
        if tested == cycle:
            by_make.setdefault(vehicle.make, []).append(error)
    return {make: sum(values) / len(values) for make, values in sorted(by_make.items())}


def _worst_makes(errors: Predictions, cycle: str) -> str:
    by_make = mean_by_make(errors, cycle)
    worst = sorted(by_make, key=lambda make: -abs(by_make[make]))[:2]
    return "worst: " + ", ".join(f"{make} {by_make[make]:+.1%}" for make in worst)


def _mean_row(
    figure: str, errors: Collection[float], *, allowed_frac: float, note: str = ""
) -> ValidationRow:
    mean_frac = sum(map(abs, errors)) / len(errors)
    return ValidationRow(
        figure=figure,
        car=f"{len(errors)} tests",
        unit="Wh/km",
        published=None,
        model=None,
        error_frac=mean_frac,
        allowed_frac=allowed_frac,
        source="EPA, test car list",
        note=note,
    )
