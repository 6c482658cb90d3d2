"""The folder lock: one node a folder, and no leftovers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from segue.kernel import LocalUseError
from segue.node.storage import FolderLock

if TYPE_CHECKING:
    from pathlib import Path


def test_the_second_node_is_refused_when_the_first_holds_the_folder(tmp_path: Path):
    """The refusal names the process, the folder and the way out."""
    with FolderLock(tmp_path), pytest.raises(LocalUseError) as caught, FolderLock(tmp_path):
        pass
    assert str(os.getpid()) in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert "--data" in caught.value.do


def test_the_folder_is_free_when_the_holder_has_ended(tmp_path: Path):
    """A lock file that was left behind locks nobody out."""
    with FolderLock(tmp_path):
        pass
    assert (tmp_path / "node.lock").exists()
    with FolderLock(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path):
    """A file in the folder's place is refused with its name and what to do."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(LocalUseError, match="taken"), FolderLock(tmp_path / "taken"):
        pass
