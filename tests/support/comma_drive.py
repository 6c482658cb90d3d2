"""A minute of a real drive (comma2k19) as the pilot would be given it, and where the car was."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from segue.schema.drive import Floats, Inputs, OwnMotion

STEP_S = 0.02
GNSS_SIGMA_M = 2.0
"""A single-frequency receiver in a car; the file says none."""
_STEER_RATIO = 15.3
"""Wheel in the hands to wheels on the road; the drive is a Honda Civic's (opendbc)."""
_MAJOR_M, _ECCENTRICITY2 = 6378137.0, 6.69437999014e-3
"""WGS 84."""


class CommaDrive:
    """The drive on a flat map: x east, y north, from where the car first was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.times_s = self._file("frame_times")
        self._start_s = float(self.times_s[0])
        positions_m = self._file("frame_positions")
        east, north = _axes(positions_m[0])
        off = positions_m - positions_m[0]
        self.true_m = np.column_stack((off @ east, off @ north))
        """(N, 2): by post-processed GNSS, which the filter is not given."""
        velocities = self._file("frame_velocities")
        self.true_heading_rad = np.unwrap(np.arctan2(velocities @ north, velocities @ east))
        self.true_heading_rad[np.hypot(velocities @ north, velocities @ east) < 1.0] = np.nan
        self.true_speed_mps = np.linalg.norm(velocities, axis=1)
        fixes = self._file("processed_log_GNSS_live_gnss_ublox_value")
        to_m = _ecef(np.radians(fixes[:, 0]), np.radians(fixes[:, 1]), fixes[:, 4]) - positions_m[0]
        self.fixes_s = self._file("processed_log_GNSS_live_gnss_ublox_t")
        self.fixes_m = np.column_stack((to_m @ east, to_m @ north))

    def _file(self, name: str) -> Floats:
        return np.load(self._folder / f"{name}.npy").squeeze()

    def true_at(self, time_s: float) -> Floats:
        """Return where the car was at a time of `inputs`: x, y, heading, speed."""
        when = time_s + self._start_s
        columns = (*self.true_m.T, self.true_heading_rad, self.true_speed_mps)
        return np.array([np.interp(when, self.times_s, column) for column in columns])

    def inputs(self, *, gnss_until_s: float = math.inf) -> Iterator[Inputs]:
        """Yield what the car's sensors say, every 0.02 s, the newest of each."""
        speed_s = self._file("processed_log_CAN_speed_t")
        speed = self._file("processed_log_CAN_speed_value")
        steer_s = self._file("processed_log_CAN_steering_angle_t")
        steer = np.radians(self._file("processed_log_CAN_steering_angle_value")) / _STEER_RATIO
        imu_s = self._file("processed_log_IMU_gyro_t")
        turning = -self._file("processed_log_IMU_gyro_value")[:, 2]
        ahead = self._file("processed_log_IMU_accelerometer_value")[:, 0]
        fixed = -1
        for step in range(5, round(59.5 / STEP_S)):
            when = self._start_s + step * STEP_S
            fix = int(np.searchsorted(self.fixes_s, when, side="right")) - 1
            fresh = fix > fixed and step * STEP_S < gnss_until_s
            fixed = max(fix, fixed)
            yield Inputs(
                time_s=step * STEP_S,
                own=OwnMotion(
                    time_s=step * STEP_S,
                    speed_mps=_newest(speed_s, speed, when),
                    accel_mps2=_newest(imu_s, ahead, when),
                    yaw_rate_radps=_newest(imu_s, turning, when),
                    steer_rad=_newest(steer_s, steer, when),
                    x_m=float(self.fixes_m[fix, 0]) if fresh else None,
                    y_m=float(self.fixes_m[fix, 1]) if fresh else None,
                    position_sigma_m=GNSS_SIGMA_M,
                ),
            )


def _newest(times_s: Floats, values: Floats, when_s: float) -> float:
    row = int(np.searchsorted(times_s, when_s, side="right")) - 1
    return float(values[max(row, 0)])


def _ecef(latitude_rad: Floats, longitude_rad: Floats, height_m: Floats) -> Floats:
    """Return places on the ellipsoid as (N, 3), earth-centred."""
    normal = _MAJOR_M / np.sqrt(1.0 - _ECCENTRICITY2 * np.sin(latitude_rad) ** 2)
    across = (normal + height_m) * np.cos(latitude_rad)
    return np.column_stack(
        (
            across * np.cos(longitude_rad),
            across * np.sin(longitude_rad),
            ((1.0 - _ECCENTRICITY2) * normal + height_m) * np.sin(latitude_rad),
        )
    )


def _axes(place_m: Floats) -> tuple[Floats, Floats]:
    """Return east and north at a place; up as a sphere's, which turns neither."""
    east = np.array([-place_m[1], place_m[0], 0.0]) / np.hypot(place_m[0], place_m[1])
    up = place_m / np.linalg.norm(place_m)
    return east, np.cross(up, east)
