"""Whether there is somebody at a display to open a page for."""

from __future__ import annotations

from collections.abc import Mapping


def has_display(environment: Mapping[str, str], *, platform: str, is_terminal: bool) -> bool:
    """Return whether opening a browser would show the person something.

    Not over SSH, where it would open on the far side or in the terminal; not in CI or a pipe.
    """
    if not is_terminal or "CI" in environment or "SSH_CONNECTION" in environment:
        return False
    return platform == "darwin" or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )
