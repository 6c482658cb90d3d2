"""When activities move by themselves."""

from __future__ import annotations

from segue.fabric.handoff import Cabin, HandBack, PresenceRules, Pull

ON_PHONE = {"media": "phone", "navigation": "phone"}
IN_CAR = {"media": "car", "navigation": "phone"}


def cabin(*, seat: bool = False, door: bool = False, phone: str | None = "phone") -> Cabin:
    """A cabin, empty and closed with the phone near unless told otherwise."""
    return Cabin(seat_occupied=seat, door_open=door, phone=phone)


def empty_car() -> PresenceRules:
    """Rules that have seen an empty car."""
    rules = PresenceRules()
    rules.observe(cabin(), {}, "car")
    return rules


def driven_car() -> PresenceRules:
    """Rules that have seen somebody sit down."""
    rules = empty_car()
    rules.observe(cabin(seat=True), {}, "car")
    return rules


def test_car_pulls_what_is_on_the_phone_when_the_driver_sits_and_closes_the_door() -> None:
    """Nothing moves while the door is open; with it closed, all that the phone holds does."""
    rules = empty_car()
    assert rules.observe(cabin(door=True), ON_PHONE, "car") == []
    assert rules.observe(cabin(seat=True, door=True), ON_PHONE, "car") == []
    assert rules.observe(cabin(seat=True), ON_PHONE, "car") == [Pull("media"), Pull("navigation")]


def test_car_pulls_nothing_that_somebody_else_holds() -> None:
    """What is live in the car already, or on a passenger's phone, stays."""
    rules = empty_car()
    holders = {"media": "car", "navigation": "tablet"}
    assert rules.observe(cabin(seat=True), holders, "car") == []


def test_rule_does_not_fire_again_when_a_button_moved_it_back() -> None:
    """The driver sends the song back to the phone; the car lets it be."""
    rules = empty_car()
    assert rules.observe(cabin(seat=True), ON_PHONE, "car")
    assert rules.observe(cabin(seat=True), ON_PHONE, "car") == []


def test_rule_does_not_fire_again_when_the_phone_links_anew() -> None:
    """A link that comes and goes while driving is not somebody sitting down."""
    rules = empty_car()
    assert rules.observe(cabin(seat=True), ON_PHONE, "car")
    assert rules.observe(cabin(seat=True, phone=None), ON_PHONE, "car") == []
    assert rules.observe(cabin(seat=True), ON_PHONE, "car") == []


def test_rule_does_not_fire_when_the_car_restarts_while_driving() -> None:
    """The first cabin a rule sees is where it starts from."""
    assert PresenceRules().observe(cabin(seat=True), ON_PHONE, "car") == []


def test_car_pulls_when_the_phone_links_just_after_its_owner_sat_down() -> None:
    """The link may take a moment; the pull waits for it, once."""
    rules = empty_car()
    assert rules.observe(cabin(seat=True, phone=None), ON_PHONE, "car") == []
    assert rules.observe(cabin(seat=True), ON_PHONE, "car") == [Pull("media"), Pull("navigation")]


def test_car_hands_back_what_it_holds_when_the_driver_left() -> None:
    """A door opened and the seat is empty: what is live in the car goes to the phone."""
    rules = driven_car()
    assert rules.observe(cabin(seat=True, door=True), IN_CAR, "car") == []
    assert rules.observe(cabin(door=True), IN_CAR, "car") == [HandBack("media", "phone")]
    assert rules.observe(cabin(), IN_CAR, "car") == []


def test_car_keeps_what_it_holds_when_the_seat_is_empty_behind_closed_doors() -> None:
    """A seat sensor that drops out for a moment while driving moves nothing."""
    rules = driven_car()
    assert rules.observe(cabin(), IN_CAR, "car") == []
    assert rules.observe(cabin(seat=True), ON_PHONE, "car") == []


def test_car_keeps_what_it_holds_when_there_is_no_phone() -> None:
    """Nobody to hand it to; a phone that comes near later is not given it."""
    rules = driven_car()
    assert rules.observe(cabin(door=True, phone=None), IN_CAR, "car") == []
    assert rules.observe(cabin(door=True), IN_CAR, "car") == []
