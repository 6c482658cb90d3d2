"""When a phone dials again, and where."""

from __future__ import annotations

import pytest

from segue.fabric.link import Reconnect
from segue.kernel import LocalUseError


def failed(reconnect: Reconnect, fraction: float = 1.0) -> float:
    """Return the wait after a dial that never opened."""
    return reconnect.delay_s(lived_s=0.0, fraction=fraction)


def test_delay_doubles_to_fifteen_seconds_when_dialling_fails():
    """0.5 s · 2ⁿ, capped, for ever."""
    reconnect = Reconnect(("a",))
    assert [failed(reconnect) for _ in range(7)] == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
    assert [failed(reconnect) for _ in range(2000)] == [15.0] * 2000


def test_delay_is_spread_when_many_phones_lose_the_car():
    """Jitter takes up to half of the delay away, never more."""
    assert failed(Reconnect(("a",)), 0.0) == 0.5
    assert failed(Reconnect(("a",)), 0.5) == 0.75


def test_every_address_is_tried_before_the_delay_grows():
    """A phone that comes home finds the car at its other address without a long wait."""
    reconnect = Reconnect(("a", "b", "c", "a"))
    tried, delays = [], []
    for _ in range(6):
        tried.append(reconnect.next_address())
        delays.append(failed(reconnect))
    assert tried == ["a", "b", "c", "a", "b", "c"]
    assert delays == [0.5, 0.5, 1.0, 0.5, 0.5, 2.0]


def test_delay_starts_over_when_a_link_lived_ten_seconds():
    """A link that was good is dialled again soon; one that dies young backs off on."""
    reconnect = Reconnect(("a",))
    for _ in range(5):
        failed(reconnect)
    assert reconnect.delay_s(lived_s=9.9, fraction=1.0) == 15.0
    assert reconnect.delay_s(lived_s=10.0, fraction=1.0) == 0.5


def test_working_address_is_first_when_a_link_opened():
    """What worked and what the car told is remembered, best first, without repeats."""
    reconnect = Reconnect(("a", "b"))
    failed(reconnect)
    reconnect.opened(("c", "b"))
    assert reconnect.addresses == ("b", "c", "a")
    assert reconnect.next_address() == "b"


def test_delay_starts_over_when_the_network_is_back():
    """`retry_now` forgets the failures of a dead network."""
    reconnect = Reconnect(("a", "b"))
    for _ in range(7):
        failed(reconnect)
    reconnect.retry_now()
    assert reconnect.next_address() == "a"
    assert [failed(reconnect), failed(reconnect)] == [0.5, 1.0]


def test_addresses_are_needed_when_a_car_is_to_be_dialled():
    """A car without an address cannot be dialled, and the user hears what to do."""
    with pytest.raises(LocalUseError, match="no address"):
        Reconnect(())
