"""Requests to actuators: one outcome each, by the deadline, all of it or none."""

from __future__ import annotations

import itertools
import struct

import pytest

from segue.kernel import LocalUseError, Rejected
from segue.vehicle.actuate import Actuations, Conditions, permit
from segue.vehicle.orders import Order, Outcome
from segue.vehicle.signals import TOGETHER, AlreadyClaimed, NoProvider, UnknownSignal

LEFT = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
RIGHT = "Vehicle.Cabin.Door.Row1.PassengerSide.IsLocked"
DOORS = [LEFT, RIGHT]
DOME = "Vehicle.Cabin.Light.IsDomeOn"
_NUMBERS = itertools.count()
DESTINATION = TOGETHER[0]
STANDING = Conditions(speed_mps=0.0)


class Recorder:
    """A provider that remembers its orders and answers when told to."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def carry_out(self, order: Order) -> None:
        """Remember it."""
        self.orders.append(order)


def request(actuations: Actuations, *paths: str, now_s: float = 0.0) -> str:
    """Ask for these to be true, within 2 s."""
    request_id = f"request {next(_NUMBERS)}"
    permitted = permit(dict.fromkeys(paths, True), STANDING)
    actuations.request(permitted, request_id=request_id, due_s=now_s + 2.0)
    return request_id


def outcomes(actuations: Actuations) -> list[tuple[str, str]]:
    """Return the outcomes there are as (id, status)."""
    ended: list[Outcome] = []
    while (outcome := actuations.next_event()) is not None:
        ended.append(outcome)
    return [(outcome.request_id, outcome.status) for outcome in ended]


def test_a_request_is_done_when_its_provider_says_so():
    """The provider gets all targets at once with the deadline, and its report ends the request."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    request_id = request(actuations, LEFT, RIGHT, now_s=10.0)
    (order,) = doors.orders
    assert order == Order(request_id=request_id, targets={LEFT: True, RIGHT: True}, due_s=12.0)
    assert outcomes(actuations) == []
    actuations.report(request_id, "doors")
    assert outcomes(actuations) == [(request_id, "done")]
    assert actuations.next_timer_s() is None


