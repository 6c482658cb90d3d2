"""`Perception`: from what sensors say, when they say it, to what is there now."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from segue.pilot.perceive import _ego as ego
from segue.pilot.perceive._existence import birth_log_odds, fits, weighed
from segue.pilot.perceive._filter import expected, predicted, updated, yaw_rates
from segue.pilot.perceive._looks import Look, cleaned
from segue.pilot.perceive._odometry import Odometry, Pose, moved, side_mps, wrapped
from segue.pilot.perceive._pairing import paired
from segue.pilot.perceive._sight import in_sight
from segue.pilot.perceive._timeline import Timeline
from segue.pilot.perceive._tracks import Tracks, born, doubles, kinds_of, none
from segue.schema.drive import EgoState, Floats, Inputs, Objects, OwnCar, SensorView

_OLDEST_LOOK_S = 1.0
_OLDEST_OWN_S = 0.2
_BELIEVED_LOG_ODDS = 0.0
"""An object is told of from as likely as not."""
_DROP_LOG_ODDS = math.log(0.05 / 0.95)
_LONGEST_UNSEEN_S = 5.0
_LONGEST_DOUBTFUL_S = 1.0
"""How long what is likely not there, or was seen for less long, is waited for."""
_MOST_SENSORS = 32
"""More than any car has: beyond it, names are made up."""
_COURSE_MPS = 1.0
"""Slower than this, an object accelerates along its heading."""


@dataclass(slots=True)
class _Sensor:
    """One that speaks, or may."""

    view: SensorView
    column: int
    """In what each sensor has said of the tracks."""
    last_s: float = -math.inf
    """When it last looked."""


class Perception:
    """Tracks what is around the car and the car itself. Called at every step, 50 times a second.

    Whatever it is given, it answers with finite numbers and does not raise; `rejected` counts what
    was not believed, by reason.

    Args:
        own_car: What they are on.
        sensors: What each is said to see; others may speak as well.
    """

    def __init__(self, own_car: OwnCar, sensors: tuple[SensorView, ...] = ()) -> None:
        self.rejected: Counter[str] = Counter()
        self._own_car = own_car
        self._timeline = Timeline()
        self._ego = ego.EgoFilter(own_car, self.rejected)
        self._odometry = Odometry(own_car)
        self._own_s = 0.0
        self._tracks = none()
        self._tracks_s = 0.0
        self._sensors: dict[str, _Sensor] = {}
        for view in sensors:
            self._know(view)
        self._next_id = 1

    def update(self, inputs: Inputs) -> tuple[EgoState, Objects]:
        """Return the car itself and everything believed to be around it, now."""
        self._timeline.step(inputs.time_s)
        now_s = self._timeline.now_s
        self._move(now_s, inputs)
        looks: list[Look] = []
        for seen in inputs.detections:
            late_s = inputs.time_s - seen.measured_s
            time_s = now_s - max(late_s, 0.0)
            sensor = self._sensors.get(seen.sensor)
            if sensor is None and len(self._sensors) >= _MOST_SENSORS:
                self.rejected["one sensor too many"] += len(seen.kinds)
                continue
            sensor = sensor or self._know(SensorView(sensor=seen.sensor))
            if not late_s <= _OLDEST_LOOK_S or time_s <= sensor.last_s:
                self.rejected["too old"] += len(seen.kinds)
                continue
            pose = self._odometry.at(time_s)
            looks.append(cleaned(seen, time_s, pose, self._own_car, self.rejected))
        for look in sorted(looks, key=lambda look: (look.time_s, look.sensor)):
            self._take(look)
        return self._told(now_s, inputs.time_s)

    def _move(self, now_s: float, inputs: Inputs) -> None:
        """Take in what the car's own sensors say of it."""
        late_s = inputs.time_s - inputs.own.time_s
        own_s = now_s - (late_s if 0.0 <= late_s <= _OLDEST_OWN_S else 0.0)
        step_s = own_s - self._own_s
        if step_s > 0.0:
            self._ego.step(step_s, inputs.own)
            self._own_s = own_s
            self._odometry.step(own_s, *self._ego.state[[ego.SPEED, ego.YAW_RATE]].tolist())

    def _take(self, look: Look) -> None:
        """Take in one sensor's look."""
        sensor = self._sensors[look.sensor]
        since_s, sensor.last_s = look.time_s - sensor.last_s, look.time_s
        fresh = look.time_s - self._tracks.seen_s < _LONGEST_UNSEEN_S
        tracks = predicted(self._tracks.kept(fresh), look.time_s - self._tracks_s)
        self._tracks_s = max(self._tracks_s, look.time_s)
        foreseen = expected(tracks, self._tracks_s - look.time_s)
        seen, _, spread = foreseen
        pairs = paired(seen, spread, kinds_of(tracks), look)
        self.rejected["speed of an object"] += int(np.count_nonzero(pairs.without_speed))
        hit = np.full(len(tracks), np.nan)
        variance = spread[pairs.tracks, 0, 0] + look.position_sigma_m**2
        hit[pairs.tracks] = fits(pairs.chi_square, variance)
        sight = in_sight(sensor.view, look.pose, seen[:, :, 0], tracks, np.sqrt(spread[:, 0, 0]))
        tracks = weighed(
            tracks, sensor.view, sensor.column, hit, sight, time_s=look.time_s, since_s=since_s
        )
        tracks = updated(tracks, look, pairs, foreseen)
        fits_none = np.ones(len(look.boxes), dtype=np.bool_)
        fits_none[pairs.detections] = False
        new = np.flatnonzero(fits_none)
        if len(new):
            tracks = tracks.joined(
                born(
                    look,
                    new,
                    self._next_id,
                    prior=birth_log_odds(sensor.view),
                    sensor=sensor.column,
                    sensors=len(self._sensors),
                )
            )
            self._next_id += len(new)
        unseen_s = look.time_s - tracks.seen_s
        scarcely = (tracks.log_odds < 0.0) | (unseen_s > tracks.seen_s - tracks.born_s)
        doubtful = scarcely & (unseen_s > _LONGEST_DOUBTFUL_S)
        double = doubles(tracks.mean, tracks.sizes_m, tracks.log_odds, tracks.ids)
        drop = (tracks.log_odds < _DROP_LOG_ODDS) | doubtful | double
        self._tracks = tracks.kept(~drop)

    def _know(self, view: SensorView) -> _Sensor:
        """Make room for what a sensor says."""
        sensor = self._sensors[view.sensor] = _Sensor(view, len(self._sensors))
        self._tracks = self._tracks.widened()
        return sensor

    def _told(self, now_s: float, clock_s: float) -> tuple[EgoState, Objects]:
        """Return what is believed, as of now, on the map."""
        own = self._ego
        speed, yaw_rate = own.state[[ego.SPEED, ego.YAW_RATE]].tolist()
        side = side_mps(self._own_car, speed, yaw_rate)
        pose = tuple(own.state[: ego.SPEED].tolist())
        here = moved(pose, speed, side, yaw_rate, now_s - self._own_s)
        time_s = clock_s if math.isfinite(clock_s) else now_s
        state = EgoState(
            time_s=time_s,
            x_m=here[0],
            y_m=here[1],
            heading_rad=math.remainder(here[2], 2.0 * math.pi),
            speed_mps=speed,
            accel_mps2=own.accel_mps2,
            yaw_rate_radps=yaw_rate,
            steer_rad=own.steer_rad,
            position_sigma_m=own.position_sigma_m,
        )
        believed = self._tracks.log_odds >= _BELIEVED_LOG_ODDS
        fresh = now_s - self._tracks.seen_s < _LONGEST_UNSEEN_S
        tracks = predicted(self._tracks.kept(believed & fresh), now_s - self._tracks_s)
        boxes = _on_map(tracks, self._odometry.at(now_s), here)
        return state, Objects(
            time_s=time_s,
            ids=tracks.ids,
            kinds=kinds_of(tracks),
            boxes=boxes,
            existence=tracks.existence,
            age_s=now_s - tracks.born_s,
            unseen_s=now_s - tracks.seen_s,
            position_sigma_m=np.sqrt(tracks.cov[:, 0, 0]),
            speed_sigma_mps=np.sqrt(tracks.cov[:, 1, 1]),
        )


def _on_map(tracks: Tracks, odometry: Pose, here: Pose) -> Floats:
    """Return tracks as boxes on the map, (N, 9): the car is at `odometry` there, at `here` here."""
    turn = here[2] - odometry[2]
    cos, sin = math.cos(turn), math.sin(turn)
    to_map = np.array([[cos, sin], [-sin, cos]])
    velocity = tracks.mean[:, :, 1] @ to_map
    accel = tracks.mean[:, :, 2] @ to_map
    heading = tracks.heading_rad + turn
    ahead = np.column_stack((np.cos(heading), np.sin(heading)))
    speed = np.hypot(velocity[:, 0], velocity[:, 1])
    moves = speed > _COURSE_MPS
    ahead[moves] = velocity[moves] / speed[moves, None]
    return np.column_stack(
        (
            (tracks.mean[:, :, 0] - odometry[:2]) @ to_map + here[:2],
            wrapped(heading),
            velocity,
            tracks.sizes_m,
            np.sum(accel * ahead, axis=1),
            yaw_rates(tracks.mean),
        )
    )
