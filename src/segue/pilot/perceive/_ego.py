"""Where the car itself is and how it moves: an extended Kalman filter over its own sensors."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from segue.pilot.compiled import compiled
from segue.pilot.perceive._odometry import side_mps, wrapped
from segue.schema.drive import Floats, OwnCar, OwnMotion

PX, PY, HEADING, SPEED, YAW_RATE, GYRO_BIAS, SPEED_SCALE = range(7)
"""Of the state. A gyro reads its bias more, a wheel its scale error more than there is."""

_UNIT = np.eye(7)
_STEP_S = 0.02

# One sigma each, of a car's series sensors; estimated unless a source is named.
_START = np.array([1e3, 1e3, math.pi, 5.0, 0.2, 0.01, 0.01])
_ACCEL_MPS2 = 0.5
"""What the accelerometer errs by, a slope's gravity included, over a second."""
_YAW_ACCEL_RADPS2 = 0.5
_BIAS_DRIFT_RADPS = 2e-4
"""A second's; MEMS gyro, in-run instability about 10 degrees an hour."""
_SCALE_DRIFT = 1e-5
_SPEED_MPS = 0.1
_GYRO_RADPS = 0.01
_STEER_RAD = 0.01
_STILL_RADPS = 0.002
_GNSS_HEADING_RAD = 0.03
_LEAST_GNSS_M, _MOST_GNSS_M = 0.02, 1e3
_FARTHEST_M = 1e7
"""A flat map ends before."""

_STILL_MPS = 0.05
_MOST_ACCEL_MPS2 = 15.0
"""More is a sensor's error: tyres hold about 10."""
_MOST_YAW_ACCEL_RADPS2 = 10.0
_MOST_YAW_RATE_RADPS = 3.0
_MOST_STEER_RAD = 1.0
_SPEED_MARGIN_MPS, _YAW_RATE_MARGIN_RADPS = 1.0, 0.3
_ACCEL_SMOOTH_S = 0.1
_GNSS_GATE = 18.4
"""Chi-square with 2 degrees of freedom: one right fix in 10,000 is rejected."""
_GNSS_TOGETHER_S = 1.0
"""Fixes nearer in time share their error, and count as one together."""
_BELIEVE_AFTER_S = 10.0
"""How long fixes must say the same before they are believed against the car's own motion."""
_HEADING_BASE_M = 5.0
_HEADING_KNOWN_RAD = 0.5


