"""How right tracks are, against what is truly there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segue.kernel import LocalUseError
from segue.pilot.perceive._assignment import cheapest_pairs
from segue.schema.drive import Floats, Ints, Objects, X, Y


@dataclass(frozen=True, slots=True, kw_only=True)
class Gospa:
    """The distance of two sets of objects, and what it is made of.

    The parts are what each adds to the `power` of the whole.
    """

    whole_m: float
    power: float
    localisation: float
    missed: float
    false: float


def gospa(
    truth: Objects, estimates: Objects, *, cutoff_m: float = 3.0, power: float = 2.0
) -> Gospa:
    """Return the generalised optimal sub-pattern assignment metric of places.

    Farther apart than the cutoff an estimate is not of the object; half of the cutoff's power is
    what each missed and each false one adds.

    Raises:
        LocalUseError: The cutoff is not positive, or the power is below 1.

    Source: Rahmathullah, García-Fernández and Svensson, "Generalized optimal sub-pattern assignment
    metric", FUSION 2017, definition 1 and proposition 1 with alpha = 2.
    """
    if not cutoff_m > 0.0 or not power >= 1.0:
        raise LocalUseError(
            f"GOSPA takes a cutoff above 0 and a power of at least 1, not {cutoff_m} and {power}."
        )
    _, _, apart_m = _assigned(truth, estimates, cutoff_m, power)
    each = 0.5 * cutoff_m**power
    localisation = float(np.sum(apart_m**power))
    missed = each * (len(truth) - len(apart_m))
    false = each * (len(estimates) - len(apart_m))
    return Gospa(
        whole_m=(localisation + missed + false) ** (1.0 / power),
        power=power,
        localisation=localisation,
        missed=missed,
        false=false,
    )


def _assigned(
    truth: Objects, estimates: Objects, cutoff_m: float, power: float
) -> tuple[Ints, Ints, Floats]:
    """Return which object is which estimate, row by row, and how far apart they are."""
    off = truth.boxes[:, None, X : Y + 1] - estimates.boxes[None, :, X : Y + 1]
    apart_m = np.hypot(off[..., 0], off[..., 1])
    rows, columns = cheapest_pairs(apart_m**power, cutoff_m**power)
    return rows, columns, apart_m[rows, columns]


class TrackScore:
    """Adds up how right tracks are over a drive.

    `mota` is the multiple object tracking accuracy of Bernardin and Stiefelhagen, EURASIP Journal
    on Image and Video Processing 2008: 1 less missed, false and switched, by how many there are.
    """

    def __init__(self, *, cutoff_m: float = 3.0) -> None:
        self._cutoff_m = cutoff_m
        self._known_as: dict[int, int] = {}
        self._gospa_m: list[float] = []
        self.present = self.missed = self.false = self.switches = 0

    def add(self, truth: Objects, estimates: Objects) -> None:
        """Take in one moment."""
        rows, columns, _ = _assigned(truth, estimates, self._cutoff_m, 2.0)
        self._gospa_m.append(gospa(truth, estimates, cutoff_m=self._cutoff_m).whole_m)
        self.present += len(truth)
        self.missed += len(truth) - len(rows)
        self.false += len(estimates) - len(rows)
        for true_id, track_id in zip(
            truth.ids[rows].tolist(), estimates.ids[columns].tolist(), strict=True
        ):
            if self._known_as.setdefault(true_id, track_id) != track_id:
                self.switches += 1
                self._known_as[true_id] = track_id

    @property
    def gospa_m(self) -> float:
        """The mean over all moments."""
        return float(np.mean(self._gospa_m)) if self._gospa_m else 0.0

    @property
    def mota(self) -> float:
        """1 when nothing is missed, false or switched; may be below 0."""
        wrong = self.missed + self.false + self.switches
        return 1.0 - wrong / max(self.present, 1)
