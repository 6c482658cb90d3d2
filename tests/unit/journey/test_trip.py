"""Trips: route, time, energy and what to do on the way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polyline
import pytest

from segue.journey.worker import plan
from segue.kernel import LocalUseError
from segue.schema.journey import NoPlan, Place, TripPlan
from segue.vehicle.plant import load_car

if TYPE_CHECKING:
    from segue.journey import PlaceIndex


@pytest.fixture(scope="module")
def trip(places: PlaceIndex) -> TripPlan:
    """Berlin to Hamburg in an SU7 Max at 80 %."""
    found = plan(places.resolve("Berlin"), places.resolve("Hamburg"), "su7-max", soc_frac=0.8)
    assert isinstance(found, TripPlan)
    return found


def test_trip_adds_up_when_planned(trip: TripPlan) -> None:
    """Arrival charge is departure charge less the energy, and the speed is believable."""
    car = load_car("su7-max")
    used_frac = trip.energy_wh / car.battery_energy_wh
    assert trip.arrival_soc_frac == pytest.approx(trip.departure_soc_frac - used_frac)
    assert trip.reachable
    assert trip.empty_after_m is None
    assert 90 < trip.distance_m / trip.duration_s * 3.6 < 110
    assert 0.10 < trip.energy_wh / trip.distance_m < 0.22
    assert 0.08 < trip.arrival_soc_sigma_frac / used_frac < 0.2


def test_geometry_leads_from_place_to_place(trip: TripPlan) -> None:
    """The polyline starts and ends at the two places, within its five decimals."""
    points = polyline.decode(trip.geometry)
    for point, place in ((points[0], trip.origin), (points[-1], trip.destination)):
        assert point == pytest.approx((place.latitude_deg, place.longitude_deg), abs=1e-5)
    assert len(points) < 3000


def test_trip_is_the_same_when_driven_back(places: PlaceIndex, trip: TripPlan) -> None:
    """Roads have no direction, so neither has the length of a trip."""
    back = plan(places.resolve("Hamburg"), places.resolve("Berlin"), "su7-max", soc_frac=0.8)
    assert isinstance(back, TripPlan)
    assert back.distance_m == pytest.approx(trip.distance_m, abs=1.0)


def test_maneuvers_are_in_order_from_depart_to_arrive(trip: TripPlan) -> None:
    """The first says depart, the last arrive, and they come in the order they are driven."""
    kinds = [maneuver.kind for maneuver in trip.maneuvers]
    assert kinds[0] == "depart"
    assert kinds[-1] == "arrive"
    assert not {"depart", "arrive"} & set(kinds[1:-1])
    at_m = [maneuver.at_m for maneuver in trip.maneuvers]
    assert at_m == sorted(at_m)
    assert at_m[0] == 0
    assert at_m[-1] == pytest.approx(trip.distance_m)


def test_maneuvers_lead_toward_the_next_large_city(places: PlaceIndex) -> None:
    """Berlin to Munich goes toward Leipzig, then Nuremberg, then Munich, in both languages."""
    trip = plan(places.resolve("Berlin"), places.resolve("Munich"), "su7-max", soc_frac=1.0)
    assert isinstance(trip, TripPlan)
    toward = list(dict.fromkeys((step.toward, step.toward_zh) for step in trip.maneuvers))
    assert toward == [("Leipzig", "莱比锡"), ("Nuremberg", "纽伦堡"), ("Munich", "慕尼黑")]


def test_plan_says_where_the_charge_ends_when_it_does_not_last(places: PlaceIndex) -> None:
    """A trip that is too far is still planned: it says how far the charge lasts."""
    origin, destination = places.resolve("Beijing"), places.resolve("Shanghai")
    trip = plan(origin, destination, "model-3-rwd", soc_frac=0.5)
    assert isinstance(trip, TripPlan)
    assert not trip.reachable
    assert trip.arrival_soc_frac < 0
    assert trip.empty_after_m is not None
    share = 0.5 / (0.5 - trip.arrival_soc_frac)
    assert trip.empty_after_m == pytest.approx(share * trip.distance_m, rel=0.05)


def test_climate_costs_its_power_for_the_time_of_the_trip(trip: TripPlan) -> None:
    """A kilowatt of heating costs a kilowatt-hour an hour, and what the battery loses in it."""
    warm = plan(trip.origin, trip.destination, "su7-max", soc_frac=0.8, climate_w=1000.0)
    assert isinstance(warm, TripPlan)
    heating_wh = 1000 * trip.duration_s / 3600
    assert 1.0 < (warm.energy_wh - trip.energy_wh) / heating_wh < 1.02


def test_answer_is_no_plan_when_no_road_leads_there(places: PlaceIndex) -> None:
    """What the route says, the trip says."""
    answer = plan(places.resolve("Tokyo"), places.resolve("Beijing"), "su7", soc_frac=0.8)
    assert isinstance(answer, NoPlan)
    assert answer.code == "no_road"


@pytest.mark.parametrize("soc_frac", [-0.1, 1.1, math.nan, math.inf])
def test_charge_is_refused_when_it_cannot_be(places: PlaceIndex, soc_frac: float) -> None:
    """A charge is a number between 0 and 1."""
    berlin = places.resolve("Berlin")
    with pytest.raises(LocalUseError, match="charge"):
        plan(berlin, places.resolve("Hamburg"), "su7", soc_frac=soc_frac)


def test_car_is_refused_when_unknown(places: PlaceIndex) -> None:
    """An unknown car is named."""
    somewhere = Place(name="Somewhere", latitude_deg=52.0, longitude_deg=13.0)
    with pytest.raises(LocalUseError, match="horse"):
        plan(places.resolve("Berlin"), somewhere, "horse", soc_frac=0.5)