def test_a_request_waits_for_every_provider_it_needs():
    """It is done when the last of them is."""
    actuations, doors, lights = Actuations(), Recorder(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    actuations.serve("lights", [DOME], lights.carry_out)
    request_id = request(actuations, LEFT, DOME)
    actuations.report(request_id, "doors")
    actuations.report(request_id, "doors")
    assert outcomes(actuations) == []
    actuations.report(request_id, "lights")
    assert outcomes(actuations) == [(request_id, "done")]


def test_nothing_is_given_out_when_one_target_has_no_provider():
    """All or nothing includes whether there is someone to do it; the reason names what is not."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    with pytest.raises(NoProvider, match="IsDomeOn"):
        request(actuations, LEFT, DOME)
    assert doors.orders == []
    assert outcomes(actuations) == []


def test_a_request_times_out_at_its_deadline():
    """A silent provider keeps no caller waiting, and its late word changes nothing."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    request_id = request(actuations, LEFT, now_s=10.0)
    assert actuations.next_timer_s() == 12.0
    actuations.on_timer(11.9)
    assert outcomes(actuations) == []
    actuations.on_timer(12.0)
    assert outcomes(actuations) == [(request_id, "timed_out")]
    actuations.report(request_id, "doors")
    assert outcomes(actuations) == []


def test_a_refusal_reaches_the_caller_with_its_reason():
    """Whether raised at once or reported later, the provider's reason is the outcome's."""
    actuations = Actuations()

    def refuse(_order: Order) -> None:
        raise Rejected("The door is open.")

    actuations.serve("doors", DOORS, refuse)
    request(actuations, LEFT)
    outcome = actuations.next_event()
    assert outcome is not None
    assert (outcome.status, outcome.reason) == ("rejected", "The door is open.")

    later, lights = Actuations(), Recorder()
    later.serve("lights", [DOME], lights.carry_out)
    later.report(request(later, DOME), "lights", refused="The fuse is blown.")
    outcome = later.next_event()
    assert outcome is not None
    assert (outcome.status, outcome.reason) == ("rejected", "The fuse is blown.")


def test_the_other_provider_gets_nothing_when_the_first_refuses():
    """A refusal stops what has not begun."""
    actuations, lights = Actuations(), Recorder()

    def refuse(_order: Order) -> None:
        raise Rejected("The door is open.")

    actuations.serve("doors", DOORS, refuse)
    actuations.serve("lights", [DOME], lights.carry_out)
    request_id = request(actuations, LEFT, DOME)
    assert outcomes(actuations) == [(request_id, "rejected")]
    assert lights.orders == []


def test_pending_requests_are_rejected_when_their_provider_leaves():
    """Only its own; and it can come back."""
    actuations, doors, lights = Actuations(), Recorder(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    actuations.serve("lights", [DOME], lights.carry_out)
    lost, kept = request(actuations, LEFT), request(actuations, DOME)
    actuations.withdraw("doors")
    actuations.withdraw("doors")
    assert outcomes(actuations) == [(lost, "rejected")]
    actuations.report(kept, "lights")
    assert outcomes(actuations) == [(kept, "done")]
    actuations.serve("doors", DOORS, doors.carry_out)
    assert len(doors.orders) == 1


def test_an_actuator_has_one_provider_when_another_claims_it():
    """A second claim names who has it, gives nothing of the rest, and ends with the first."""
    actuations, doors, other = Actuations(), Recorder(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    with pytest.raises(AlreadyClaimed, match="doors"):
        actuations.serve("others", [DOME, LEFT], other.carry_out)
    with pytest.raises(NoProvider):
        request(actuations, DOME)
    actuations.serve("doors", [DOME], doors.carry_out)
    actuations.withdraw("doors")
    actuations.serve("others", [DOME, LEFT], other.carry_out)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("Vehicle.Nothing", UnknownSignal),
        ("Vehicle.Speed", LocalUseError),
        ("Vehicle.ADAS.CruiseControl.SpeedSet", Rejected),
        (DESTINATION[0], LocalUseError),
    ],
)
def test_nobody_serves_what_may_not_be_asked_for(path: str, error: type[Exception]):
    """What does not exist, is no actuator, is not allowed, or is half of a whole."""
    with pytest.raises(error):
        Actuations().serve("others", [path], Recorder().carry_out)


def test_an_order_is_done_when_its_provider_gives_the_wanted_values():
    """KUKSA's providers answer in no other way; a value on its way there is no answer."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    request_id = request(actuations, LEFT, RIGHT)
    actuations.observe("doors", {LEFT: True, RIGHT: False})
    actuations.observe("another", {RIGHT: True})
    assert outcomes(actuations) == []
    actuations.observe("doors", {RIGHT: True})
    assert outcomes(actuations) == [(request_id, "done")]


def test_a_wanted_number_is_reached_when_it_comes_back_in_single_precision():
    """21.3 crosses the wire in 32 bits and comes back as 21.299999237060547."""
    actuations, climate = Actuations(), Recorder()
    warmth = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
    actuations.serve("climate", [warmth], climate.carry_out)
    permitted = permit({warmth: 21.3}, STANDING)
    actuations.request(permitted, request_id="a", due_s=2.0)
    actuations.observe("climate", {warmth: 21.4})
    assert outcomes(actuations) == []
    actuations.observe("climate", {warmth: struct.unpack("f", struct.pack("f", 21.3))[0]})
    assert outcomes(actuations) == [("a", "done")]


def test_the_outcome_says_who_had_been_told_when_a_later_provider_refuses():
    """No order can be called back, so the caller learns that a part may have been done."""
    actuations, doors = Actuations(), Recorder()

    def refuse(_order: Order) -> None:
        raise Rejected("The lamp is gone.")

    actuations.serve("doors", DOORS, doors.carry_out)
    actuations.serve("lights", [DOME], refuse)
    request(actuations, LEFT, DOME)
    outcome = actuations.next_event()
    assert outcome is not None
    assert outcome.status == "rejected"
    assert outcome.reason == "The lamp is gone. doors had its part of the order already."


def test_a_request_is_refused_when_its_id_is_on_its_way():
    """Two requests of one id could not be told apart."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", DOORS, doors.carry_out)
    permitted = permit({LEFT: True}, STANDING)
    actuations.request(permitted, request_id="a", due_s=2.0)
    with pytest.raises(LocalUseError, match="on its way"):
        actuations.request(permitted, request_id="a", due_s=2.0)
    assert len(doors.orders) == 1
