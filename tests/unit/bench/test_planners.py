"""Who drives, by name: what is found, and what is said of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from segue.bench import planner_factory
from segue.bench.peers import IdmPlanner
from segue.kernel import LocalUseError
from segue.schema.drive import OwnCar


@pytest.mark.parametrize(
    "name", ["idm", "segue.bench.peers:IdmPlanner", "segue.bench.peers.IdmPlanner"]
)
def test_planner_is_found_when_it_is_named_short_or_by_its_path(name: str) -> None:
    """A peer has a short name; anything importable has its path, with a colon or a dot."""
    assert isinstance(planner_factory(name)(OwnCar()), IdmPlanner)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nobody", "There is no planner nobody."),
        ("nobody:Planner", "There is no module nobody."),
        ("segue.bench.nobody:Planner", "There is no module segue.bench.nobody."),
        ("segue.bench.peers:Nobody", "The module segue.bench.peers has no Nobody."),
        ("math:pi", "pi of math cannot be called."),
    ],
)
def test_error_says_what_is_missing_when_there_is_no_such_planner(name: str, says: str) -> None:
    """Module, factory and kind are told apart, so that the user changes the right one."""
    with pytest.raises(LocalUseError) as error:
        planner_factory(name)
    assert error.value.message == says


def test_error_names_the_import_when_a_planner_needs_what_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planner in the working directory is found, and what it lacks itself is named."""
    (tmp_path / "needy_planner.py").write_text("import nowhere_to_be_found\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LocalUseError, match="needs nowhere_to_be_found, which is not installed"):
        planner_factory("needy_planner:make")


def test_error_says_so_when_a_planner_cannot_be_given_to_other_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function without a name of its own is refused before anything is driven."""
    (tmp_path / "nameless_planner.py").write_text("make = lambda own_car: None\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LocalUseError, match="cannot be given to other processes"):
        planner_factory("nameless_planner:make")
