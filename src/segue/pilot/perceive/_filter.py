"""The Kalman filter of all tracks at once: acceleration fades (Singer 1970, IEEE TAES 6, 473)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from segue.pilot.perceive._looks import Look
from segue.pilot.perceive._pairing import Pairs
from segue.pilot.perceive._tracks import HEADING_RAD, MANOEUVRE_MPS2, Tracks, kinds_of
from segue.schema.drive import HEADING, LENGTH, VX, VY, WIDTH, Floats, Ints, X, Y

_MANOEUVRE_S = 1.5
"""How long an acceleration lasts: time constant; estimated."""
_TURNING_RADPS = 0.3
"""How fast a heading drifts in a second, one sigma; estimated."""
_COURSE_MPS = 1.5
"""Slower than this the velocity says nothing of the heading."""
_TURNS_FROM_MPS = 2.0
_MOST_TURN_RADPS = 1.0
_UNSEEN_VAR = 1e6
_LEAST_SIZE_SHARE = 0.05
_VOTE_FADES = 0.95


def transition(step_s: float) -> Floats:
    """Return what a step of time makes of place, speed and acceleration; it may be negative."""
    fade = math.exp(-step_s / _MANOEUVRE_S)
    to_speed = _MANOEUVRE_S * (1.0 - fade)
    return np.array(
        [
            [1.0, step_s, _MANOEUVRE_S * (step_s - to_speed)],
            [0.0, 1.0, to_speed],
            [0.0, 0.0, fade],
        ]
    )


def predicted(tracks: Tracks, step_s: float) -> Tracks:
    """Return the tracks a step of time later."""
    if step_s <= 0.0 or not len(tracks):
        return tracks
    moves = transition(step_s)
    jerk = 2.0 * MANOEUVRE_MPS2[kinds_of(tracks)] ** 2 / _MANOEUVRE_S
    return replace(
        tracks,
        mean=tracks.mean @ moves.T,
        cov=moves @ tracks.cov @ moves.T + jerk[:, None, None] * _noise(step_s),
        heading_rad=tracks.heading_rad + yaw_rates(tracks) * step_s,
        heading_var=tracks.heading_var + _TURNING_RADPS**2 * step_s,
    )


def _noise(step_s: float) -> Floats:
    """Return what a unit of white jerk adds to the covariance in a step."""
    powers = step_s ** np.array([[5.0, 4.0, 3.0], [4.0, 3.0, 2.0], [3.0, 2.0, 1.0]])
    return powers / np.array([[20.0, 8.0, 6.0], [8.0, 3.0, 2.0], [6.0, 2.0, 1.0]])


def yaw_rates(tracks: Tracks) -> Floats:
    """Return how fast each turns, from its acceleration across its velocity."""
    velocity, accel = tracks.mean[:, :, 1], tracks.mean[:, :, 2]
    across = velocity[:, 0] * accel[:, 1] - velocity[:, 1] * accel[:, 0]
    square = velocity[:, 0] ** 2 + velocity[:, 1] ** 2
    turning = across / np.maximum(square, _TURNS_FROM_MPS**2)
    return np.clip(
        np.where(square > _TURNS_FROM_MPS**2, turning, 0.0), -_MOST_TURN_RADPS, _MOST_TURN_RADPS
    )


def expected(tracks: Tracks, ago_s: float) -> tuple[Floats, Floats, Floats]:
    """Return what a look `ago_s` before the tracks' time should see.

    (N, 2, 2): place and speed by axis; (2, 3): what they are of a track's state; (N, 2, 2): their
    covariance.
    """
    row = transition(-ago_s)[:2]
    return tracks.mean @ row.T, row, row @ tracks.cov @ row.T


def updated(
    tracks: Tracks, look: Look, pairs: Pairs, foreseen: tuple[Floats, Floats, Floats]
) -> Tracks:
    """Return the tracks with what their detections say."""
    rows, boxes = pairs.tracks, look.boxes[pairs.detections]
    seen, row, spread = foreseen
    measured = np.stack((boxes[:, X : Y + 1], boxes[:, VX : VY + 1]), axis=2)
    blind = np.isnan(boxes[:, VX]) | pairs.without_speed
    residual = measured - seen[rows]
    residual[blind, :, 1] = 0.0
    total = spread[rows]
    total[:, 0, 0] += look.position_sigma_m**2
    total[:, 1, 1] += np.where(blind, _UNSEEN_VAR, look.speed_sigma_mps**2)
    gain = np.linalg.solve(total, row @ tracks.cov[rows]).transpose(0, 2, 1)
    mean, cov = tracks.mean.copy(), tracks.cov.copy()
    mean[rows] += residual @ gain.transpose(0, 2, 1)
    cov[rows] -= gain @ total @ gain.transpose(0, 2, 1)
    votes = tracks.votes.copy()
    votes[rows] *= _VOTE_FADES
    votes[rows, look.kinds[pairs.detections]] += 1.0
    sizes, looks = _sized(tracks, rows, boxes[:, LENGTH : WIDTH + 1])
    heading, heading_var = _headed(tracks, rows, boxes[:, HEADING], mean[rows, :, 1])
    seen_s = tracks.seen_s.copy()
    seen_s[rows] = look.time_s
    return replace(
        tracks, mean=mean, cov=cov, votes=votes, sizes_m=sizes, size_looks=looks,
        heading_rad=heading, heading_var=heading_var, seen_s=seen_s,
    )  # fmt: skip


def _sized(tracks: Tracks, rows: Ints, measured_m: Floats) -> tuple[Floats, Floats]:
    """Return sizes and how many looks measured them: a mean that old looks leave slowly."""
    sizes, looks = tracks.sizes_m.copy(), tracks.size_looks.copy()
    seen = ~np.isnan(measured_m)
    looks[rows] += seen
    share = np.maximum(1.0 / np.maximum(looks[rows], 1.0), _LEAST_SIZE_SHARE)
    sizes[rows] += np.where(seen, share * (measured_m - sizes[rows]), 0.0)
    return sizes, looks


def _headed(
    tracks: Tracks, rows: Ints, measured_rad: Floats, velocity: Floats
) -> tuple[Floats, Floats]:
    """Return headings and their variance: by the sensor's word, else by where it moves."""
    heading, var = tracks.heading_rad.copy(), tracks.heading_var.copy()
    speed = np.hypot(velocity[:, 0], velocity[:, 1])
    told = ~np.isnan(measured_rad)
    course = np.arctan2(velocity[:, 1], velocity[:, 0])
    sigma = np.where(told, HEADING_RAD, 1.0 / np.maximum(speed, _COURSE_MPS))
    known = told | (speed > _COURSE_MPS)
    turn = np.where(told, measured_rad, course) - heading[rows]
    turn = (turn + np.pi) % (2.0 * np.pi) - np.pi
    share = np.where(known, var[rows] / (var[rows] + sigma**2), 0.0)
    heading[rows] += share * turn
    var[rows] *= 1.0 - share
    return heading, var
