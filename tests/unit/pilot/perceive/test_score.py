"""How right tracks are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from segue.kernel import LocalUseError
from segue.pilot.perceive import TrackScore, gospa
from segue.schema.drive import Objects


def _at(*places: tuple[float, float], ids: tuple[int, ...] | None = None) -> Objects:
    count = len(places)
    boxes = np.zeros((count, 9))
    boxes[:, :2] = np.array(places).reshape(-1, 2)
    of = np.array(ids if ids is not None else range(count), dtype=np.int64)
    return Objects.exact(0.0, of, np.ones(count, dtype=np.int64), boxes)


@pytest.mark.parametrize(
    ("truth", "estimates", "parts"),
    [
        ([], [], (0.0, 0.0, 0.0)),
        ([(0, 0)], [(0, 0)], (0.0, 0.0, 0.0)),
        ([(0, 0)], [(3, 4)], (25.0, 0.0, 0.0)),
        ([(0, 0)], [], (0.0, 50.0, 0.0)),
        ([], [(0, 0), (1, 0)], (0.0, 0.0, 100.0)),
        ([(0, 0)], [(0, 11)], (0.0, 50.0, 50.0)),
        ([(0, 0), (4, 0)], [(3, 0), (-1, 0)], (2.0, 0.0, 0.0)),
    ],
)
def test_gospa_is_what_its_definition_gives_when_counted_by_hand(
    truth: list[tuple[float, float]],
    estimates: list[tuple[float, float]],
    parts: tuple[float, float, float],
) -> None:
    """Cutoff 10 m, power 2: squares of the distances, and 50 for each missed and each false one."""
    told = gospa(_at(*truth), _at(*estimates), cutoff_m=10.0)
    assert (told.localisation, told.missed, told.false) == pytest.approx(parts)
    assert told.whole_m == pytest.approx(math.sqrt(sum(parts)))


def test_gospa_is_a_metric_when_sets_are_any() -> None:
    """The same both ways round, and no longer than by way of a third set."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        one, other, third = (
            _at(*map(tuple, rng.uniform(-4.0, 4.0, (rng.integers(0, 5), 2)))) for _ in range(3)
        )
        direct = gospa(one, other).whole_m
        assert gospa(other, one).whole_m == pytest.approx(direct)
        assert direct <= gospa(one, third).whole_m + gospa(third, other).whole_m + 1e-9


@pytest.mark.parametrize(("cutoff_m", "power"), [(0.0, 2.0), (math.nan, 2.0), (3.0, 0.5)])
def test_gospa_is_refused_when_it_is_none(cutoff_m: float, power: float) -> None:
    """A cutoff of nothing or a power below 1 is not a distance."""
    with pytest.raises(LocalUseError, match="GOSPA"):
        gospa(_at(), _at(), cutoff_m=cutoff_m, power=power)


def test_switches_are_counted_when_tracks_change_hands() -> None:
    """Two that swap ids are two switches; a track lost and found under its own id is none."""
    score, truth = TrackScore(), _at((0, 0), (10, 0))
    score.add(truth, _at((0, 0), (10, 0), ids=(5, 6)))
    score.add(truth, _at((10, 0), ids=(6,)))
    score.add(truth, _at((0, 0), (10, 0), ids=(5, 6)))
    assert (score.switches, score.missed, score.false) == (0, 1, 0)
    score.add(truth, _at((0, 0), (10, 0), ids=(6, 5)))
    assert score.switches == 2
    assert score.mota == pytest.approx(1.0 - 3.0 / 8.0)
    assert score.gospa_m == pytest.approx(math.sqrt(4.5) / 4.0)
