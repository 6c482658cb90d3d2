"""The QR code in the terminal."""

from __future__ import annotations

import re

import segno

from segue.cli._qr import qr_lines

TEXT = "http://localhost:8420/phone/#pair=1.AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBB"
_COLOURED = re.compile(r"\x1b\[38;5;16;48;5;231m(.*)\x1b\[0m")


def test_every_module_is_drawn_when_printed() -> None:
    """Read back from the half blocks, the code is the one that holds the text, with its border."""
    drawn: list[list[int]] = []
    for line in qr_lines(TEXT):
        match = _COLOURED.fullmatch(line)
        assert match
        drawn.append([int(half in "▀█") for half in match.group(1)])
        drawn.append([int(half in "▄█") for half in match.group(1)])
    code = segno.make(TEXT, error="l", micro=False)
    expected = [[int(bool(module)) for module in row] for row in code.matrix_iter(border=2)]
    assert drawn[: len(expected)] == expected
    assert not any(any(row) for row in drawn[len(expected) :])


def test_code_is_black_on_white_when_the_terminal_is_dark() -> None:
    """Both colours are set on every line, so the terminal's own do not invert the code."""
    assert all(_COLOURED.fullmatch(line) for line in qr_lines(TEXT))
