"""The key file: private, whole, and never changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from segue.kernel import DataUnusable
from segue.node.storage import load_or_make_key

NAME = "device.key"


def test_key_stays_the_same_when_it_is_loaded_again(tmp_path: Path):
    """A device keeps its id for life."""
    assert load_or_make_key(tmp_path).device_id == load_or_make_key(tmp_path).device_id


def test_file_is_private_when_it_was_made(tmp_path: Path):
    """Mode 0600 whatever the umask, and nothing else is left in the folder."""
    before = os.umask(0)
    try:
        load_or_make_key(tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o601, 0o700])
def test_key_is_refused_when_others_may_use_the_file(tmp_path: Path, mode: int):
    """One clear error that says how to mend it, and the file is as it was."""
    load_or_make_key(tmp_path)
    path = tmp_path / NAME
    content = path.read_bytes()
    path.chmod(mode)
    with pytest.raises(DataUnusable, match=f"mode 0{mode:o}") as caught:
        load_or_make_key(tmp_path)
    assert f"chmod 600 {path}" in caught.value.do
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"\x00" * 32, b"-----BEGIN PRIVATE KEY-----\n"]
)
def test_key_is_refused_when_the_file_is_damaged(tmp_path: Path, content: bytes):
    """A damaged key is named and kept: a new one would make this another device."""
    path = tmp_path / NAME
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(DataUnusable, match="damaged"):
        load_or_make_key(tmp_path)
    assert path.read_bytes() == content


def test_key_is_refused_when_it_is_of_another_kind(tmp_path: Path):
    """A key that cannot sign is not taken for one that can."""
    path = tmp_path / NAME
    other = X25519PrivateKey.generate()
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(DataUnusable, match="damaged"):
        load_or_make_key(tmp_path)


def test_key_is_refused_when_the_file_is_a_link_elsewhere(tmp_path: Path):
    """Nobody can point Segue at another key."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    load_or_make_key(elsewhere)
    (tmp_path / NAME).symlink_to(elsewhere / NAME)
    with pytest.raises(DataUnusable, match="cannot be used"):
        load_or_make_key(tmp_path)


def test_error_is_clear_when_the_folder_cannot_be_written(tmp_path: Path):
    """A missing folder, like a full disk, is one sentence and no traceback."""
    with pytest.raises(DataUnusable, match="cannot be used"):
        load_or_make_key(tmp_path / "missing")


def test_key_of_a_faster_process_is_kept_when_two_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A key that appears while another is being made is never overwritten."""
    real_link = os.link

    def late_link(source: Path, target: Path) -> None:
        target.write_bytes(b"the faster one")
        real_link(source, target)

    monkeypatch.setattr(os, "link", late_link)
    with pytest.raises(DataUnusable, match="Others may use"):
        load_or_make_key(tmp_path)
    assert (tmp_path / NAME).read_bytes() == b"the faster one"
