"""How often strangers may shake hands."""

from __future__ import annotations

from segue.node.links._rate import BURST, MAX_ADDRESSES, HandshakeRates


def taken(rates: HandshakeRates, address: str, now_s: float) -> int:
    """Take until refused; return how many were let in."""
    count = 0
    while rates.take(address, now_s):
        count += 1
    return count


def test_stranger_is_refused_when_it_shakes_hands_on_and_on():
    """A burst, then one every two seconds, and never more than the burst again."""
    rates = HandshakeRates()
    assert taken(rates, "10.0.0.9", 0.0) == BURST
    assert [rates.take("10.0.0.9", now_s) for now_s in (1.0, 2.5, 3.0)] == [False, True, False]
    assert taken(rates, "10.0.0.9", 1e6) == BURST
    assert not rates.take("10.0.0.9", 0.0), "a clock that goes back gives nothing"


def test_others_are_let_in_when_one_address_floods():
    """Each address has its own measure."""
    rates = HandshakeRates()
    taken(rates, "10.0.0.9", 0.0)
    assert rates.take("10.0.0.8", 0.0)


def test_handshake_is_free_when_it_ends_in_a_link():
    """A phone may come back as often as it likes."""
    rates = HandshakeRates()
    for _ in range(10 * BURST):
        assert rates.take("10.0.0.9", 0.0)
        rates.give_back("10.0.0.9", 0.0)


def test_table_is_bounded_when_addresses_are_made_up():
    """Beyond the table, made-up addresses share one bucket; later they are forgotten."""
    rates = HandshakeRates()
    let_in = sum(rates.take(f"10.{n}", 0.0) for n in range(10 * MAX_ADDRESSES))
    assert let_in == MAX_ADDRESSES + BURST
    assert len(rates._buckets) <= MAX_ADDRESSES + 1
    assert rates.take("10.99999", 100.0)
    assert len(rates._buckets) == 1