class EgoFilter:
    """The car's state on the map. Works on without GNSS, less and less sure."""

    def __init__(self, own_car: OwnCar, rejected: Counter[str]) -> None:
        self._own_car = own_car
        self.state = np.zeros(7)
        self._cov = np.diag(_START**2)
        self.accel_mps2 = 0.0
        self.steer_rad = 0.0
        self._rejected = rejected
        self._speed_age_s = math.inf
        self._yaw_age_s = math.inf
        self._fix_age_s = math.inf
        self._placed = False
        self._base = np.zeros(2)
        self._doubt = np.full(2, math.inf)
        self._doubt_s = 0.0

    @property
    def position_sigma_m(self) -> float:
        """How unsure the place is, one sigma on an axis."""
        return math.sqrt(0.5 * (self._cov[PX, PX] + self._cov[PY, PY]))

    def step(self, step_s: float, own: OwnMotion) -> None:
        """Go on by `step_s`, and take in what the sensors say then."""
        self._predict(step_s)
        self._take_accel(step_s, own.accel_mps2)
        self._take_speed(step_s, own.speed_mps)
        self._take_turning(step_s, own)
        self._take_gnss(step_s, own)

    def _predict(self, step_s: float) -> None:
        state = self.state
        along = state[HEADING] + 0.5 * state[YAW_RATE] * step_s
        cos, sin, step_m = math.cos(along), math.sin(along), state[SPEED] * step_s
        side_m = side_mps(self._own_car, float(state[SPEED]), float(state[YAW_RATE])) * step_s
        state[PX] += step_m * cos - side_m * sin
        state[PY] += step_m * sin + side_m * cos
        state[HEADING] += state[YAW_RATE] * step_s
        state[SPEED] += self.accel_mps2 * step_s
        cov = self._cov = _spread(self._cov, step_s, step_m, cos, sin)
        cov[SPEED, SPEED] += _ACCEL_MPS2**2 * step_s
        cov[YAW_RATE, YAW_RATE] += _YAW_ACCEL_RADPS2**2 * step_s
        cov[GYRO_BIAS, GYRO_BIAS] += _BIAS_DRIFT_RADPS**2 * step_s
        cov[SPEED_SCALE, SPEED_SCALE] += _SCALE_DRIFT**2 * step_s

    def _take_accel(self, step_s: float, accel_mps2: float) -> None:
        if abs(accel_mps2) <= _MOST_ACCEL_MPS2:
            share = step_s / (step_s + _ACCEL_SMOOTH_S)
            self.accel_mps2 += share * (accel_mps2 - self.accel_mps2)
        else:
            self._rejected["acceleration"] += 1
            self.accel_mps2 *= math.exp(-step_s / _ACCEL_SMOOTH_S)

    def _take_speed(self, step_s: float, speed_mps: float) -> None:
        self._speed_age_s += step_s
        most = _SPEED_MARGIN_MPS + _MOST_ACCEL_MPS2 * self._speed_age_s
        residual = speed_mps - self.state[SPEED] * (1.0 + self.state[SPEED_SCALE])
        if not abs(speed_mps) <= self._own_car.top_speed_mps * 2.0 or not abs(residual) <= most:
            self._rejected["speed"] += 1
            return
        self._speed_age_s = 0.0
        row = (1.0 + self.state[SPEED_SCALE]) * _UNIT[SPEED]
        row[SPEED_SCALE] = self.state[SPEED]
        self._measure(row, residual, _SPEED_MPS**2)

    def _take_turning(self, step_s: float, own: OwnMotion) -> None:
        self._yaw_age_s += step_s
        if self._speed_age_s == 0.0 and abs(own.speed_mps) < _STILL_MPS:
            self._measure(_UNIT[YAW_RATE], -self.state[YAW_RATE], _STILL_RADPS**2)
        if math.isfinite(own.steer_rad) and abs(own.steer_rad) <= _MOST_STEER_RAD:
            self.steer_rad = own.steer_rad
            speed = self.state[SPEED]
            car = self._own_car
            base = car.wheelbase_m + car.understeer_rad_per_mps2 * speed * speed
            turning = speed * math.tan(own.steer_rad) / base
            sigma = _GYRO_RADPS + abs(speed) * _STEER_RAD / base
            self._measure(_UNIT[YAW_RATE], turning - self.state[YAW_RATE], sigma**2)
        residual = own.yaw_rate_radps - self.state[YAW_RATE] - self.state[GYRO_BIAS]
        most = _YAW_RATE_MARGIN_RADPS + _MOST_YAW_ACCEL_RADPS2 * self._yaw_age_s
        if not abs(own.yaw_rate_radps) <= _MOST_YAW_RATE_RADPS or not abs(residual) <= most:
            self._rejected["yaw rate"] += 1
            return
        self._yaw_age_s = 0.0
        row = _UNIT[YAW_RATE] + _UNIT[GYRO_BIAS]
        self._measure(row, residual, _GYRO_RADPS**2)

    def _take_gnss(self, step_s: float, own: OwnMotion) -> None:
        self._fix_age_s += step_s
        self._doubt_s += step_s
        if own.x_m is None or own.y_m is None:
            return
        fix = np.array([own.x_m, own.y_m])
        sigma_m = min(max(own.position_sigma_m, _LEAST_GNSS_M), _MOST_GNSS_M)
        heading = math.nan if own.heading_rad is None else own.heading_rad
        if not (np.abs(fix) < _FARTHEST_M).all() or math.isnan(sigma_m):
            self._rejected["fix"] += 1
        elif not self._placed:
            self._place(fix, sigma_m)
            self._placed, self._base = True, fix
            if math.isfinite(heading):
                self._turn_to(heading, _GNSS_HEADING_RAD)
        elif self._cov[HEADING, HEADING] > _HEADING_KNOWN_RAD**2:
            self._find_heading(fix, sigma_m, heading)
        else:
            self._take_fix(fix, sigma_m, heading)

    def _take_fix(self, fix: Floats, sigma_m: float, heading_rad: float) -> None:
        variance = sigma_m**2 * max(_GNSS_TOGETHER_S / max(self._fix_age_s, _STEP_S), 1.0)
        off = fix - self.state[:2]
        var_x, var_y = self._cov[PX, PX] + variance, self._cov[PY, PY] + variance
        both = self._cov[PX, PY]
        square = var_y * off[0] ** 2 - 2.0 * both * off[0] * off[1] + var_x * off[1] ** 2
        if square > _GNSS_GATE * (var_x * var_y - both * both):
            self._rejected["fix"] += 1
            if np.hypot(*(off - self._doubt)) > math.sqrt(_GNSS_GATE * (var_x + var_y)):
                self._doubt, self._doubt_s = off, 0.0
            elif self._doubt_s > _BELIEVE_AFTER_S:
                self._place(fix, sigma_m)
            return
        self._fix_age_s, self._doubt_s = 0.0, 0.0
        self._doubt = np.full(2, math.inf)
        for axis in (PX, PY):
            self._measure(_UNIT[axis], fix[axis] - self.state[axis], variance)
        turned = wrapped(heading_rad - self.state[HEADING])
        if turned**2 < _GNSS_GATE * (self._cov[HEADING, HEADING] + _GNSS_HEADING_RAD**2):
            self._measure(_UNIT[HEADING], turned, _GNSS_HEADING_RAD**2)

    def _place(self, fix: Floats, sigma_m: float) -> None:
        """Be where a fix says, whatever was believed."""
        self.state[:2] = fix
        self._cov[:2, :], self._cov[:, :2] = 0.0, 0.0
        self._cov[PX, PX] = self._cov[PY, PY] = sigma_m**2
        self._doubt = np.full(2, math.inf)
        self._doubt_s = 0.0

    def _turn_to(self, heading_rad: float, sigma_rad: float) -> None:
        """Head where a fix says, whatever was believed."""
        self.state[HEADING] = heading_rad
        self._cov[HEADING, :], self._cov[:, HEADING] = 0.0, 0.0
        self._cov[HEADING, HEADING] = sigma_rad**2

    def _find_heading(self, fix: Floats, sigma_m: float, heading_rad: float) -> None:
        """Turn the car's own way since the first fix so that it leads to this one."""
        by_fixes, by_motion = fix - self._base, self.state[:2] - self._base
        length_m = min(np.hypot(*by_fixes), np.hypot(*by_motion))
        if math.isfinite(heading_rad):
            self._turn_to(heading_rad, _GNSS_HEADING_RAD)
        elif length_m > max(_HEADING_BASE_M, 5.0 * sigma_m):
            turn = math.atan2(by_fixes[1], by_fixes[0]) - math.atan2(by_motion[1], by_motion[0])
            self._turn_to(self.state[HEADING] + turn, 1.5 * sigma_m / length_m)
        else:
            return
        self._place(fix, sigma_m)

    def _measure(self, row: Floats, residual: float, variance: float) -> None:
        """Take in one number: the state's `row`-fold was this much more than expected."""
        _measure(self.state, self._cov, row, residual, variance)


