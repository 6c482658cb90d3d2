"""constraints.txt: one version of everything, and no word about where from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
PINS = [Requirement(line) for line in LINES]
ASKED = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["dependency-groups"]["test"],
    *PROJECT["build-system"]["requires"],
]


@pytest.mark.parametrize("asked", ASKED)
def test_pin_is_what_the_project_asks_for(asked: str) -> None:
    """Everything in pyproject.toml is pinned, to a version that it allows."""
    requirement = Requirement(asked)
    pins = [pin for pin in PINS if pin.name == requirement.name]
    assert pins
    for pin in pins:
        (specifier,) = pin.specifier
        assert specifier.operator == "=="
        assert requirement.specifier.contains(specifier.version)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_each_package_has_one_version_when_installed(python: str, system: str) -> None:
    """On every supported Python and system no package is pinned twice."""
    where = {
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": system,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    names = [pin.name for pin in PINS if pin.marker is None or pin.marker.evaluate(where)]
    assert sorted(names) == sorted(set(names))
    assert "numpy" in names


def test_no_registry_is_named_in_any_line() -> None:
    """Which index the packages come from is the reader's own setting."""
    text = (ROOT / "constraints.txt").read_text()
    assert not re.search(r"https?:|--index|--find-links|@ ", text)
