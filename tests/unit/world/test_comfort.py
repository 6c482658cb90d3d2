"""Doors, windows, seats, lights and climate: what is asked for comes about, or says why not."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest

from segue.kernel import DataUnusable, Rejected
from segue.testing import VirtualCar
from segue.vehicle.actuate import Actuations, Conditions, allowances, permit
from segue.vehicle.orders import Order, Outcome
from segue.vehicle.signals import Value
from segue.world import actuator_paths, carry_out, restore, save

DOOR = "Vehicle.Cabin.Door.Row1.PassengerSide"
DRIVER_DOOR = "Vehicle.Cabin.Door.Row1.DriverSide"
REAR_DOOR = "Vehicle.Cabin.Door.Row2.DriverSide"
WINDOW = f"{DRIVER_DOOR}.Window"
TRUNK = "Vehicle.Body.Trunk.Rear"
SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide"
FLAP = "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition.IsFlapOpen"
MIRROR = "Vehicle.Body.Mirrors.DriverSide.IsFolded"
HAZARD = "Vehicle.Body.Lights.Hazard.IsSignaling"
DEFROSTER = "Vehicle.Cabin.HVAC.IsRearDefrosterActive"
LOCKED = f"{DRIVER_DOOR}.IsLocked"
CLIMATE = "Vehicle.Cabin.HVAC.IsAirConditioningActive"
STATE_OF_CHARGE = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Current"
SPEED = "Vehicle.Speed"

_NUMBERS = itertools.count()


class Requests:
    """A virtual car whose actuators are asked as a client asks them."""

    def __init__(self, car: VirtualCar | None = None) -> None:
        self.car = car or VirtualCar()
        self.ended: dict[str, tuple[str, str, float]] = {}
        """Request id → status, reason and when, in seconds since the start."""
        self._actuations = Actuations()
        self._actuations.serve("car", actuator_paths(), self._carry_out)
        self._start_s = self.car.clock.monotonic_s()

    def ask(self, targets: Mapping[str, object]) -> str:
        """Ask for these together; return the request's id."""
        speed_mps = self.car.car.plant.speed_mps
        permitted = permit(targets, Conditions(speed_mps=speed_mps))
        request_id = f"request {next(_NUMBERS)}"
        due_s = self.car.clock.monotonic_s() + permitted.deadline_s
        self._actuations.request(permitted, request_id=request_id, due_s=due_s)
        self._hear()
        return request_id

    def unlock(self) -> None:
        """Unlock the car."""
        assert self.status(self.ask({LOCKED: False})) == "done"

    def advance(self, seconds: float) -> None:
        """Let time pass, hearing of outcomes as they come and of deadlines."""
        for _ in range(round(seconds * 10)):
            self.car.advance(0.1)
            self._hear()

    def status(self, request_id: str) -> str | None:
        """Return how a request ended; None when it has not."""
        return self.ended[request_id][0] if request_id in self.ended else None

    def reason(self, request_id: str) -> str:
        """Return why a request was not done."""
        return self.ended[request_id][1]

    def took_s(self, request_id: str) -> float:
        """Return when a request ended."""
        return self.ended[request_id][2]

    def value(self, path: str) -> Value | None:
        """Return a signal's value after the car has said it."""
        self.car.advance(0.1)
        self._hear()
        return self.car.value(path)

    def _carry_out(self, order: Order) -> None:
        carry_out(self.car.car, order.request_id, order.targets)

    def _hear(self) -> None:
        while (ended := self.car.car.orders.next_event()) is not None:
            self._actuations.report(ended.order_id, "car", refused=ended.refused)
        now_s = self.car.clock.monotonic_s()
        self._actuations.on_timer(now_s)
        while (outcome := self._actuations.next_event()) is not None:
            self._take(outcome, now_s)

    def _take(self, outcome: Outcome, now_s: float) -> None:
        assert outcome.request_id not in self.ended, "one outcome each"
        self.ended[outcome.request_id] = (
            outcome.status,
            outcome.reason,
            now_s - self._start_s,
        )


def test_every_actuator_of_the_car_is_allowed():
    """What the car serves, the list of allowances holds."""
    assert set(actuator_paths()) <= set(allowances())


@pytest.mark.parametrize(
    ("targets", "seconds"),
    [
        ({f"{WINDOW}.Position": 50}, 2.0),
        ({f"{WINDOW}.IsOpen": True}, 4.0),
        ({f"{REAR_DOOR}.IsOpen": True}, 3.0),
        ({f"{TRUNK}.IsOpen": True}, 6.0),
        ({f"{TRUNK}.Position": 25}, 1.5),
        ({f"{SEAT}.Position": 260}, 7.5),
        ({f"{SEAT}.Height": 40}, 2.0),
        ({f"{SEAT}.Backrest.Recline": 30.0}, 1.5),
        ({MIRROR: True}, 2.5),
        ({FLAP: True}, 1.5),
        ({f"{WINDOW}.Position": 100, f"{SEAT}.Position": 0}, 7.5),
    ],
)
def test_a_motor_is_done_when_it_is_there(targets: dict[str, object], seconds: float):
    """The outcome comes with the end of the travel, not before, and the signal says the target."""
    requests = Requests()
    requests.unlock()
    request_id = requests.ask(targets)
    requests.advance(seconds - 0.2)
    assert requests.status(request_id) is None
    requests.advance(0.3)
    assert requests.status(request_id) == "done"
    assert requests.took_s(request_id) == pytest.approx(seconds, abs=0.11)
    assert {path: requests.value(path) for path in targets} == targets


def test_the_slowest_travel_ends_before_its_deadline():
    """From one end to the other, nothing times out."""
    for path in actuator_paths():
        if path.endswith(("Position", "Height", "Recline", "IsFolded", "IsFlapOpen", "IsOpen")):
            requests = Requests()
            requests.unlock()
            ends = (False, True) if "Is" in path.rsplit(".", 1)[1] else (0, 60)
            for value in ends:
                request_id = requests.ask({path: value})
                requests.advance(16)
                assert (path, requests.status(request_id)) == (path, "done")


def test_a_position_moves_in_the_signals_on_the_way():
    """Half way through, a reader sees half of the way."""
    requests = Requests()
    requests.ask({f"{WINDOW}.Position": 100})
    requests.advance(1.9)
    assert requests.value(f"{WINDOW}.Position") == 50
    assert requests.value(f"{WINDOW}.IsOpen") is True


def test_an_order_on_the_way_is_superseded_by_the_next():
    """The first is rejected with the reason, the second goes on from where the window is."""
    requests = Requests()
    first = requests.ask({f"{WINDOW}.Position": 100, f"{SEAT}.Position": 260})
    requests.advance(1.0)
    second = requests.ask({f"{WINDOW}.IsOpen": False})
    assert requests.status(first) == "rejected"
    assert "Superseded" in requests.reason(first)
    requests.advance(1.1)
    assert requests.status(second) == "done"
    assert requests.took_s(second) == pytest.approx(2.0, abs=0.11)


def test_what_is_there_already_is_done_at_once():
    """A closed window that is to close moves nothing and waits for nothing."""
    requests = Requests()
    assert requests.status(requests.ask({f"{WINDOW}.IsOpen": False})) == "done"


def test_one_window_cannot_be_in_two_places():
    """Position and flag of one window that contradict each other are refused, and nothing moves."""
    requests = Requests()
    refused = requests.ask({f"{WINDOW}.Position": 40, f"{WINDOW}.IsOpen": True, CLIMATE: True})
    assert "two places" in requests.reason(refused)
    assert requests.value(CLIMATE) is False
    assert requests.value(f"{WINDOW}.Position") == 0


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({f"{SEAT}.Position": 261}, "0 to 260"),
        ({f"{SEAT}.Backrest.Recline": -10.0}, "0 to 60"),
        ({f"{DOOR}.IsOpen": True}, "locked"),
        ({f"{TRUNK}.IsOpen": True}, "locked"),
    ],
)
def test_what_the_car_will_not_do_is_rejected(targets: dict[str, object], said: str):
    """Beyond its travel, or behind a lock: the reason says which."""
    requests = Requests()
    assert said in requests.reason(requests.ask(targets))


def test_an_open_door_keeps_the_car_from_locking_and_driving():
    """Locked with it are all doors and the trunk; the reason says what is open."""
    requests = Requests()
    requests.ask({LOCKED: False, f"{DOOR}.IsOpen": True})
    requests.advance(3.1)
    assert requests.value(f"{DOOR}.IsOpen") is True
    assert "door is open" in requests.reason(requests.ask({f"{TRUNK}.IsLocked": True}))
    requests.ask({f"{DOOR}.IsOpen": False, f"{TRUNK}.IsOpen": True})
    requests.advance(6.1)
    assert "trunk is open" in requests.reason(requests.ask({LOCKED: True}))
    requests.car.set_route(to_north_m=5_000)
    requests.car.do("get_in")
    with pytest.raises(Rejected, match="trunk is open"):
        requests.car.do("drive")
    requests.ask({f"{TRUNK}.IsOpen": False})
    requests.advance(6.1)
    requests.car.do("drive")


