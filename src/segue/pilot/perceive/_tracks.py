"""What is known of every object, by row: born of a look, kept, dropped."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from segue.pilot.compiled import compiled
from segue.pilot.perceive._looks import Look
from segue.schema.drive import HEADING, LENGTH, VX, VY, WIDTH, Floats, Ints, Kind, X, Y

MANOEUVRE_MPS2 = np.array([2.5, 2.5, 2.0, 3.0, 1.5, 1.0, 0.1])
"""How hard each kind accelerates, one sigma; estimated."""
_UNKNOWN_SPEED_MPS = np.array([10.0, 10.0, 10.0, 10.0, 5.0, 2.0, 0.5])
"""How fast each kind is, until a speed is measured, one sigma; estimated."""
_USUAL_SIZES_M = np.array([
    (2.0, 1.8), (4.5, 1.8), (10.0, 2.5), (2.2, 0.8), (1.8, 0.6), (0.5, 0.5), (1.0, 1.0),
])  # fmt: skip
"""Length and width by kind, until they are measured; estimated."""
_MOST_LOG_ODDS = math.log(0.999 / 0.001)
HEADING_RAD = 0.1
"""What a sensor's heading of a box errs by, one sigma; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """Every track, as of one time, in the odometry frame.

    Sensors say one sigma for a place, so both axes of a track err alike and share a covariance.
    """

    ids: Ints
    mean: Floats
    """(N, 2, 3): axis; place, speed, acceleration."""
    cov: Floats
    """(N, 3, 3): of either axis."""
    heading_rad: Floats
    heading_var: Floats
    sizes_m: Floats
    """(N, 2): length, width."""
    size_looks: Floats
    """(N, 2): how many measured them."""
    votes: Floats
    """(N, 7): for each `Kind`."""
    prior: Floats
    """Log odds with which it was born."""
    hits: Floats
    """(N, sensors): what each sensor's hits have added to them; NaN where it has seen nothing."""
    silence: Floats
    """(N, sensors): what its silence since has, not above 0."""
    in_view_s: Floats
    """(N, sensors): since when that sensor should see it; infinite where it should not."""
    born_s: Floats
    seen_s: Floats

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)

    def kept(self, keep: NDArray[np.bool_]) -> Tracks:
        """Return the tracks of some rows."""
        if keep.all():
            return self
        return Tracks(**{name: getattr(self, name)[keep] for name in _COLUMNS})

    @property
    def log_odds(self) -> Floats:
        """How likely each is there."""
        return np.minimum(
            self.prior + np.nansum(self.hits, axis=1) + self.silence.sum(axis=1), _MOST_LOG_ODDS
        )

    @property
    def existence(self) -> Floats:
        """The same as a probability."""
        return 1.0 / (1.0 + np.exp(-self.log_odds))

    def widened(self) -> Tracks:
        """Return the same with room for what one more sensor says."""
        more = np.zeros((len(self), 1))
        return replace(
            self,
            hits=np.hstack((self.hits, more + math.nan)),
            silence=np.hstack((self.silence, more)),
            in_view_s=np.hstack((self.in_view_s, more + math.inf)),
        )

    def joined(self, more: Tracks) -> Tracks:
        """Return these and others."""
        return Tracks(
            **{
                name: np.concatenate((getattr(self, name), getattr(more, name)))
                for name in _COLUMNS
            }
        )


_COLUMNS = tuple(column.name for column in fields(Tracks))


def kinds_of(tracks: Tracks) -> Ints:
    """Return what each is by most votes; unknown only when nothing else was said."""
    known = tracks.votes.copy()
    known[:, Kind.UNKNOWN] = 0.0
    return np.argmax(known, axis=1)


def born(
    look: Look, rows: Ints, first_id: int, *, prior: float, sensor: int, sensors: int
) -> Tracks:
    """Return a track for each of some detections of a look.

    Args:
        look: What was seen.
        rows: Of it.
        first_id: The others' follow.
        prior: Log odds that what this sensor sees first is an object.
        sensor: Its column.
        sensors: How many columns there are.
    """
    boxes, kinds, count = look.boxes[rows], look.kinds[rows], len(rows)
    blind = np.isnan(boxes[:, VX])
    mean = np.zeros((count, 2, 3))
    mean[:, :, 0] = boxes[:, X : Y + 1]
    mean[:, :, 1] = np.where(blind[:, None], 0.0, boxes[:, VX : VY + 1])
    cov = np.zeros((count, 3, 3))
    cov[:, 0, 0] = look.position_sigma_m**2
    cov[:, 1, 1] = np.where(blind, _UNKNOWN_SPEED_MPS[kinds], look.speed_sigma_mps) ** 2
    cov[:, 2, 2] = MANOEUVRE_MPS2[kinds] ** 2
    heading = boxes[:, HEADING]
    turned = ~np.isnan(heading)
    course = np.arctan2(mean[:, 1, 1], mean[:, 0, 1])
    sizes = boxes[:, LENGTH : WIDTH + 1]
    measured = ~np.isnan(sizes)
    votes = np.zeros((count, len(Kind)))
    votes[np.arange(count), kinds] = 1.0
    by = np.tile(np.arange(sensors) == sensor, (count, 1))
    return Tracks(
        ids=np.arange(first_id, first_id + count),
        mean=mean,
        cov=cov,
        heading_rad=np.where(turned, heading, course),
        heading_var=np.where(turned, HEADING_RAD**2, np.pi**2),
        sizes_m=np.where(measured, sizes, _USUAL_SIZES_M[kinds]),
        size_looks=measured.astype(np.float64),
        votes=votes,
        prior=np.full(count, prior),
        hits=np.where(by, 0.0, math.nan),
        silence=np.zeros((count, sensors)),
        in_view_s=np.where(by, -math.inf, math.inf),
        born_s=np.full(count, look.time_s),
        seen_s=np.full(count, look.time_s),
    )


@compiled
def doubles(mean: Floats, sizes_m: Floats, log_odds: Floats, ids: Ints) -> NDArray[np.bool_]:
    """Return which tracks have their middle inside a surer one, or an older: two things cannot."""
    count = len(ids)
    double = np.zeros(count, np.bool_)
    for i in range(count):
        for j in range(count):
            surer = log_odds[j] > log_odds[i] or (log_odds[j] == log_odds[i] and ids[j] < ids[i])
            off_x, off_y = mean[i, 0, 0] - mean[j, 0, 0], mean[i, 1, 0] - mean[j, 1, 0]
            double[i] |= surer and math.hypot(off_x, off_y) < 0.5 * sizes_m[j, 1]
    return double


def none() -> Tracks:
    """Return no tracks."""
    return Tracks(
        ids=np.empty(0, dtype=np.int64),
        mean=np.empty((0, 2, 3)),
        cov=np.empty((0, 3, 3)),
        heading_rad=np.empty(0),
        heading_var=np.empty(0),
        sizes_m=np.empty((0, 2)),
        size_looks=np.empty((0, 2)),
        votes=np.empty((0, len(Kind))),
        prior=np.empty(0),
        hits=np.empty((0, 0)),
        silence=np.empty((0, 0)),
        in_view_s=np.empty((0, 0)),
        born_s=np.empty(0),
        seen_s=np.empty(0),
    )
