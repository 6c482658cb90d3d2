"""Requests to actuators: one outcome each, by the deadline, all of it or none."""

from __future__ import annotations

import pytest

from segue.kernel import LocalUseError, Rejected
from segue.vehicle.actuate import Actuations, Conditions, permit
from segue.vehicle.orders import Order, Outcome

DOORS = "Vehicle.Cabin.Door.*.*.IsLocked"
LEFT = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
RIGHT = "Vehicle.Cabin.Door.Row1.PassengerSide.IsLocked"
DOME = "Vehicle.Cabin.Light.IsDomeOn"
STANDING = Conditions(speed_mps=0.0)


class Recorder:
    """A provider that remembers its orders and answers when told to."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def carry_out(self, order: Order) -> None:
        """Remember it."""
        self.orders.append(order)


def request(actuations: Actuations, *paths: str, now_s: float = 0.0) -> int:
    """Ask for these to be true."""
    return actuations.request(permit(dict.fromkeys(paths, True), STANDING), now_s=now_s)


def outcomes(actuations: Actuations) -> list[tuple[int, str]]:
    """Return the outcomes there are as (id, status)."""
    ended: list[Outcome] = []
    while (outcome := actuations.next_event()) is not None:
        ended.append(outcome)
    return [(outcome.request_id, outcome.status) for outcome in ended]


def test_a_request_is_done_when_its_provider_says_so():
    """The provider gets all targets at once with the deadline, and its report ends the request."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", [DOORS], doors.carry_out)
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
    actuations.serve("doors", [DOORS], doors.carry_out)
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
    actuations.serve("doors", [DOORS], doors.carry_out)
    request(actuations, LEFT, DOME)
    outcome = actuations.next_event()
    assert outcome is not None
    assert outcome.status == "rejected"
    assert DOME in outcome.reason
    assert doors.orders == []


def test_a_request_times_out_at_its_deadline():
    """A silent provider keeps no caller waiting, and its late word changes nothing."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", [DOORS], doors.carry_out)
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

    actuations.serve("doors", [DOORS], refuse)
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

    actuations.serve("doors", [DOORS], refuse)
    actuations.serve("lights", [DOME], lights.carry_out)
    request_id = request(actuations, LEFT, DOME)
    assert outcomes(actuations) == [(request_id, "rejected")]
    assert lights.orders == []


def test_pending_requests_are_rejected_when_their_provider_leaves():
    """Only its own; and it can come back."""
    actuations, doors, lights = Actuations(), Recorder(), Recorder()
    actuations.serve("doors", [DOORS], doors.carry_out)
    actuations.serve("lights", [DOME], lights.carry_out)
    lost, kept = request(actuations, LEFT), request(actuations, DOME)
    actuations.withdraw("doors")
    actuations.withdraw("doors")
    assert outcomes(actuations) == [(lost, "rejected")]
    actuations.report(kept, "lights")
    assert outcomes(actuations) == [(kept, "done")]
    actuations.serve("doors", [DOORS], doors.carry_out)
    assert len(doors.orders) == 1


@pytest.mark.parametrize(
    ("name", "patterns"), [("doors", [DOME]), ("others", [LEFT]), ("others", ["Vehicle.Nothing"])]
)
def test_an_actuator_has_one_provider(name: str, patterns: list[str]):
    """A second claim on a name or an actuator is refused, and so is a claim on nothing."""
    actuations, doors = Actuations(), Recorder()
    actuations.serve("doors", [DOORS], doors.carry_out)
    with pytest.raises(LocalUseError):
        actuations.serve(name, patterns, doors.carry_out)
