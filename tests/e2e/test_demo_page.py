"""The demo's page: one window, a car and a phone in it, and a strip with what a person does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from screens import Screens, picture

pytestmark = pytest.mark.browser

_DESKTOP = (1720, 1000)
_FIRST_KILOMETRES_MS = 6_000
"""For the picture: until the map and the first kilometres are there."""


def _frames(page: Page) -> tuple[FrameLocator, FrameLocator]:
    return (
        page.frame_locator("iframe[name='segue-car']"),
        page.frame_locator("iframe[name='segue-phone']"),
    )


def _press(where: Page | FrameLocator, name: str) -> None:
    where.get_by_role("button", name=name).first.click()


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What a newcomer reads and presses, in their language."""

    language: str
    open_here: str
    accept: str
    hint_plan: str
    where_to: str
    destination: str
    start_anyway: str
    music: str
    hint_walk: str
    walk_up: str
    get_in: str
    to_destination: str
    bring_back: str
    drive: str
    hint_get_out: str
    stop: str
    get_out: str


_ENGLISH = _Words(
    language="EN",
    open_here="Open on this computer",
    accept="Accept",
    hint_plan="Plan a trip on the phone",
    where_to="Where to?",
    destination="Shanghai",
    start_anyway="Start anyway",
    music="Music",
    hint_walk="Walk up to the car.",
    walk_up="Walk up",
    get_in="Get in",
    to_destination="To Shanghai",
    bring_back="In the car · bring back",
    drive="Drive",
    hint_get_out="Stop and get out",
    stop="Stop",
    get_out="Get out",
)
_CHINESE = _Words(
    language="中文",
    open_here="在本机打开",
    accept="接受",
    hint_plan="在手机上规划行程",
    where_to="去哪儿",
    destination="上海",
    start_anyway="仍然开始",
    music="音乐",
    hint_walk="走近车辆。",
    walk_up="走近",
    get_in="上车",
    to_destination="前往上海",
    bring_back="在车上 · 取回",
    drive="行驶",
    hint_get_out="停车下车",
    stop="停车",
    get_out="下车",
)


def test_newcomer_drives_when_they_follow_the_hints(
    screens: Screens, scheme: str, shots: Path
) -> None:
    """Each hint names the next thing to do, and doing it brings the next; in both languages."""
    words = _ENGLISH if scheme == "light" else _CHINESE
    page = screens.open("/demo/", *_DESKTOP).page
    car, phone = _frames(page)
    page.get_by_text(words.language, exact=True).click()

    car.get_by_role("link", name=words.open_here).click()
    _press(car, words.accept)

    expect(page.get_by_text(words.hint_plan)).to_be_visible()
    phone.get_by_label(words.where_to).fill(words.destination)
    _press(phone, words.destination)
    _press(phone, words.start_anyway)
    _press(phone, words.music)
    phone.get_by_role("dialog").get_by_role("button", name="First Light").click()

    expect(page.get_by_text(words.hint_walk)).to_be_visible()
    _press(page, words.walk_up)
    _press(page, words.get_in)
    expect(car.get_by_role("article", name=words.to_destination)).to_be_visible()
    expect(phone.get_by_text(words.bring_back).first).to_be_visible()

    page.get_by_text("\u00d760", exact=True).click()
    _press(page, words.drive)
    expect(page.get_by_text(words.hint_get_out)).to_be_visible()
    page.wait_for_timeout(_FIRST_KILOMETRES_MS)
    picture(page, shots, f"demo-{scheme}")

    _press(page, words.stop)
    _press(page, words.get_out)
    expect(phone.get_by_role("region", name=words.to_destination)).to_be_visible()
