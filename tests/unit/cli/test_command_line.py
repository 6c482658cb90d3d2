"""What every verb shares: exit codes, errors, JSON, help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from segue import __version__
from segue.cli._exit_codes import MEANINGS, ExitCode
from segue.cli._main import app, run
from segue.kernel import (
    DataUnusable,
    DeviceUnavailable,
    LocalUseError,
    PeerError,
    Rejected,
    SegueError,
)

SEGUE = [sys.executable, "-c", "from segue.cli import main; main()"]


def verbs(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Walk the tree of commands that typer made; groups themselves included."""
    command = command or typer.main.get_command(app)
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from verbs(child, (*path, name))


def _fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("segue.gateway.web.about", fail)
    monkeypatch.setattr(typer, "echo", fail)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LocalUseError("Never heard of that place."), 2),
        (DeviceUnavailable("The port is taken."), 3),
        (DataUnusable("The file is cut short."), 4),
        (PeerError("The peer sent nonsense."), 5),
        (Rejected("The car said no."), 1),
        (SegueError("Something else."), 1),
    ],
)
def test_exit_code_tells_who_can_act_when_a_verb_fails(
    error: SegueError,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each kind of error has its code, and its text on standard error, without a traceback."""
    error.do = "Do this."
    _fail_with(error, monkeypatch)
    assert run(["about"]) == code
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"segue: {error.message}\n       Do this.\n"


def test_error_is_one_json_object_when_json_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that reads JSON lines reads errors the same way, and nothing else."""
    _fail_with(DataUnusable("The file is cut short.", do="Install again."), monkeypatch)
    assert run(["about", "--json"]) == ExitCode.DATA
    output = capsys.readouterr()
    assert json.loads(output.out) == {
        "error": "The file is cut short.",
        "kind": "DataUnusable",
        "do": "Install again.",
    }
    assert output.err == ""


@pytest.mark.parametrize("arguments", [["nope"], ["about", "--nope"], ["about", "more"]])
def test_usage_error_names_the_help_when_the_line_is_wrong(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped line gives code 2, says what is wrong and where the help is."""
    assert run(arguments) == ExitCode.USAGE
    error = capsys.readouterr().err
    assert arguments[-1].removeprefix("more") in error
    assert "--help" in error


def test_ctrl_c_ends_quietly_when_a_verb_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C gives code 130 and no traceback."""
    _fail_with(KeyboardInterrupt(), monkeypatch)
    assert run(["about"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == ""


def test_nothing_is_complained_of_when_the_reader_leaves() -> None:
    """`segue about | head -1` ends well, as every other tool does."""
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run([*SEGUE, "about"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert result.returncode == 0
    assert result.stderr == b""


def test_help_loads_nothing_heavy_when_asked_for() -> None:
    """`segue --help` answers at once because no verb's own imports are loaded for it."""
    code = (
        "import sys; from segue.cli._main import run; run(['--help']);"
        "print(sorted({'aiohttp', 'numpy', 'pycrdt', 'cryptography'} & set(sys.modules)))"
    )
    result = subprocess.run([SEGUE[0], "-c", code], capture_output=True, check=True, text=True)
    assert result.stdout.splitlines()[-1] == "[]"


def test_every_exit_code_is_in_the_help_when_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The help documents each code there is."""
    assert run(["--help"]) == ExitCode.OK
    text = capsys.readouterr().out
    assert set(MEANINGS) == set(ExitCode)
    for code, meaning in MEANINGS.items():
        assert f"{code.value:>3}  {meaning}" in text


@pytest.mark.parametrize("path", [path for path, _ in verbs()], ids=" ".join)
def test_help_ends_with_an_example_when_shown(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every verb's help shows a line to copy."""
    assert run([*path, "--help"]) == ExitCode.OK
    assert f"Example:  segue {' '.join(path)}".rstrip() in capsys.readouterr().out


def test_version_is_the_packages_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """`segue --version` prints what the package says of itself."""
    assert run(["--version"]) == ExitCode.OK
    assert capsys.readouterr().out == f"segue {__version__}\n"


def test_licence_of_the_roads_is_shown_when_asked_about(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`segue about` names OpenStreetMap's contributors and the ODbL, for people and programs."""
    assert run(["about"]) == ExitCode.OK
    assert run(["about", "--json"]) == ExitCode.OK
    *text, line = capsys.readouterr().out.splitlines()
    for shown in ("\n".join(text), line):
        assert "© OpenStreetMap contributors" in shown
        assert "ODbL" in shown
    assert json.loads(line)["version"] == __version__


@pytest.mark.parametrize("group", [[], ["phone"]])
def test_help_is_shown_as_it_is_when_the_verb_is_missing(
    group: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """`segue` alone shows its verbs and nothing that looks like an error; the code is 2."""
    assert run(group) == ExitCode.USAGE
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("Usage: segue")
    assert "--help` says" not in output.err
