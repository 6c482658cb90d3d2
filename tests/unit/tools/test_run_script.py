"""`./run`: what it says when it cannot start, on a machine that has almost nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOOLS = "sh sed dirname find cksum sort cat date tail rm mktemp grep head tr"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone without .venv, and beside it `bin` with the system's tools but no Python."""
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("run", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, clone)
    shutil.copytree(ROOT / "tools", clone / "tools")
    (tmp_path / "bin").mkdir()
    for name in TOOLS.split():
        found = shutil.which(name)
        assert found
        (tmp_path / "bin" / name).symlink_to(found)
    return clone


def _run(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "./run", *arguments],
        cwd=clone,
        env={"PATH": str(clone.parent / "bin"), "HOME": str(clone.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def _put_python(clone: Path, script: str) -> None:
    """Put a `python3` on the path that behaves as a certain machine's does."""
    python = clone.parent / "bin" / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def test_both_verbs_are_shown_when_asked_for_help(bare: Path) -> None:
    """`./run --help` prints what there is and changes nothing."""
    result = _run(bare, "--help")
    assert result.returncode == 0
    assert "./run demo" in result.stdout
    assert "./run test" in result.stdout
    assert not (bare / ".venv").exists()


@pytest.mark.parametrize("arguments", [[], ["dmeo"]])
def test_usage_is_shown_when_the_verb_is_missing_or_unknown(
    bare: Path, arguments: list[str]
) -> None:
    """Code 2, and both verbs on standard error."""
    result = _run(bare, *arguments)
    assert result.returncode == 2
    assert "./run demo" in result.stderr
    assert all(word in result.stderr for word in arguments)


@pytest.mark.parametrize("script", [None, "exit 1", 'echo "no such version" >&2; exit 127'])
def test_message_says_how_to_get_python_when_there_is_none(bare: Path, script: str | None) -> None:
    """No Python, one that is too old, or a version manager's empty shim: the same clear answer."""
    if script is not None:
        _put_python(bare, script)
    result = _run(bare, "demo")
    assert result.returncode == 1
    assert "Python 3.11 or newer was not found" in result.stderr
    assert "apt install python3" in result.stderr
    assert not (bare / ".venv").exists()


def test_message_says_what_to_install_when_python_has_no_venv(bare: Path) -> None:
    """Debian's Python without python3-venv is told apart from no Python at all."""
    _put_python(
        bare, 'case "$2" in *ensurepip*) exit 1 ;; esac; [ "$1" != -V ] || echo "Python 3.11.2"'
    )
    result = _run(bare, "demo")
    assert result.returncode == 1
    assert "Python 3.11.2 has no venv module" in result.stderr
    assert "python3-venv" in result.stderr


def test_reason_is_shown_when_a_step_fails(bare: Path) -> None:
    """A step that fails shows its own last lines, and that a second try goes on from there."""
    _put_python(bare, 'case "$*" in *"-m venv"*) echo "the disk is full"; exit 1 ;; esac')
    result = _run(bare, "demo")
    assert result.returncode == 1
    assert "the disk is full" in result.stderr
    assert "run the same command again" in result.stderr
