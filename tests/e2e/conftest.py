"""A real car node, a real Chromium, and two people's screens on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from car_node import CarNode
from playwright.sync_api import Browser, sync_playwright
from screens import Screens

_FLAGS = [
    "--no-sandbox",  # tests run as root in CI's container
    "--use-angle=swiftshader",  # WebGL 2 without a graphics card
    "--enable-unsafe-swiftshader",
    "--autoplay-policy=no-user-gesture-required",  # a car's screen is set up like this
    "--disable-background-networking",
    "--disable-component-update",
]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser to drive. Without one, tests are skipped; in CI they fail."""
    path = os.environ.get("SEGUE_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and CI needs it")
        pytest.skip("Chromium is missing (apt install chromium)")
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for all tests; each screen gets a context, and so a storage, of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def car_node(tmp_path: Path) -> Iterator[CarNode]:
    """A new car in Beijing, serving."""
    node = CarNode(tmp_path / "car")
    node.start()
    yield node
    node.kill()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Each journey is made by day and by night."""
    return str(request.param)


@pytest.fixture
def screens(browser: Browser, car_node: CarNode, scheme: str) -> Iterator[Screens]:
    """Screens on the car node; after the test, none asked elsewhere and none broke."""
    screens = Screens(browser, car_node.url, scheme)
    yield screens
    screens.close()
    assert screens.strayed == [], "a page asked something outside this machine"
    assert screens.faults == [], "a page had an error nobody caught"


@pytest.fixture
def shots(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where pictures go: to docs/images with `--update-images`, else to the test's folder."""
    if request.config.getoption("--update-images"):
        return Path(__file__).resolve().parents[2] / "docs" / "images"
    return tmp_path
