"""What the car knows of itself: wheels, gyroscope and GNSS, as well as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segue.schema.drive import EgoState, OwnMotion
from segue.world.scenes.files import OwnSensorsSpec
from segue.world.scenes.sensing._objects import SOON_S, within


class OwnSensors:
    """Speed, acceleration, turning and steering always; a place on the map when GNSS has one."""

    def __init__(self, spec: OwnSensorsSpec, random: np.random.Generator) -> None:
        self.spec = spec
        self._random = random
        self._next_fix_s = 0.0

    def read(self, ego: EgoState) -> OwnMotion:
        """Return what they say now; to be asked once a step, in order."""
        spec, now_s = self.spec, ego.time_s
        noise = self._random.normal(size=6).tolist()
        motion = OwnMotion(
            time_s=now_s,
            speed_mps=max(ego.speed_mps + spec.speed_sigma_mps * noise[0], 0.0),
            accel_mps2=ego.accel_mps2 + spec.accel_sigma_mps2 * noise[1],
            yaw_rate_radps=ego.yaw_rate_radps + spec.yaw_rate_sigma_radps * noise[2],
            steer_rad=ego.steer_rad,
        )
        if now_s < self._next_fix_s - SOON_S:
            return motion
        self._next_fix_s += spec.gnss_period_s
        if within(spec.gnss_dropouts, now_s):
            return motion
        return replace(
            motion,
            x_m=ego.x_m + spec.gnss_sigma_m * noise[3],
            y_m=ego.y_m + spec.gnss_sigma_m * noise[4],
            heading_rad=ego.heading_rad + spec.gnss_heading_sigma_rad * noise[5],
            position_sigma_m=spec.gnss_sigma_m,
        )
