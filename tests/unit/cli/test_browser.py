"""When `segue demo` opens a browser by itself."""

from __future__ import annotations

import pytest

from segue.cli._browser import has_display


@pytest.mark.parametrize(
    ("environment", "platform", "is_terminal", "opens"),
    [
        ({"DISPLAY": ":0"}, "linux", True, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True, True),
        ({}, "darwin", True, True),
        ({}, "linux", True, False),
        ({"DISPLAY": ""}, "linux", True, False),
        ({"DISPLAY": ":0"}, "linux", False, False),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "linux", True, False),
        ({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "darwin", True, False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", True, False),
    ],
)
def test_browser_opens_only_when_somebody_would_see_it(
    environment: dict[str, str], platform: str, *, is_terminal: bool, opens: bool
) -> None:
    """Not over SSH, in CI, in a pipe, or where there is no display."""
    assert has_display(environment, platform=platform, is_terminal=is_terminal) == opens
