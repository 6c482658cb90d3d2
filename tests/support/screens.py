"""What the end-to-end tests do on a screen, in a person's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocket, expect

_HANDOFF_MS = 60_000
"""How long to look for a change: it ends when it comes, so it may be long on a busy machine."""

_LOOK_MS = 50
expect.set_options(timeout=_HANDOFF_MS)
# A player need not be in the document, so a page remembers what it was asked to play.
_REMEMBER_PLAYERS = """
window.players = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (!window.players.includes(this)) window.players.push(this);
  return play.call(this);
};
"""


class Screen:
    """A page and the events its car sent it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.events: dict[str, Any] = {}
        page.set_default_timeout(_HANDOFF_MS)
        page.add_init_script(_REMEMBER_PLAYERS)
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._hear)

    def _hear(self, frame: str | bytes) -> None:
        if isinstance(frame, str):
            message = json.loads(frame)
            if message.get("type") == "event":
                self.events[message["topic"]] = message["data"]

    def event(self, topic: str) -> Any:
        """Return the newest data of a topic, waiting for its first."""
        while topic not in self.events:
            self.page.wait_for_timeout(_LOOK_MS)
        return self.events[topic]

    def press(self, name: str) -> None:
        """Press the button or link of this name."""
        button = self.page.get_by_role("button", name=name)
        button.or_(self.page.get_by_role("link", name=name)).first.click()

    def sees(self, text: str) -> None:
        """Wait until this text is on the screen."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sees_not(self, text: str) -> None:
        """Wait until this text is nowhere on the screen."""
        expect(self.page.get_by_text(text)).to_have_count(0)

    def sounds(self) -> bool:
        """Say whether anything on this page is playing."""
        return bool(self.page.evaluate("() => window.players.some((p) => !p.paused && !p.ended)"))

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _ in range(_HANDOFF_MS // _LOOK_MS):
            if holds():
                return
            self.page.wait_for_timeout(_LOOK_MS)
        assert holds()

    def violations(self, axe: str) -> list[str]:
        """Return what axe-core finds serious on this page, a line each."""
        self.page.evaluate(axe)
        found = self.page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{item['id']}: {item['help']} at {item['nodes'][0]['target']}"
            for item in found
            if item["impact"] in ("serious", "critical")
        ]


class Screens:
    """The browser contexts of one test. Every request that leaves the machine is caught."""

    def __init__(self, browser: Browser, url: str, scheme: str) -> None:
        self.strayed: list[str] = []
        self.faults: list[str] = []
        self._browser = browser
        self._url = url
        self._scheme = scheme
        self._contexts: list[BrowserContext] = []

    def open(self, path: str, width: int, height: int) -> Screen:
        """Return a page of the node in a context of its own."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if self._scheme == "dark" else "light",
            locale="en-GB",
        )
        self._contexts.append(context)
        context.route("**/*", self._only_this_machine)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{path}: {error}"))
        screen = Screen(page)
        page.goto(self._url + path)
        return screen

    def close(self) -> None:
        """Close every context."""
        for context in self._contexts:
            context.close()

    def _only_this_machine(self, route: Route) -> None:
        if route.request.url.startswith((self._url, "data:", "blob:")):
            route.continue_()
        else:
            self.strayed.append(route.request.url)
            route.abort()


def picture(page: Page, folder: Path, name: str) -> None:
    """Save what a page shows."""
    page.screenshot(path=folder / f"{name}.png", animations="disabled")
