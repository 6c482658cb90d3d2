"""A QR code for the terminal, readable on dark and on light backgrounds alike."""

from __future__ import annotations

import segno

_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"
"""Set, not inherited: a code in a dark terminal's own colours is inverted, and many phones do not
read it."""
_RESET = "\x1b[0m"
_QUIET_ZONE = 2
_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def qr_lines(text: str) -> list[str]:
    """Return the lines to print; each holds two rows of modules."""
    code = segno.make(text, error="l", micro=False)
    rows = [[int(bool(module)) for module in row] for row in code.matrix_iter(border=_QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    return [
        _BLACK_ON_WHITE + "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) + _RESET
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