@pytest.mark.parametrize("door", [DOOR, DRIVER_DOOR])
def test_a_door_that_is_about_to_open_keeps_the_car_from_locking(door: str):
    """The order to open is on its way; a lock now would shut on it."""
    requests = Requests()
    requests.unlock()
    requests.ask({f"{door}.IsOpen": True})
    assert "door is open" in requests.reason(requests.ask({LOCKED: True}))


def test_a_car_with_an_open_trunk_is_not_locked_when_its_driver_walks_away():
    """Getting out ends with the lock, unless something is open."""
    requests = Requests()
    requests.car.do("get_in")
    requests.advance(10)
    requests.ask({f"{TRUNK}.IsOpen": True})
    requests.car.do("get_out")
    requests.advance(20)
    assert requests.value(LOCKED) is False
    assert requests.value(f"{SEAT}.OccupancyStatus") == "EMPTY"


@pytest.mark.parametrize(("position", "status"), [(20, "rejected"), (0, "done")])
def test_a_hand_ends_the_order_of_the_motor_when_it_closes_the_door(position: int, status: str):
    """Getting in moves the same door: the motor's order is done if the hand did it, else not."""
    requests = Requests()
    requests.car.do("get_in")
    requests.advance(3.6)
    assert requests.value(f"{DRIVER_DOOR}.Position") == 100
    request_id = requests.ask({f"{DRIVER_DOOR}.Position": position})
    requests.advance(1.8)
    assert requests.status(request_id) == status
    assert requests.reason(request_id) == ("A hand was faster." if status == "rejected" else "")
    assert requests.value(f"{DRIVER_DOOR}.IsOpen") is False
    assert requests.value(f"{DRIVER_DOOR}.Position") == 0


def test_a_car_that_begins_to_move_stops_its_seats_but_not_its_windows():
    """What was asked for while it stood does not go on under who drives."""
    car = VirtualCar()
    car.set_route(to_north_m=5_000)
    car.do("get_in")
    car.advance(10)
    car.do("drive")
    requests = Requests(car)
    seat = requests.ask({f"{SEAT}.Position": 260})
    window = requests.ask({f"{WINDOW}.Position": 100})
    requests.advance(10)
    assert "began to move" in requests.reason(seat)
    assert requests.status(window) == "done"
    stopped_at = requests.value(f"{SEAT}.Position")
    requests.advance(5)
    assert requests.value(f"{SEAT}.Position") == stopped_at != 260


def test_no_door_opens_when_the_car_stands_in_gear():
    """At a red light the speed is 0, and the doors stay shut."""
    car = VirtualCar()
    car.set_route(to_north_m=5_000)
    car.do("get_in")
    car.do("drive")
    requests = Requests(car)
    requests.unlock()
    assert "not parked" in requests.reason(requests.ask({f"{REAR_DOOR}.IsOpen": True}))


@pytest.mark.parametrize(
    ("targets", "power_w"),
    [
        ({f"{SEAT}.HeatingCooling": 100}, 70.0),
        ({f"{SEAT}.HeatingCooling": -50}, 35.0),
        ({DEFROSTER: True}, 200.0),
        ({HAZARD: True}, 20.0),
        ({"Vehicle.Cabin.Light.IsDomeOn": True}, 8.0),
        ({"Vehicle.Chassis.SteeringWheel.HeatingCooling": 60}, 30.0),
    ],
)
def test_warmth_and_light_take_power(targets: dict[str, object], power_w: float):
    """The battery gives it beside what the car takes to be awake."""
    requests = Requests()
    assert requests.status(requests.ask(targets)) == "done"
    assert {path: requests.value(path) for path in targets} == targets
    auxiliary_w = requests.car.car.model.auxiliary_power_w
    drawn_w = -requests.value("Vehicle.Powertrain.TractionBattery.CurrentPower")  # pyright: ignore[reportOperatorIssue, reportOptionalOperand]
    assert drawn_w == pytest.approx(auxiliary_w + power_w, rel=0.01)


def test_comfort_goes_off_with_the_ignition_and_the_hazard_lights_stay():
    """A seat left warm does not drain a parked car."""
    requests = Requests()
    requests.car.do("get_in")
    requests.advance(10)
    requests.ask({f"{SEAT}.HeatingCooling": 100, DEFROSTER: True, HAZARD: True})
    requests.car.do("get_out")
    requests.advance(15)
    assert requests.value(f"{SEAT}.HeatingCooling") == 0
    assert requests.value(DEFROSTER) is False
    assert requests.value(HAZARD) is True


