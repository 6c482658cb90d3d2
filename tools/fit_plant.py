"""Fit the losses that all cars share on the EPA's tests, and write them down with a report.

python tools/fit_plant.py [--data ../shared/data]

Writes the fitted values into src/segue/vehicle/data/shared.toml, and docs/plant/fit.md.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from segue.vehicle.validation import (
    EpaTests,
    Losses,
    LossFit,
    left_out_errors,
    mean_by_make,
    one_scalar_errors,
    read_epa_tests,
)

_ROOT = Path(__file__).parent.parent
_SHARED = _ROOT / "src" / "segue" / "vehicle" / "data" / "shared.toml"
_REPORT = _ROOT / "docs" / "plant" / "fit.md"
_DIGITS = {"idle_loss_per_axle_w": 0, "loss_share": 4, "regen_share": 3}
_MEANING = {
    "idle_loss_per_axle_w": "loss of each driven axle while the wheels turn",
    "loss_share": "loss in proportion to wheel power, one way",
    "regen_share": "share of the braking that motors do, where nothing limits them",
}
_CYCLES = ("HWFET", "UDDS")

_METHOD = """\
# How the losses that all cars share were fitted

This page is written by `python tools/fit_plant.py`; do not edit it.

## Method

Each test gives road load (the EPA's target coefficients A, B, C), test weight and the energy from
the wall. The plant prices the speed trace of the test with that road load and weight
(`fleet_energy_wh`, the form that plans trips), divides by the wall efficiency and compares. Three
numbers, the same for every car, are chosen by least squares on the logarithm of predicted over
measured energy. Repeated tests of one configuration count once, as their mean.

Two cycles a car cannot tell more than three losses apart. These are fixed by physics, each with its
source in [`shared.toml`](../../src/segue/vehicle/data/shared.toml):

* wall efficiency and auxiliary power: either trades against the fitted three, to values that no
  charger or computer has, for 0.2 % of error at most;
* the losses that grow with power squared, of motor and inverter (`loss_share_at_full_power`) and of
  the battery (`battery_resistance_share_at_1c`): both cycles ask for a fraction of full power;
* what turns with the car (`rotating_mass_factor`);
* where regeneration fades: at walking speed, by deceleration and by motor power.

The tests name no battery; 35 Wh of it are assumed for each kilogram of test weight.
"""


_NOTES = """
The file marks Nissan's Leafs as plug-in hybrids; they are electric cars, and used. Mercedes' EQS
450+ keeps its UDDS test; its HWFET row is of another unit. One maker has one spelling (Polestar and
"Polestar2 Dual Motor").

## Result
"""

_SPREAD = """
The spread is what to trust them by: loss by axle and loss by power trade against each other, and
the Teslas, thriftier than the rest, decide most between them. What the three make of a drive
together is steadier than each alone.
"""


def _ranges(fit: LossFit) -> dict[str, tuple[float, float]]:
    """Return each parameter's least and greatest value with one make left out."""
    makes = fit.tests.makes
    fits = [fit.fit(makes=[other for other in makes if other != make]) for make in makes]
    return {
        name: (min(values), max(values))
        for name, values in zip(Losses._fields, zip(*fits, strict=True), strict=True)
    }


def _text(name: str, value: float) -> str:
    return f"{value:.{_DIGITS[name]}f}"


def write_shared(losses: Losses, ranges: dict[str, tuple[float, float]], tests: EpaTests) -> None:
    """Put the fitted values and where they come from into the file that all cars share."""
    text = _SHARED.read_text(encoding="utf-8")
    for name, value in losses._asdict().items():
        low, high = (_text(name, end) for end in ranges[name])
        source = (
            f"fitted by tools/fit_plant.py on EPA MY2022 tests of {len(tests.makes)} makes: "
            f"{_MEANING[name]}; {low} to {high} with one make left out"
        )
        text, count = re.subn(
            rf"\[{name}\]\nvalue = .*\nsource = .*\n",
            f'[{name}]\nvalue = {_text(name, value)}\nsource = "{source}"\n',
            text,
        )
        if count != 1:
            raise SystemExit(f"{_SHARED.name} has {count} tables named {name}.")
    _SHARED.write_text(text, encoding="utf-8")


def _report(fit: LossFit, losses: Losses, ranges: dict[str, tuple[float, float]]) -> Iterator[str]:
    tests = fit.tests
    yield _METHOD
    yield "## Tests\n"
    yield f"Used: {tests.rows_used} rows of {len(tests.makes)} makes, which are"
    yield f"{len(tests.wall_wh_per_km)} tests once repeats are averaged. Dropped:\n"
    for reason, count in sorted(tests.rows_dropped.items()):
        yield f"* {count} rows: {reason}"
    yield _NOTES
    yield "| parameter | value | with one make left out | meaning |\n|---|---|---|---|"
    for name, value in losses._asdict().items():
        low, high = (_text(name, end) for end in ranges[name])
        yield f"| `{name}` | {_text(name, value)} | {low} to {high} | {_MEANING[name]} |"
    yield _SPREAD
    yield from _errors(fit, losses)


def _errors(fit: LossFit, losses: Losses) -> Iterator[str]:
    tests = fit.tests
    left_out = left_out_errors(fit)
    fitted = fit.errors(losses, makes=tests.makes)
    yield "## Errors\n"
    yield "Mean of the sizes of relative errors of predicted wall energy:\n"
    yield "| cycle | each make predicted without it | all fitted together |\n|---|---|---|"
    for cycle in _CYCLES:
        sizes = [
            sum(abs(error) for (_, tested), error in errors.items() if tested == cycle)
            / sum(tested == cycle for _, tested in errors)
            for errors in (left_out, fitted)
        ]
        yield f"| {cycle} | {sizes[0]:.1%} | {sizes[1]:.1%} |"
    scalar = one_scalar_errors(tests, fit.predict(losses, makes=tests.makes)).values()
    yield "\nWith one factor a car that makes its HWFET match, its UDDS is off by "
    yield f"{sum(map(abs, scalar)) / len(scalar):.1%} on average ({len(scalar)} cars).\n"
    yield "Each make predicted without it, mean error with its sign:\n"
    yield "| make | HWFET | UDDS |\n|---|---|---|"
    by_make = {cycle: mean_by_make(left_out, cycle) for cycle in _CYCLES}
    for make in tests.makes:
        cells = " | ".join(f"{by_make[cycle][make]:+.1%}" for cycle in _CYCLES)
        yield f"| {make} | {cells} |"
    yield ""


def main() -> None:
    """Fit, write and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=_ROOT.parent / "shared" / "data")
    data: Path = parser.parse_args().data
    tests = read_epa_tests(data / "epa" / "epa_2022_ev_tests.csv")
    fit = LossFit(tests, data / "cycles")
    losses = fit.fit(makes=tests.makes)
    ranges = _ranges(fit)
    write_shared(losses, ranges, tests)
    _REPORT.parent.mkdir(parents=True, exist_ok=True)
    _REPORT.write_text("\n".join(_report(fit, losses, ranges)), encoding="utf-8")
    print(f"{_SHARED.relative_to(_ROOT)} and {_REPORT.relative_to(_ROOT)}: {losses}")


if __name__ == "__main__":
    main()
