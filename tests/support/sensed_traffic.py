"""Traffic that is truly there, and what faulty sensors say of it: seeded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from segue.schema.drive import Detections, Floats, Inputs, Ints, Kind, Objects, OwnMotion

STEP_S = 0.02


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How one sensor errs."""

    name: str = "radar"
    period_s: float = 0.1
    latency_s: float = 0.0
    position_sigma_m: float = 0.0
    speed_sigma_mps: float = 0.0
    dropout: float = 0.0
    """Share of objects missed in a look."""
    ghosts: float = 0.0
    """False detections a look, on average, anywhere within 80 m."""
    with_speed: bool = True
    with_size: bool = True


@dataclass(frozen=True, kw_only=True)
class Mover:
    """An object that drives, turns and accelerates evenly."""

    x_m: float
    y_m: float
    heading_rad: float = 0.0
    speed_mps: float = 0.0
    accel_mps2: float = 0.0
    yaw_rate_radps: float = 0.0
    kind: Kind = Kind.CAR
    length_m: float = 4.5
    width_m: float = 1.8

    def box(self, time_s: float) -> list[float]:
        """Return where it is then, as a row of `Objects.boxes`."""
        times = np.linspace(0.0, time_s, max(int(time_s / STEP_S), 1) + 1)
        middles = 0.5 * (times[1:] + times[:-1])
        speeds = np.maximum(self.speed_mps + self.accel_mps2 * middles, 0.0)
        headings = self.heading_rad + self.yaw_rate_radps * middles
        steps = np.diff(times)
        speed = max(self.speed_mps + self.accel_mps2 * time_s, 0.0)
        heading = self.heading_rad + self.yaw_rate_radps * time_s
        return [
            self.x_m + float(np.sum(steps * speeds * np.cos(headings))),
            self.y_m + float(np.sum(steps * speeds * np.sin(headings))),
            heading, speed * math.cos(heading), speed * math.sin(heading),
            self.length_m, self.width_m, self.accel_mps2 if speed > 0.0 else 0.0,
            self.yaw_rate_radps,
        ]  # fmt: skip


@dataclass(kw_only=True)
class SensedTraffic:
    """A drive: the car goes straight along x from the origin; others move by themselves."""

    movers: Sequence[Mover]
    sensors: Sequence[Faults] = field(default_factory=lambda: (Faults(),))
    seed: int = 0
    ego_speed_mps: float = 0.0
    gnss_sigma_m: float = 0.0

    def truth(self, time_s: float) -> Objects:
        """Return what is truly there."""
        return Objects.exact(
            time_s,
            np.arange(len(self.movers)),
            np.array([mover.kind for mover in self.movers], dtype=np.int64),
            np.array([mover.box(time_s) for mover in self.movers]).reshape(-1, 9),
        )

    def run(self, duration_s: float) -> Iterator[tuple[Inputs, Objects]]:
        """Yield what the pilot is given at each step, and what is truly there."""
        rng = np.random.default_rng(self.seed)
        waiting: list[tuple[float, Detections]] = []
        for step in range(round(duration_s / STEP_S)):
            time_s = step * STEP_S
            for sensor in self.sensors:
                if step % round(sensor.period_s / STEP_S) == 0:
                    look = self._look(sensor, time_s, rng)
                    waiting.append((time_s + sensor.latency_s, look))
            arrived = tuple(look for due_s, look in waiting if due_s <= time_s + 1e-9)
            waiting = [entry for entry in waiting if entry[0] > time_s + 1e-9]
            fix = np.array([self.ego_speed_mps * time_s, 0.0]) + rng.normal(
                0.0, self.gnss_sigma_m, 2
            )
            own = OwnMotion(
                time_s=time_s,
                speed_mps=self.ego_speed_mps,
                accel_mps2=0.0,
                yaw_rate_radps=0.0,
                steer_rad=0.0,
                x_m=float(fix[0]),
                y_m=float(fix[1]),
                heading_rad=0.0,
                position_sigma_m=self.gnss_sigma_m,
            )
            yield Inputs(time_s=time_s, own=own, detections=arrived), self.truth(time_s)

    def _look(self, sensor: Faults, time_s: float, rng: np.random.Generator) -> Detections:
        true = self.truth(time_s)
        boxes, kinds = true.boxes[:, :7].copy(), true.kinds
        boxes[:, 0] -= self.ego_speed_mps * time_s
        count = len(boxes)
        boxes[:, :2] += rng.normal(0.0, sensor.position_sigma_m, (count, 2))
        boxes[:, 3:5] += rng.normal(0.0, sensor.speed_sigma_mps, (count, 2))
        seen = rng.uniform(size=count) >= sensor.dropout
        ghosts = self._ghosts(int(rng.poisson(sensor.ghosts)), rng)
        boxes = np.concatenate((boxes[seen], ghosts))
        kinds = np.concatenate((kinds[seen], np.full(len(ghosts), Kind.CAR)))
        if not sensor.with_speed:
            boxes[:, 3:5] = np.nan
        if not sensor.with_size:
            boxes[:, 5:7] = np.nan
        return Detections(
            sensor=sensor.name,
            measured_s=time_s,
            boxes=boxes,
            kinds=_ints(kinds),
            position_sigma_m=sensor.position_sigma_m,
            speed_sigma_mps=sensor.speed_sigma_mps,
        )

    @staticmethod
    def _ghosts(count: int, rng: np.random.Generator) -> Floats:
        ghosts = np.zeros((count, 7))
        ghosts[:, :2] = rng.uniform(-80.0, 80.0, (count, 2))
        ghosts[:, 2] = rng.uniform(-math.pi, math.pi, count)
        ghosts[:, 3:5] = rng.normal(0.0, 8.0, (count, 2))
        ghosts[:, 5:7] = (4.5, 1.8)
        return ghosts


def _ints(values: Ints) -> Ints:
    return np.asarray(values, dtype=np.int64)


def busy_road(count: int, *, seed: int = 1) -> list[Mover]:
    """Return cars on three lanes around the car, each lane at its own speed and acceleration."""
    rng = np.random.default_rng(seed)
    speeds, accels = rng.uniform(18.0, 22.0, 3), rng.normal(0.0, 0.4, 3)
    return [
        Mover(
            x_m=(k // 3 - count / 6.0) * 22.0 + float(rng.uniform(-4.0, 4.0)),
            y_m=(-3.5, 7.0, 3.5)[k % 3],
            speed_mps=float(speeds[k % 3]),
            accel_mps2=float(accels[k % 3]),
        )
        for k in range(count)
    ]
