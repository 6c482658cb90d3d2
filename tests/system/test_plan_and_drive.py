"""A plan and the drive that follows it, over the real roads with the real car model."""

from __future__ import annotations

import pytest

from segue.journey.worker import plan
from segue.schema.journey import Place, TripPlan
from segue.vehicle.plant import load_car
from segue.world import SimulatedCar

BERLIN = Place(name="Berlin", latitude_deg=52.52437, longitude_deg=13.41053)
MUNICH = Place(name="Munich", latitude_deg=48.13743, longitude_deg=11.57549)
HAMBURG = Place(name="Hamburg", latitude_deg=53.57532, longitude_deg=10.01534)
PARIS = Place(name="Paris", latitude_deg=48.85341, longitude_deg=2.3488)
AMSTERDAM = Place(name="Amsterdam", latitude_deg=52.37403, longitude_deg=4.88969)


@pytest.mark.parametrize(
    ("origin", "destination", "name"),
    [
        (BERLIN, MUNICH, "su7-max"),
        (BERLIN, HAMBURG, "model-3-rwd"),
        (PARIS, AMSTERDAM, "model-s-plaid"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_drive_takes_the_time_and_charge_that_were_planned(
    origin: Place, destination: Place, name: str
):
    """Simulated at 10 Hz, a trip arrives within 2 % of the plan's time and of its energy."""
    car = load_car(name)
    planned = plan(origin, destination, name, soc_frac=1.0)
    assert isinstance(planned, TripPlan)
    simulated = SimulatedCar(
        car, latitude_deg=origin.latitude_deg, longitude_deg=origin.longitude_deg, soc_frac=1.0
    )
    simulated.set_route(planned.geometry, length_m=planned.distance_m)
    simulated.do("get_in")
    simulated.do("drive")
    driven_s = 0.0
    while simulated.driving:
        simulated.advance(10.0)
        driven_s += 10.0
    assert simulated.driver is not None
    assert simulated.driver.arrived
    used_wh = (1.0 - simulated.plant.soc_frac) * car.battery_energy_wh
    assert driven_s == pytest.approx(planned.duration_s, rel=0.02)
    assert used_wh == pytest.approx(planned.energy_wh, rel=0.02)
    assert simulated.latitude_deg == pytest.approx(destination.latitude_deg, abs=0.001)
    assert simulated.longitude_deg == pytest.approx(destination.longitude_deg, abs=0.001)
