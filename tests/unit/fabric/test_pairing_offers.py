"""The book of offers: one use, two minutes, three wrong tries."""

from __future__ import annotations

import pytest

from segue.fabric.pairing import Matched, OfferBook, Refused, pair_proof
from segue.kernel import LocalUseError

SECRET, OTHER = b"s" * 16, b"o" * 16
HASH = bytes(32)
RIGHT = pair_proof(SECRET, HASH)
WRONG = pair_proof(OTHER, HASH)


@pytest.fixture
def book() -> OfferBook:
    """A book with one live offer, made at 0 s."""
    offers = OfferBook()
    offers.open(SECRET, 0.0)
    return offers


def test_offer_matches_once_when_the_proof_is_right(book: OfferBook):
    """The first phone gets it; the second is told that the code is used."""
    assert book.redeem(RIGHT, HASH, 119.9) == Matched(SECRET)
    assert book.redeem(RIGHT, HASH, 119.9) == Refused("used")
    assert book.expires_in_s(119.9) is None


def test_offer_is_refused_when_the_proof_is_from_another_link(book: OfferBook):
    """A proof that was overheard does not fit the handshake of whoever repeats it."""
    assert book.redeem(RIGHT, b"\1" * 32, 1.0) == Refused("unknown_code")


@pytest.mark.parametrize("now_s", [120.0, 121.0, 719.9])
def test_offer_is_expired_when_two_minutes_are_over(book: OfferBook, now_s: float):
    """An old code is told from an unknown one for ten minutes."""
    assert book.redeem(RIGHT, HASH, now_s) == Refused("expired")


def test_offer_is_forgotten_when_it_is_dead_for_ten_minutes(book: OfferBook):
    """No secret is remembered for ever."""
    assert book.redeem(RIGHT, HASH, 720.0) == Refused("no_offer")


def test_offer_dies_when_three_proofs_are_wrong(book: OfferBook):
    """Guessing gets three tries, then even the right code is dead."""
    assert [book.redeem(WRONG, HASH, 1.0) for _ in range(3)] == [Refused("unknown_code")] * 3
    assert book.redeem(RIGHT, HASH, 1.0) == Refused("too_many_tries")


def test_offer_lives_when_two_proofs_are_wrong(book: OfferBook):
    """Two slips of a person's own do not kill the code."""
    book.redeem(WRONG, HASH, 1.0)
    book.redeem(WRONG, HASH, 1.0)
    assert book.redeem(RIGHT, HASH, 1.0) == Matched(SECRET)


def test_offer_costs_no_try_when_a_dead_code_is_shown(book: OfferBook):
    """A phone that scanned the screen before this one cannot use up the tries of this one."""
    book.open(OTHER, 1.0)
    assert [book.redeem(RIGHT, HASH, 2.0) for _ in range(5)] == [Refused("expired")] * 5
    assert book.redeem(WRONG, HASH, 2.0) == Matched(OTHER)


def test_offer_is_declined_when_the_person_said_no(book: OfferBook):
    """The phone is told why, also when it asks again."""
    matched = book.redeem(RIGHT, HASH, 1.0)
    assert isinstance(matched, Matched)
    book.decline(matched, 2.0)
    assert book.redeem(RIGHT, HASH, 3.0) == Refused("declined")


def test_book_says_no_offer_when_none_is_open():
    """A car that shows no code cannot be guessed at."""
    assert OfferBook().redeem(RIGHT, HASH, 0.0) == Refused("no_offer")


def test_book_refuses_a_secret_when_it_is_short():
    """A weak secret is a mistake of the caller."""
    with pytest.raises(LocalUseError):
        OfferBook().open(b"short", 0.0)


def test_time_left_counts_down_when_an_offer_is_live(book: OfferBook):
    """The screen can show how long the code lives."""
    assert book.expires_in_s(20.0) == 100.0
    book.close(21.0)
    assert book.expires_in_s(21.0) is None


def test_fate_is_known_when_an_offer_is_dead(book: OfferBook):
    """The car's own screen can say what became of its code."""
    assert book.fate(SECRET, 1.0) is None
    assert book.fate(SECRET, 120.0) == "expired"
    assert book.fate(SECRET, 720.0) is None
    book.open(OTHER, 800.0)
    for _ in range(3):
        book.redeem(RIGHT, HASH, 801.0)
    assert book.fate(OTHER, 802.0) == "too_many_tries"
