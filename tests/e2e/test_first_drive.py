"""The first drive, on the screens: two browsers that share nothing but the link between them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from car_node import CarNode
from driver import act, pass_time
from playwright.sync_api import expect
from screens import Screen, Screens, picture

pytestmark = pytest.mark.browser

_AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_CAR = (1920, 1080)
_PHONE = (390, 844)
_SPEEDUP = 30
_FASTEST_MPS = 110 / 3.6


def _pair(car: Screen, phone: Screen) -> None:
    """Show a code in the car, open it on the phone, accept in the car."""
    phone.page.get_by_label("Or paste the code's address").fill(_code(car))
    phone.press("Pair")
    phone.sees("Now accept in the car")
    car.sees("Accept only if the phone shows the same digits.")
    assert _digits(car) == _digits(phone), "both screens show the same digits"
    car.press("Accept")


def _code(car: Screen) -> str:
    car.until(lambda: bool(car.event("pairing")["url"]))
    return str(car.event("pairing")["url"])


def _digits(screen: Screen) -> str:
    return re.sub(r"\D", "", screen.page.get_by_label("Check code").inner_text())


def _plan_to_shanghai(phone: Screen) -> None:
    phone.press("Go")
    phone.page.get_by_label("Where to?").fill("Shangai")
    phone.page.get_by_role("button", name="Shanghai").first.click()
    phone.sees("Not on one charge")
    phone.press("Start anyway")
    phone.sees("Send to car")


def _play(phone: Screen) -> None:
    phone.press("Music")
    phone.page.get_by_role("dialog").get_by_role("button", name="First Light").click()


def _live_in_car(car: Screen, phone: Screen) -> None:
    expect(car.page.get_by_role("article", name="To Shanghai")).to_be_visible()
    phone.sees("In the car · bring back")
    car.until(car.sounds)
    phone.until(lambda: not phone.sounds())


def _live_on_phone(car: Screen, phone: Screen) -> None:
    phone.sees("Send to car")
    phone.sees_not("In the car · bring back")
    phone.until(phone.sounds)
    car.until(lambda: not car.sounds())


def test_route_and_song_follow_there_and_back_when_a_person_gets_in_and_out(
    car_node: CarNode, screens: Screens, scheme: str, shots: Path
) -> None:
    """Pair, plan, get in, take back by hand, lose the car, lose the link, get out."""
    car = screens.open("/car/", *_CAR)
    phone = screens.open("/phone/", *_PHONE)

    _pair(car, phone)
    _plan_to_shanghai(phone)
    _play(phone)
    phone.until(phone.sounds)
    picture(phone.page, shots, f"phone-plan-{scheme}")

    act(car_node.port, "get_in")
    _live_in_car(car, phone)
    assert car.violations(_AXE.read_text()) == []
    assert phone.violations(_AXE.read_text()) == []

    phone.press("In the car · bring back")
    expect(phone.page.get_by_role("region", name="To Shanghai")).to_be_visible()
    phone.press("Send to car")
    _live_in_car(car, phone)

    pass_time(car_node.port, _SPEEDUP)
    act(car_node.port, "drive")
    car.until(lambda: car.event("car")["speed_mps"] > 20)
    picture(car.page, shots, f"car-drive-{scheme}")
    picture(phone.page, shots, f"phone-ghost-{scheme}")

    before = car.event("progress")["progress_m"]
    car_node.kill()
    phone.sees("Offline")
    car_node.start()
    _live_in_car(car, phone)
    phone.sees_not("Offline")
    # The car keeps where it is once a second, which is half a minute of fast time.
    kept_m = before - 2 * _SPEEDUP * _FASTEST_MPS
    assert car.event("progress")["progress_m"] >= max(1.0, kept_m), "it went on where it was"

    phone.page.context.set_offline(offline=True)
    phone.sees("Offline")
    phone.page.context.set_offline(offline=False)
    phone.sees_not("Offline")

    pass_time(car_node.port, _SPEEDUP)
    act(car_node.port, "stop")
    car.until(lambda: car.event("car")["parked"])
    act(car_node.port, "get_out")
    _live_on_phone(car, phone)
    picture(phone.page, shots, f"phone-back-{scheme}")


def test_phone_says_what_to_do_when_a_code_is_no_good(screens: Screens) -> None:
    """A code that is garbage, for another car or used gets one sentence each, and no pairing."""
    car = screens.open("/car/", *_CAR)
    url = _code(car)
    fingerprint = url.split(".")[-2]
    first = screens.open("/phone/", *_PHONE)
    _pair(car, first)
    other_car = url.replace(fingerprint, fingerprint[1:2] + fingerprint[:1] + fingerprint[2:])
    for code, says in (
        ("https://example.invalid/", "This is not a Segue code."),
        (other_car, "This code is for another car."),
        (url, "This code was used before."),
    ):
        phone = screens.open("/phone/", *_PHONE)
        phone.page.get_by_label("Or paste the code's address").fill(code)
        phone.press("Pair")
        phone.sees(says)
        phone.sees("Show a new code in the car and scan again.")
    assert len(car.event("people")["devices"]) == 1, "only the first phone is paired"