def test_an_empty_battery_warms_nobody():
    """What takes power is rejected, and what took it goes off."""
    requests = Requests(VirtualCar(soc_frac=0.0))
    assert "empty" in requests.reason(requests.ask({f"{SEAT}.HeatingCooling": 100}))
    requests = Requests(VirtualCar(soc_frac=1e-6))
    requests.ask({f"{SEAT}.HeatingCooling": 100})
    requests.advance(5)
    assert requests.value(STATE_OF_CHARGE) == 0
    assert requests.value(f"{SEAT}.HeatingCooling") == 0


def test_the_windscreen_is_cleared_with_fresh_air_at_full_blower():
    """The defroster brings the climate on, costs more than it, and goes off with it."""
    requests = Requests()
    requests.ask({"Vehicle.Cabin.HVAC.IsFrontDefrosterActive": True})
    assert requests.value(CLIMATE) is True
    requests.advance(1200)
    defrosting_w = requests.car.car.plant.power_w
    requests.ask({"Vehicle.Cabin.HVAC.IsFrontDefrosterActive": False})
    requests.advance(60)
    assert defrosting_w > requests.car.car.plant.power_w + 200
    requests.ask({"Vehicle.Cabin.HVAC.IsFrontDefrosterActive": True})
    requests.ask({CLIMATE: False})
    assert requests.value("Vehicle.Cabin.HVAC.IsFrontDefrosterActive") is False


def test_blower_and_recirculation_change_what_the_climate_takes():
    """Each is said in its signal and felt at the battery."""
    powers_w: list[float] = []
    air = "Vehicle.Cabin.HVAC"
    for targets in (
        {CLIMATE: True},
        {f"{air}.IsRecirculationActive": True},
        {f"{air}.Station.Row1.Driver.FanSpeed": 100},
    ):
        requests = Requests()
        requests.car.car.outside_k = 268.15
        assert requests.status(requests.ask({CLIMATE: True, **targets})) == "done"
        assert {path: requests.value(path) for path in targets} == targets
        requests.advance(1500)
        powers_w.append(requests.car.car.plant.power_w)
    usual_w, recirculating_w, full_w = powers_w
    assert recirculating_w < usual_w - 200
    assert full_w > usual_w + 200


def test_the_sun_warms_a_parked_car():
    """Its cabin ends well above the air, after a restart too."""
    car = VirtualCar()
    car.car.sun_w_per_m2 = 900.0
    car.car.advance(1800)
    car.restart()
    car.car.advance(3600)
    assert car.car.cabin.temperature_k - car.car.outside_k > 10
    assert car.car.plant.soc_frac == 0.8


def test_a_restarted_car_goes_on_moving_what_moved():
    """Positions, targets and settings outlive the process; the window still gets there."""
    requests = Requests()
    requests.unlock()
    requests.ask({f"{TRUNK}.IsOpen": True, f"{SEAT}.HeatingCooling": 50})
    requests.advance(2)
    requests.car.restart()
    assert requests.car.car.motors.positions[f"{TRUNK}.Position"] == pytest.approx(33.3, abs=2)
    requests.car.advance(5)
    assert requests.car.value(f"{TRUNK}.Position") == 100
    assert requests.car.value(f"{SEAT}.HeatingCooling") == 50


def test_a_car_saved_before_there_were_motors_is_restored():
    """Its open door is open, and the rest is as new."""
    old = save(VirtualCar().car)
    for field in ("positions", "moving_to", "settings", "sun_w_per_m2"):
        del old[field]
    old["body"] = {"door_open": True, "locked": False, "gear": "P", "ignition": "off"}
    old["climate"] = {"on": True, "target_k": 295.15}
    car = restore(old)
    car.advance(1)
    assert car.body.door_open
    assert car.climate.target_k == 295.15
    assert save(car)["positions"] == {f"{DRIVER_DOOR}.Position": 100.0}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("positions", {f"{WINDOW}.Position": "open"}),
        ("settings", {f"{SEAT}.HeatingCooling": 300}),
        ("settings", {HAZARD: "yes"}),
    ],
)
def test_a_saved_position_or_setting_that_does_not_fit_is_named(field: str, value: object):
    """It is said which, and no half car is made."""
    with pytest.raises(DataUnusable, match=r"saved state.*(positions|HeatingCooling|IsSignaling)"):
        restore({**save(VirtualCar().car), field: value})


def test_what_is_saved_of_equipment_that_is_no_more_is_nothing():
    """A car saved by a later Segue with more motors still loads, within the travel there is."""
    saved = save(VirtualCar().car)
    saved["positions"] = {"Vehicle.Cabin.Sunroof.Position": 40.0, f"{WINDOW}.Position": 400.0}
    saved["settings"] = {"Vehicle.Body.Horn.IsActive": True}
    car = restore(saved)
    assert save(car)["positions"] == {f"{WINDOW}.Position": 100.0}
    assert save(car)["settings"] == {}
