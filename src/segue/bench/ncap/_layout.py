"""Which tests there are, and how each is laid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segue.bench.ncap._across import drives_across, rides, walks
from segue.bench.ncap._cases import NcapCase
from segue.bench.ncap._encounter import Encounter
from segue.bench.ncap._oncoming import changing_lane, straight_on
from segue.bench.ncap._rear import along, rear
from segue.bench.ncap._turning import oncoming, walking
from segue.kernel import DataUnusable
from segue.schema.drive import OwnCar

NOT_DRIVEN = ("CPRA",)
"""Tests of reversing: the driven car has no reverse gear."""
_LAYOUTS: Mapping[str, Callable[[NcapCase, OwnCar], Encounter]] = {
    "CCRs": rear,
    "CCRm": rear,
    "CCRb": rear,
    "CMRs": rear,
    "CMRb": rear,
    "CBLA": along,
    "CPLA": along,
    "CPNA": walks,
    "CPFA": walks,
    "CPNCO": walks,
    "CBNA": rides,
    "CBNAO": rides,
    "CBFA": rides,
    "CCCscp": drives_across,
    "CMCscp": drives_across,
    "CCFhos": straight_on,
    "CCFhol": changing_lane,
    "CCFtap": oncoming,
    "CMFtap": oncoming,
    "CPTAfs": walking,
    "CPTAfo": walking,
}


def encounter_of(case: NcapCase, own_car: OwnCar) -> Encounter:
    """Return how a case is laid out for a car.

    Raises:
        DataUnusable: No test of that name is known.
    """
    layout = _LAYOUTS.get(case.family)
    if layout is None:
        raise DataUnusable(
            f"No test {case.test} of {case.year} is known here.",
            do=f"There are {', '.join(_LAYOUTS)}.",
        )
    return layout(case, own_car)
