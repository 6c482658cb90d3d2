"""The page of attacks names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security" / "attacks.md").read_text()
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
FILES = sorted(set(re.findall(r"`((?:tests|web|benchmarks)/[\w./]+)`", PAGE)))


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_attack_has_its_test_when_the_page_names_one(path: str, name: str):
    """A renamed or removed test cannot stay as evidence."""
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", FILES)
def test_file_is_there_when_the_page_names_it(path: str):
    """Nor can a file."""
    assert (ROOT / path).is_file()


def test_every_attack_is_shown_or_named_open():
    """A row without a test says openly what is not prevented, or cites where it is decided."""
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    attacks = [row for row in rows if row[0] not in ("| attack", "|---")]
    assert len(attacks) > 25
    for attack, gets, *shown in attacks:
        assert "`" in "".join(shown) or "**Open" in gets or "ADR" in "".join(shown), attack