@compiled
def _spread(cov: Floats, step_s: float, step_m: float, cos: float, sin: float) -> Floats:
    """Return the covariance after a step of so many metres in a direction, noise not yet added."""
    moves = np.eye(7)
    moves[PX, HEADING], moves[PY, HEADING] = -step_m * sin, step_m * cos
    moves[PX, SPEED], moves[PY, SPEED] = step_s * cos, step_s * sin
    moves[PX, YAW_RATE] = 0.5 * step_s * moves[PX, HEADING]
    moves[PY, YAW_RATE] = 0.5 * step_s * moves[PY, HEADING]
    moves[HEADING, YAW_RATE] = step_s
    spread = np.zeros((7, 7))
    for i in range(7):
        for j in range(i + 1):
            for k in range(7):
                for m in range(7):
                    spread[i, j] += moves[i, k] * cov[k, m] * moves[j, m]
            spread[j, i] = spread[i, j]
    return spread


@compiled
def _measure(state: Floats, cov: Floats, row: Floats, residual: float, variance: float) -> None:
    """Take one number into state and covariance, in place."""
    spread = np.zeros(7)
    total = variance
    for i in range(7):
        for j in range(7):
            spread[i] += cov[i, j] * row[j]
        total += row[i] * spread[i]
    for i in range(7):
        state[i] += spread[i] / total * residual
        for j in range(7):
            cov[i, j] -= spread[i] * spread[j] / total
