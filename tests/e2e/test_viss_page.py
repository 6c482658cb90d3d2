"""A page that somebody else wrote shows the car's speed, with nothing that a browser lacks."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from car_node import CarNode
from playwright.sync_api import Browser, expect

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "signals-in-a-browser.md"

pytestmark = pytest.mark.browser


@pytest.fixture
def page_url(tmp_path: Path, car_node: CarNode) -> Iterator[str]:
    """The guide's page, served by a server of its own on this machine."""
    html = re.search(r"^```html\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert html, "the guide has no page"
    site = tmp_path / "site"
    site.mkdir()
    (site / "speed.html").write_text(html.group(1).replace("8090", str(car_node.viss_port)))
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/speed.html"
    server.shutdown()
    server.server_close()


def test_page_of_the_guide_shows_the_speed_when_it_is_opened(
    browser: Browser, page_url: str
) -> None:
    """Ten lines of HTML from another port of this machine, and no token."""
    page = browser.new_page()
    page.goto(page_url)
    expect(page.locator("#speed")).to_have_text("0 km/h")
    page.close()
