"""Tracks of what faulty sensors report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numba import typeof
from sensed_traffic import Faults, Mover, SensedTraffic, busy_road

from segue.pilot.perceive import Perception, TrackScore, _existence, _perception, _sight
from segue.schema.drive import Kind, Objects, OwnCar

RADAR = Faults(position_sigma_m=0.3, speed_sigma_mps=0.3)


def _drive(drive: SensedTraffic, duration_s: float, *, after_s: float = 1.0) -> TrackScore:
    perception, score = Perception(OwnCar()), TrackScore()
    for inputs, truth in drive.run(duration_s):
        _, objects = perception.update(inputs)
        if inputs.time_s >= after_s:
            score.add(truth, objects)
    return score


def _last(drive: SensedTraffic, duration_s: float) -> tuple[Objects, Objects]:
    perception = Perception(OwnCar())
    told = [(perception.update(inputs)[1], truth) for inputs, truth in drive.run(duration_s)]
    return told[-1]


@pytest.mark.parametrize("seed", range(3))
def test_everything_keeps_its_identity_when_a_radar_is_noisy(seed: int) -> None:
    """Twelve cars around a car at 20 m/s: none missed, none switched."""
    drive = SensedTraffic(
        movers=busy_road(12, seed=seed), sensors=(RADAR,), seed=seed, ego_speed_mps=20.0
    )
    score = _drive(drive, 6.0)
    assert (score.missed, score.switches) == (0, 0)
    assert score.mota > 0.98


@pytest.mark.parametrize("seed", range(3))
def test_tracks_are_kept_when_looks_drop_out_and_ghosts_appear(seed: int) -> None:
    """One look in five missed, a ghost every other look: from 2 s on no car is missed."""
    sensor = replace(RADAR, dropout=0.2, ghosts=0.5, latency_s=0.2)
    drive = SensedTraffic(
        movers=busy_road(12, seed=seed), sensors=(sensor,), seed=seed, ego_speed_mps=20.0
    )
    score = _drive(drive, 8.0, after_s=2.0)
    assert score.missed == 0
    assert score.switches <= 1
    assert score.mota > 0.9


def test_places_are_of_now_when_the_sensor_lags() -> None:
    """A car at 20 m/s has gone 6 m on by the time a look of 0.3 s ago is heard of."""
    lagging = Faults(latency_s=0.3)
    told, truth = _last(
        SensedTraffic(movers=[Mover(x_m=0.0, y_m=4.0, speed_mps=20.0)], sensors=(lagging,)), 3.0
    )
    assert told.boxes[0, :2] == pytest.approx(truth.boxes[0, :2], abs=0.1)


def test_speed_is_found_when_the_sensor_gives_none() -> None:
    """A camera tells places and no speeds or sizes; the speed comes of the places."""
    camera = Faults(name="camera", with_speed=False, with_size=False, position_sigma_m=0.1)
    told, _ = _last(
        SensedTraffic(movers=[Mover(x_m=10.0, y_m=4.0, speed_mps=12.0)], sensors=(camera,)), 4.0
    )
    assert told.boxes[0, 3] == pytest.approx(12.0, abs=0.6)
    assert told.boxes[0, 5:7] == pytest.approx([4.5, 1.8])


def test_identities_stay_apart_when_ways_cross() -> None:
    """A car and a cyclist whose ways cross within 3 m of one another keep their ids."""
    movers = [
        Mover(x_m=0.0, y_m=8.0, speed_mps=10.0),
        Mover(x_m=28.0, y_m=-9.0, heading_rad=np.pi / 2.0, speed_mps=5.0, kind=Kind.BICYCLE,
              length_m=1.8, width_m=0.6),
    ]  # fmt: skip
    drive = SensedTraffic(movers=movers, sensors=(RADAR,), seed=2)
    score = _drive(drive, 5.0)
    assert (score.switches, score.missed) == (0, 0)


def test_one_look_makes_no_object_when_it_is_not_seen_again() -> None:
    """Ghosts that come once and go are never told of by a sensor that looks ten times a second."""
    drive = SensedTraffic(movers=[], sensors=(Faults(ghosts=0.3),), seed=5)
    perception = Perception(OwnCar())
    told = [len(perception.update(inputs)[1]) for inputs, _ in drive.run(10.0)]
    assert sum(told) <= 0.01 * len(told)


def test_a_track_lives_on_less_sure_when_nothing_is_seen() -> None:
    """Half a second without a look kills no track; its place grows unsure, its age goes on."""
    drive = SensedTraffic(movers=[Mover(x_m=20.0, y_m=0.0, speed_mps=5.0)], sensors=(RADAR,))
    perception = Perception(OwnCar())
    seen: list[Objects] = []
    for inputs, _ in drive.run(3.5):
        blind = inputs.time_s > 3.0
        quiet = tuple(
            replace(look, boxes=look.boxes[:0], kinds=look.kinds[:0]) for look in inputs.detections
        )
        seen.append(perception.update(replace(inputs, detections=quiet) if blind else inputs)[1])
    before, after = seen[149], seen[-1]
    assert after.ids.tolist() == before.ids.tolist()
    assert after.position_sigma_m[0] > 2.0 * before.position_sigma_m[0]
    assert after.existence[0] < before.existence[0]
    assert after.unseen_s[0] == pytest.approx(0.48, abs=0.11)
    assert after.age_s[0] == pytest.approx(3.48, abs=0.03)


def test_ids_are_never_used_again_when_objects_come_and_go() -> None:
    """What is seen anew after it was lost is somebody new."""
    drive = SensedTraffic(movers=[Mover(x_m=20.0, y_m=0.0)], sensors=(RADAR,))
    perception, ids = Perception(OwnCar()), []
    for inputs, _ in drive.run(20.0):
        lost = 3.0 < inputs.time_s < 15.0
        _, objects = perception.update(replace(inputs, detections=()) if lost else inputs)
        ids.append(objects.ids.tolist())
    assert ids[120] != ids[-1]
    assert max(ids[120]) < min(ids[-1])


def test_what_is_inside_the_car_is_no_object_when_a_sensor_says_so() -> None:
    """The own bonnet is not a collision."""
    drive = SensedTraffic(movers=[Mover(x_m=0.5, y_m=0.0)], sensors=(Faults(),))
    perception = Perception(OwnCar())
    told = [len(perception.update(inputs)[1]) for inputs, _ in drive.run(1.0)]
    assert sum(told) == 0
    assert perception.rejected["inside the car"] == 10


def test_a_speed_is_not_believed_when_no_tyre_makes_it() -> None:
    """From 10 to 40 m/s between two looks: the place is taken, the speed is not."""
    drive = SensedTraffic(movers=[Mover(x_m=20.0, y_m=3.0, speed_mps=10.0)], sensors=(RADAR,))
    perception = Perception(OwnCar())
    objects: Objects | None = None
    for inputs, _ in drive.run(2.1):
        looks = inputs.detections
        if inputs.time_s > 1.99:
            for look in looks:
                look.boxes[:, 3] = 40.0
        _, objects = perception.update(inputs)
    assert objects is not None
    assert len(objects) == 1
    assert objects.boxes[0, 3] == pytest.approx(10.0, abs=1.5)
    assert perception.rejected["speed of an object"] == 1


def test_code_is_compiled_once_when_the_number_of_objects_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None, one and many are arrays of one layout: nothing is compiled while the car is driven."""
    places = ((_existence, "_weigh"), (_sight, "_in_sight"), (_perception, "doubles"))
    kinds: dict[str, set[tuple[object, ...]]] = {name: set() for _, name in places}
    for place, name in places:
        code, seen = getattr(place, name), kinds[name]

        def spied(*arrays: object, code: Any = code, seen: set[tuple[object, ...]] = seen) -> Any:
            seen.add(tuple(map(typeof, arrays)))
            return code(*arrays)

        monkeypatch.setattr(place, name, spied)
    for count in (0, 1, 3):
        _last(SensedTraffic(movers=busy_road(count, seed=1), sensors=(RADAR,)), 1.0)
    assert [len(seen) for seen in kinds.values()] == [1, 1, 1]
