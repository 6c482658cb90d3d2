"""Assisted driving on the car's screen: engaged, overridden, warned and handed back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from car_node import CarNode
from driver import act, pass_time
from playwright.sync_api import Locator, Page, expect
from screens import Screen, Screens, picture

pytestmark = pytest.mark.browser

_AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_CAR = (1920, 1080)
_TO_THE_MOTORWAY_SPEEDUP = 10
_FAST_MPS = 70 / 3.6
"""Assistance is offered from 60 km/h on."""
_LOADS_MS = 180_000
"""The pilot is compiled the first time it is wanted."""


def _set_out(car: Screen, node: CarNode) -> None:
    """Choose a far city in the car, get in, and drive until assistance is offered."""
    car.press("Close")  # the code for a phone
    car.press("Where to?")
    car.press("Shanghai")
    car.press("Start anyway")
    act(node.port, "get_in")
    act(node.port, "drive")
    pass_time(node.port, _TO_THE_MOTORWAY_SPEEDUP)
    car.until(lambda: car.event("car")["speed_mps"] > _FAST_MPS)
    car.sees("Press to have assisted driving look at the road.")


def _engage(car: Screen) -> None:
    car.press("Engage")
    _shows(car, "Assisted driving")


def _shows(car: Screen, words: str, within_ms: float | None = None) -> None:
    """Wait until the drive strip says so; a fault says its reason instead of nothing."""
    either = re.compile(f"^\\s*({words}|Assistance fault)\\s*$")
    expect(_badge(car.page)).to_have_text(either, timeout=within_ms)
    assert words in _badge(car.page).inner_text(), car.event("assist")["why"]


def _badge(page: Page) -> Locator:
    return page.get_by_role("status", name="Assisted driving")


def _scene(page: Page) -> Locator:
    return page.get_by_role("img", name="What the car sees")


@pytest.mark.parametrize("scheme", ["dark"], indirect=True)
def test_driver_is_assisted_warned_and_handed_back_to_when_they_let_go(
    car_node: CarNode, screens: Screens, shots: Path
) -> None:
    """The road takes the map's room; a foot on the brake ends it, and so does looking away."""
    car = screens.open("/car/", *_CAR)
    _set_out(car, car_node)

    car.press("Engage")  # first it only looks
    _shows(car, "Assistance ready", _LOADS_MS)
    assert _scene(car.page).count() == 0, "the map keeps its room until the pilot drives"
    _engage(car)
    expect(_scene(car.page)).to_be_visible()
    car.until(lambda: bool(car.event("assist")["objects"]))
    car.until(lambda: len(car.event("assist")["plan"]["points_m"]) > 2)
    assert car.violations(_AXE.read_text()) == []
    for scheme in ("dark", "light"):
        car.page.emulate_media(color_scheme=scheme)
        picture(car.page, shots, f"car-assist-{scheme}")

    car.press("Simulated driver")
    car.press("Tap brake")
    car.sees("You drive.")
    expect(_scene(car.page)).to_have_count(0)

    _shows(car, "Assistance ready")
    _engage(car)
    car.press("Hands on")
    car.press("Looks ahead")
    _shows(car, "Watch the road")
    car.sees("Hold the wheel and look at the road.")
    _shows(car, "Take over")
    expect(car.page.get_by_role("alert")).to_contain_text("Take over now.")
    assert car.violations(_AXE.read_text()) == []
    car.press("Hands off")
    car.press("Looks away")
    car.sees("You drive.")
    expect(_scene(car.page)).to_have_count(0)
