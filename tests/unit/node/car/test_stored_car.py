"""The car between two runs: new once, then as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from segue.kernel import DataUnusable, LocalUseError
from segue.node.car._stored_car import CAR_KEY, stored_form, stored_or_new_car
from segue.node.jobs import ResolvePlace
from segue.node.storage import Put, Store
from segue.schema.journey import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HARBOUR = Place(name="Harbour", latitude_deg=53.5, longitude_deg=10.0)


class _Worker:
    """Stands in for the worker: every place is the harbour."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def run(self, job: object, *, deadline_s: float) -> Place:  # noqa: ARG002
        assert isinstance(job, ResolvePlace)
        self.asked.append(job.text)
        return HARBOUR


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    made = Store.open(tmp_path)
    yield made
    made.close()


async def _car(store: Store, worker: _Worker, model: str = "su7-max", at: str = "the harbour"):
    return await stored_or_new_car(store, worker, model=model, at=at)  # type: ignore[arg-type]


async def test_a_new_car_stands_where_it_was_asked_for(store: Store):
    """The first start takes the model and the place from the options."""
    worker = _Worker()
    car = await _car(store, worker, model="model-3-rwd")
    assert car.model.name == "model-3-rwd"
    assert (car.latitude_deg, car.longitude_deg) == (53.5, 10.0)
    assert worker.asked == ["the harbour"]


async def test_a_stored_car_is_as_it_was_and_starts_no_worker(store: Store):
    """Charge, place and climate come back; the options of a new car do not count any more."""
    worker = _Worker()
    car = await _car(store, worker)
    car.set_climate(on=True, target_k=296.0)
    car.advance(600.0)
    await store.write([Put("car", CAR_KEY, stored_form(car))])
    again = await _car(store, worker, model="taycan-turbo-s", at="elsewhere")
    assert again.model.name == "su7-max"
    assert again.plant.soc_frac == car.plant.soc_frac
    assert (again.climate.on, again.climate.target_k) == (True, 296.0)
    assert again.cabin.temperature_k == pytest.approx(car.cabin.temperature_k, abs=0.06)
    assert worker.asked == ["the harbour"]


async def test_a_car_at_rest_is_stored_once(store: Store):
    """Cabin and battery that drift by hundredths of a degree are not a write a second."""
    car = await _car(store, _Worker())
    car.cabin.temperature_k = car.plant.battery.temperature_k = 300.0
    before = stored_form(car)
    car.advance(1.0)
    assert car.cabin.temperature_k != 300.0
    assert car.plant.battery.temperature_k != 300.0
    assert stored_form(car) == before


@pytest.mark.parametrize("stored", [b"\xff", b"[]", b"{}", b'{"model": "su7-max"}'])
async def test_a_broken_car_is_named_and_left_as_it_is(store: Store, stored: bytes):
    """No new car takes the place of one that cannot be read."""
    await store.write([Put("car", CAR_KEY, stored)])
    with pytest.raises(DataUnusable):
        await _car(store, _Worker())
    assert store.get("car", CAR_KEY) == stored


async def test_an_unknown_model_is_refused_before_the_worker_is_asked(store: Store):
    """A wrong name costs no second."""
    worker = _Worker()
    with pytest.raises(LocalUseError, match="flying-carpet"):
        await _car(store, worker, model="flying-carpet")
    assert worker.asked == []
