"""What the documents promise exists, and what exists is in the documents."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from segue.cli._exit_codes import MEANINGS
from segue.cli._main import app

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guides" / "cli.md").read_text()
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if "images" not in path.parts
)
_BLOCKS = re.MULTILINE | re.DOTALL
_COMMAND = typer.main.get_command(app)


def _verbs(command: Any = _COMMAND, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, child in getattr(command, "commands", {}).items():
        yield " ".join((*path, name)), child
        yield from _verbs(child, (*path, name))


VERBS = dict(_verbs())


def _section(title: str) -> str:
    """Return the part of the guide about one top-level verb."""
    match = re.search(rf"^## segue {title}\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    return match.group(1) if match else ""


def _command_lines(page: Path) -> list[list[str]]:
    """Return the `segue …` and `./run …` lines in a page's shell blocks, as words."""
    blocks = re.findall(
        r"^```(?:sh|console|bash)\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL
    )
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [line for line in words if line and Path(line[0]).name in {"segue", "run"}]


@pytest.mark.parametrize("verb", VERBS)
def test_verb_is_in_the_guide_when_it_exists(verb: str) -> None:
    """Every verb and each of its options has its place in docs/guides/cli.md."""
    section = _section(verb.split(maxsplit=1)[0])
    assert f"segue {verb}" in section
    for parameter in VERBS[verb].params:
        for option in getattr(parameter, "opts", []):
            if option.startswith("--") and option != "--help":
                assert option in section, f"segue {verb} {option}"


@pytest.mark.parametrize("code", MEANINGS)
def test_exit_code_is_in_the_guide_when_it_exists(code: int) -> None:
    """Every exit code is in the guide with its meaning."""
    assert f"| {int(code)} | {MEANINGS[code]} |" in GUIDE  # type: ignore[index]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_command_exists_when_a_page_shows_it(page: Path) -> None:
    """A reader can type every command line that a page shows."""
    for program, *words in _command_lines(page):
        if Path(program).name == "run":
            assert words[0] in {"demo", "test"}
            continue
        command: Any = _COMMAND
        while (
            words and not words[0].startswith("-") and words[0] in getattr(command, "commands", {})
        ):
            command = command.commands[words.pop(0)]
        assert not getattr(command, "commands", {}) or words[:1] in ([], ["--help"], ["--version"])
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        for word in words:
            assert not word.startswith("-") or word.partition("=")[0] in options, " ".join(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_link_leads_somewhere_when_a_page_has_one(page: Path) -> None:
    """Every relative link of a page leads to a file or folder of the repository."""
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_readme_shows_both_commands_when_read() -> None:
    """The README's first screen has what a newcomer types: ./run demo and the story."""
    lines = _command_lines(ROOT / "README.md")
    assert any(line[1:2] == ["demo"] and line[0].endswith("run") for line in lines)
    assert any(line[-2:] == ["demo", "--story"] for line in lines)
