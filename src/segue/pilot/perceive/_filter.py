"""The Kalman filter of all tracks at once: acceleration fades (Singer 1970, IEEE TAES 6, 473)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.perceive._looks import Look
from segue.pilot.perceive._odometry import wrapped
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
_NOISE_SHARES = np.array([[20.0, 8.0, 6.0], [8.0, 3.0, 2.0], [6.0, 2.0, 1.0]])
"""Of white jerk, integrated over a step: what divides the powers of the step."""
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
    jerk = 2.0 * MANOEUVRE_MPS2[kinds_of(tracks)] ** 2 / _MANOEUVRE_S
    powers = step_s ** np.array([[5.0, 4.0, 3.0], [4.0, 3.0, 2.0], [3.0, 2.0, 1.0]])
    mean, cov = _moved(tracks.mean, tracks.cov, transition(step_s), jerk, powers / _NOISE_SHARES)
    return replace(
        tracks,
        mean=mean,
        cov=cov,
        heading_rad=tracks.heading_rad + yaw_rates(tracks.mean) * step_s,
        heading_var=tracks.heading_var + _TURNING_RADPS**2 * step_s,
    )


@compiled
def _moved(
    mean: Floats, cov: Floats, moves: Floats, jerk: Floats, noise: Floats
) -> tuple[Floats, Floats]:
    """Return means and covariances a step later."""
    new_mean, new_cov = np.zeros_like(mean), np.empty_like(cov)
    for n in range(len(mean)):
        for i in range(3):
            for k in range(3):
                new_mean[n, 0, i] += moves[i, k] * mean[n, 0, k]
                new_mean[n, 1, i] += moves[i, k] * mean[n, 1, k]
            for j in range(3):
                total = jerk[n] * noise[i, j]
                for k in range(3):
                    for m in range(3):
                        total += moves[i, k] * cov[n, k, m] * moves[j, m]
                new_cov[n, i, j] = total
    return new_mean, new_cov


@compiled
def yaw_rates(mean: Floats) -> Floats:
    """Return how fast each turns, from its acceleration across its velocity."""
    rates = np.zeros(len(mean))
    for n in range(len(mean)):
        vx, vy, ax, ay = mean[n, 0, 1], mean[n, 1, 1], mean[n, 0, 2], mean[n, 1, 2]
        square = vx * vx + vy * vy
        if square > _TURNS_FROM_MPS * _TURNS_FROM_MPS:
            rates[n] = min(max((vx * ay - vy * ax) / square, -_MOST_TURN_RADPS), _MOST_TURN_RADPS)
    return rates


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
    mean, cov = tracks.mean.copy(), tracks.cov.copy()
    speed_vars = np.where(pairs.without_speed, math.inf, look.speed_sigma_mps**2)
    _take(mean, cov, rows, boxes, seen, row, spread, look.position_sigma_m**2, speed_vars)
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


@compiled
def _take(
    mean: Floats, cov: Floats, rows: Ints, boxes: Floats, seen: Floats, row: Floats,
    spread: Floats, place_var: float, speed_vars: Floats,
) -> None:  # fmt: skip
    """Take places and speeds into means and covariances, in place; of no speed only the place."""
    gain = np.zeros((3, 2))
    to_seen = np.zeros((3, 2))
    for n in range(len(rows)):
        t = rows[n]
        off = np.array(
            [
                [boxes[n, X] - seen[t, 0, 0], boxes[n, VX] - seen[t, 0, 1]],
                [boxes[n, Y] - seen[t, 1, 0], boxes[n, VY] - seen[t, 1, 1]],
            ]
        )
        var_p, both, var_v = spread[t, 0, 0] + place_var, spread[t, 0, 1], spread[t, 1, 1]
        blind = math.isnan(boxes[n, VX]) or speed_vars[n] == math.inf
        for i in range(3):
            for j in range(2):
                to_seen[i, j] = 0.0
                for k in range(3):
                    to_seen[i, j] += cov[t, i, k] * row[j, k]
        if blind:
            off[0, 1] = off[1, 1] = 0.0
            gain[:, 0], gain[:, 1] = to_seen[:, 0] / var_p, 0.0
        else:
            var_v += speed_vars[n]
            size = var_p * var_v - both * both
            gain[:, 0] = (to_seen[:, 0] * var_v - to_seen[:, 1] * both) / size
            gain[:, 1] = (to_seen[:, 1] * var_p - to_seen[:, 0] * both) / size
        for i in range(3):
            for axis in range(2):
                mean[t, axis, i] += gain[i, 0] * off[axis, 0] + gain[i, 1] * off[axis, 1]
            for j in range(3):
                cov[t, i, j] -= gain[i, 0] * to_seen[j, 0] + gain[i, 1] * to_seen[j, 1]


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
    turn = wrapped(np.where(told, measured_rad, course) - heading[rows])
    share = np.where(known, var[rows] / (var[rows] + sigma**2), 0.0)
    heading[rows] += share * turn
    var[rows] *= 1.0 - share
    return heading, var
